/// A gradient-boosted model saved by XGBoost: JSON, UBJSON or the binary format of versions before 2.1.
///
/// The trees are walked here, not by a library: it needs nothing installed and does not misread the
/// `base_score` of models from XGBoost 3.1 on, as libxgboost 1.7 silently does. Scores equal Python's to 10⁻⁶, those of the
/// library's usual call: `XGBClassifier.predict_proba` where that saved the file, else `Booster.predict`; they differ for models
/// that were stopped early (``Iterations``). `multi:softmax` gives probabilities too. Sums of leaves are exact here, while
/// XGBoost's are rounded in float32. NaN is missing and goes the way that training chose. Boosters `gbtree` and `dart`,
/// leaves of one number or of one a class.
/// Sources: Chen and Guestrin, KDD 2016 (arXiv:1603.02754); the XGBoost model schema (doc/model.schema).
public struct XGBoostClassifier: Classifier {
  /// The file's name.
  public let name: String
  /// One unnamed tensor of all features, with their names where the file has them.
  public let inputs: [ModelInput]
  let forest: Forest
  let link: XGBoostLink
  private let place: Int
  private let isMargin: Bool
  /// Which trees score, where the library has two usual calls, and what stands for categories.
  public let note: String?

  /// Opens a model file.
  ///
  /// Errors: ``ModelError`` for a file that is not there, damaged or of a kind that is not evaluated; a class that is
  /// not there.
  public init(path: String, output: OutputSelection = OutputSelection()) throws {
    try self.init(path: path, bytes: ModelFile.bytes(of: path), output: output)
  }

  init(path: String, bytes: [UInt8], output: OutputSelection) throws {
    name = path
    let document = try Self.document(path: path, bytes: bytes)
    let learner = document["learner"]
    let parameters = learner["learner_model_param"]
    guard let width = parameters["num_feature"].integer, (1...Self.mostInputs).contains(width) else {
      throw ModelError.damaged(
        path: path, format: "XGBoost",
        reason: "it does not say how many inputs it has, from 1 to \(Self.mostInputs)")
    }
    let names = learner["feature_names"].texts ?? []
    guard names.isEmpty || names.count == width else {
      throw ModelError.damaged(
        path: path, format: "XGBoost", reason: "it has \(names.count) feature names for \(width) inputs")
    }
    let objective = learner["objective"]["name"].text ?? "none"
    guard let link = XGBoostLink(objective: objective) else {
      throw ModelError.unsupported(
        path: path, what: "has the objective '\(objective)', which is not known",
        remedy: "use it through a command that gives scores")
    }
    self.link = link
    let targets = parameters["num_target"].integer ?? 1
    guard targets <= 1 else {
      throw ModelError.unsupported(
        path: path, what: "predicts \(targets) targets at once",
        remedy: "save a model for each, or use it through a command that gives scores")
    }
    let groups = max(1, parameters["num_class"].integer ?? 0)
    guard groups <= 100_000 else {
      throw ModelError.damaged(path: path, format: "XGBoost", reason: "it says that it has \(groups) classes")
    }
    let booster = try Self.booster(learner["gradient_booster"], path: path)
    let rounds = try BoostingRounds(
      output.iterations, learner: learner, model: booster.model, groups: groups, path: path)
    do {
      inputs = [
        ModelInput(
          shape: [width], features: names.isEmpty ? nil : names,
          categories: try CategoryNames.all(booster.model, inputs: width))
      ]
      forest = Forest(
        try TreeEnsemble(
          booster.model, used: rounds.trees, inputs: width, groups: groups, weights: booster.weights),
        inputs: width, base: try Self.base(parameters["base_score"], groups: groups, link: link, path: path))
    } catch let error as DocumentError {
      throw ModelError.damaged(path: path, format: "XGBoost", reason: error.problem)
    }
    note = Self.joined([rounds.note, Self.note(onCodes: learner, inputs: inputs[0])])
    guard output.output == nil else {
      throw ModelError.output(
        model: path, reason: "has one output without a name, so there is no '\(output.output ?? "")'",
        choices: [])
    }
    place = try output.place(among: groups, model: path)
    isMargin = output.margin
  }

  private static func joined(_ notes: [String?]) -> String? {
    let told = notes.compactMap { $0 }
    return told.isEmpty ? nil : told.joined(separator: "; ")
  }

  /// Codes of categories mean what they meant in training; without names nobody can check that.
  private static func note(onCodes learner: ModelNode, inputs: ModelInput) -> String? {
    let types = learner["feature_types"].texts ?? []
    let places = types.indices.filter { place in
      types[place] == "c" && !(inputs.categories.indices.contains(place) && inputs.categories[place] != nil)
    }
    guard !places.isEmpty else { return nil }
    let names = places.map { inputs.features?[$0] ?? "input \($0)" }.joined(separator: ", ")
    return
      "the file keeps no names of the categories of \(names): their columns must hold the codes of training"
  }

  /// A limit against damaged files.
  private static let mostInputs = 1_000_000

  /// The trees, and what dart weighs them with.
  private static func booster(_ booster: ModelNode, path: String) throws -> (
    model: ModelNode, weights: [Double]?
  ) {
    switch booster["name"].text {
    case "gbtree": return (booster["model"], nil)
    case "dart": return (booster["gbtree"]["model"], booster["weight_drop"].numbers)
    case let other:
      throw ModelError.unsupported(
        path: path, what: "is of the kind '\(other ?? "unknown")', not of trees ('gbtree', 'dart')",
        remedy: "use it through a command that gives scores")
    }
  }

  /// The margin before the first tree: `"5E-1"`, or from XGBoost 3.1 on `"[5E-1]"` with one number or one a class.
  private static func base(_ node: ModelNode, groups: Int, link: XGBoostLink, path: String) throws -> [Float]
  {
    let text = node.text ?? "5E-1"
    let numbers = text.filter { !"[] ".contains($0) }.split(separator: ",").map { Float($0) }
    let values = numbers.compactMap { $0 }
    guard values.count == numbers.count, values.count == 1 || values.count == groups else {
      throw ModelError.damaged(path: path, format: "XGBoost", reason: "its base_score is '\(text)'")
    }
    let margins = values.map { link.margin(ofBase: $0) }
    return margins.count == groups ? margins : Array(repeating: margins[0], count: groups)
  }

  private static func document(path: String, bytes: [UInt8]) throws -> ModelNode {
    do {
      guard let first = bytes.first, first == UInt8(ascii: "{"), bytes.count > 1 else {
        return try JSONDocument.parse(try OldXGBoost.json(path: path, bytes: bytes))
      }
      let isJSON = [0x20, 0x09, 0x0A, 0x0D, UInt8(ascii: "\""), UInt8(ascii: "}")].contains(bytes[1])
      let document = isJSON ? try JSONDocument.parse(bytes) : try UBJDocument.parse(bytes)
      guard !document["learner"].isNull else {
        throw ModelError.damaged(path: path, format: "XGBoost", reason: "it has no member 'learner'")
      }
      return document
    } catch let error as DocumentError {
      throw ModelError.damaged(path: path, format: "XGBoost", reason: error.description)
    }
  }

  /// The score of each row: the probability (or margin) of the chosen class. O(rows × trees × depth).
  public func scores(of rows: InputRows) throws -> [Float] {
    try checkWidth(rows)
    return scores(ofMargins: forest.margins(of: rows))
  }

  /// The rows with their scores, their leaves and their margins: 4 bytes an input and 2 bytes a tree for each row.
  public func scored(_ rows: InputRows, known: [Float]? = nil) throws -> ScoredRows {
    try checkWidth(rows)
    let memory = forest.ranked(rows)
    return ScoredRows(rows, scores: scores(ofMargins: memory.rows.margins), memory: memory)
  }

  /// Scores of variations, in which only the trees are walked again whose leaf changes.
  ///
  /// Bit for bit those of ``scores(of:)``, because sums of leaves are exact. O(rows × trees of the changed inputs), of
  /// which a fraction of a nanosecond each unless the leaf changes.
  public func scores(of variations: [InputVariation], from nominal: ScoredRows) throws -> [[Float]] {
    for variation in variations { try variation.check(for: nominal.rows, model: name) }
    guard let memory = nominal.memory as? ForestRows,
      let margins = forest.margins(of: variations, nominal.rows, memory)
    else { return try plainScores(of: variations, from: nominal) }
    return margins.map { scores(ofMargins: $0) }
  }

  /// What the objective makes of margins (rows × outputs): the chosen output of each row.
  private func scores(ofMargins sums: [Double]) -> [Float] {
    let groups = forest.base.count
    var margins = sums.map { Float($0) }
    if !isMargin {
      margins.withUnsafeMutableBufferPointer { all in
        if link == .softmax, groups > 1 {
          for start in stride(from: 0, to: all.count, by: groups) {
            link.apply(to: UnsafeMutableBufferPointer(rebasing: all[start..<start + groups]))
          }
        } else {
          link.apply(to: all)
        }
      }
    }
    guard groups > 1 else { return margins }
    return stride(from: place, to: margins.count, by: groups).map { margins[$0] }
  }
}
