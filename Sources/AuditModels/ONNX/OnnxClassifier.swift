/// A model in ONNX format, run by ONNX Runtime.
///
/// Dense networks and trees; one or several tensor inputs of any rank (float16, float32, float64, integers, bool) whose first
/// dimension counts rows, also when that is fixed (the last call is filled up with zeros). Outputs: a tensor of one
/// number or one a class, or ZipMap's map from class to probability. Scores equal Python's onnxruntime's, whose code it
/// is, but for chains of dense layers (``DenseChain``): these are evaluated here, each call compared with ONNX Runtime on
/// some of its rows and left to it when they differ by more than 10⁻⁶ or a number is not finite. ONNX Runtime is looked
/// for in `SIMAUDIT_ONNXRUNTIME`, where the dynamic linker looks, and in the Python environments at hand.
public struct OnnxClassifier: Classifier {
  /// The file's name.
  public let name: String
  /// The model's tensors.
  public let inputs: [ModelInput]
  let session: OnnxSession
  let score: Score
  /// The own evaluator, for graphs that it knows.
  var chain: DenseChain?
  private let largestDifference = LargestDifference()

  enum Score: Sendable {
    /// Numbers of a row are classes; which one is decided when their count is known.
    case tensor(String)
    /// Maps with class numbers or names as keys.
    case maps(String)

    var name: String {
      switch self {
      case .tensor(let name), .maps(let name): name
      }
    }
  }
  let output: OutputSelection

  /// Opens a model file.
  ///
  /// Errors: ``ModelError`` for a runtime that is absent (with how to get it), a file that is damaged, inputs that are no
  /// numeric tensors, an output that is not there or not chosen among several.
  public init(path: String, output: OutputSelection = OutputSelection()) throws {
    try self.init(path: path, bytes: ModelFile.bytes(of: path), output: output, runtime: OnnxRuntime.open())
  }

  init(path: String, bytes: [UInt8], output: OutputSelection, runtime: OnnxRuntime) throws {
    name = path
    session = try OnnxSession(path: path, isWhole: OnnxGraph(bytes) != nil, runtime: runtime)
    self.output = output
    inputs = try session.inputs.map { port in
      guard case .tensor(let element, let code, let shape) = port.kind else {
        throw Self.input(port, of: path, "is not a tensor")
      }
      guard let element, element != .text else {
        throw Self.input(
          port, of: path, "is of the type \(element?.name ?? "number \(code) of ONNX"), which is not read")
      }
      guard !shape.isEmpty else { throw Self.input(port, of: path, "is one number, not a row per event") }
      return ModelInput(name: port.name, shape: port.rowShape)
    }
    guard inputs.filter({ $0.width == nil }).count <= 1 else {
      throw ModelError.unsupported(
        path: path, what: "leaves the length of several inputs open", remedy: "export it with fixed lengths")
    }
    guard !output.margin else {
      throw ModelError.output(
        model: path, reason: "gives what its file says; margins exist for trees only", choices: [])
    }
    guard output.iterations == .usual else {
      throw ModelError.output(
        model: path, reason: "is an ONNX file; 'iterations' can be chosen of XGBoost's files only",
        choices: [])
    }
    score = try Self.score(session.outputs, output, path)
    chain = Self.chain(bytes, session.inputs, score)
  }

  private static func input(_ port: OnnxPort, of path: String, _ why: String) -> ModelError {
    .unsupported(
      path: path, what: "has the input '\(port.name)', which \(why)",
      remedy: "export it with float32 inputs of shape [rows, …]")
  }

  /// That rows are float32 and an input wants more.
  public var note: String? {
    let wide = session.inputs.filter { if case .tensor(.float64?, _, _) = $0.kind { true } else { false } }
    guard !wide.isEmpty else { return nil }
    return
      "its float64 input \(wide.map { "'\($0.name)'" }.joined(separator: ", ")) gets numbers of float32 precision"
  }

  /// nil unless the graph is a chain of dense layers from one tensor of numbers to the scores.
  private static func chain(_ bytes: [UInt8], _ inputs: [OnnxPort], _ score: Score) -> DenseChain? {
    guard case .tensor(let output) = score, inputs.count == 1, inputs[0].rowShape.count == 1,
      case .tensor(.float32?, _, _) = inputs[0].kind, let width = inputs[0].rowShape[0],
      let graph = OnnxGraph(bytes)
    else { return nil }
    return DenseChain(graph, inputs: width, output: output)
  }

  private static func score(_ ports: [OnnxPort], _ output: OutputSelection, _ path: String) throws -> Score {
    let usable = ports.compactMap { port -> Score? in
      switch port.kind {
      case .tensor(let element?, _, _): element.isFloat ? .tensor(port.name) : nil
      case .sequence: .maps(port.name)
      case .tensor, .other: nil
      }
    }
    if let wanted = output.output {
      guard let found = usable.first(where: { $0.name == wanted }) else {
        throw ModelError.output(
          model: path, reason: "has no output '\(wanted)' with scores", setting: "output",
          choices: usable.map(\.name))
      }
      return found
    }
    if usable.count == 1 { return usable[0] }
    let probable = usable.filter { $0.name.lowercased().contains("prob") }
    guard probable.count == 1 else {
      throw ModelError.output(
        model: path,
        reason: usable.isEmpty
          ? "has no output of floating-point numbers" : "has several outputs, and none is chosen",
        setting: "output", choices: usable.map(\.name))
    }
    return probable[0]
  }

  /// The score of each row. O(rows × cost of the model); ZipMap costs several library calls a row.
  public func scores(of rows: InputRows) throws -> [Float] {
    try checkWidth(rows)
    if let chain, rows.count > 0, rows.values.areFinite {
      let found = chain.scores(of: rows, place: try output.place(among: chain.outputs, model: name))
      if try agrees(found, rows) { return found }
    }
    return try libraryScores(of: rows)
  }

  /// Scores of variations: those of all rows by the own evaluator where it knows the graph, the others as any rows.
  public func scores(of variations: [InputVariation], from nominal: ScoredRows) throws -> [[Float]] {
    guard let chain, nominal.rows.count > 0, nominal.rows.values.areFinite else {
      return try plainScores(of: variations, from: nominal)
    }
    for variation in variations { try variation.check(for: nominal.rows, model: name) }
    let place = try output.place(among: chain.outputs, model: name)
    let same = variations.map { $0.sameRows(of: nominal.rows) }
    let unchanged = same.map { $0.reduce(0) { $0 &+ Int($1) } }
    var scores: [[Float]] = []
    while scores.count < variations.count {
      let first = scores.count
      // Where most rows stay as they are, the others alone are cheaper; what is not finite is the library's.
      func isWhole(_ number: Int) -> Bool {
        2 * unchanged[number] < nominal.rows.count
          && variations[number].columns == variations[first].columns
          && variations[number].values.allSatisfy(\.areFinite)
      }
      let end = (first..<variations.count).first { !isWhole($0) } ?? variations.count
      var found = chain.scores(of: variations[first..<end], from: nominal.rows, place: place)
      // Rounding is worst where numbers are largest.
      let size = { (number: Int) in variations[number].values.map(\.largestSize).max() ?? 0 }
      if let largest = (first..<end).max(by: { size($0) < size($1) }) {
        var patched = nominal.rows
        patched.write(variations[largest])
        let isGood = try agrees(found[largest - first], patched)
        if !isGood || !found.allSatisfy(\.areFinite) {
          found = try libraryScores(of: variations[first..<end], nominal)
        }
      }
      for (number, part) in zip(first..<end, found) {
        var part = part
        if unchanged[number] > 0 {
          for row in part.indices where same[number][row] == 1 { part[row] = nominal.scores[row] }
        }
        scores.append(part)
      }
      if end == first {
        scores += try plainScores(of: [variations[first]], from: nominal)
      }
    }
    return scores
  }

  /// How often the own evaluator was left for the library, and by how much it differed; nil: never.
  public var remark: String? {
    largestDifference.value.map {
      "model '\(name)': the own evaluation of its layers differed from ONNX Runtime by up to \($0), so that ONNX Runtime "
        + "scored those events; this is slower"
    }
  }

  /// Compares the own scores with the library's on a few rows. False when they differ by more than 10⁻⁶ of 1 or of the
  /// score, or when a score is not finite. The same rows have the same answer, whatever thread asks.
  private func agrees(_ scores: [Float], _ rows: InputRows) throws -> Bool {
    guard scores.areFinite else { return false }
    let step = max(1, rows.count / Self.comparedRows)
    let some = Array(stride(from: 0, to: rows.count, by: step))
    let reference = try libraryScores(of: rows.rows(some))
    var largest: Float = 0
    for (row, score) in zip(some, reference) {
      let difference = abs(scores[row] - score) / max(1, abs(score))
      if !(difference <= Self.tolerance) {
        largest = max(largest, difference.isFinite ? difference : .infinity)
      }
    }
    if largest > 0 { largestDifference.note(largest) }
    return largest == 0
  }

  private static let comparedRows = 16
  private static let tolerance: Float = 1e-6

  private func libraryScores(
    of variations: ArraySlice<InputVariation>, _ nominal: ScoredRows
  ) throws -> [[Float]] {
    try variations.map { variation in
      var patched = nominal.rows
      patched.write(variation)
      return try libraryScores(of: patched)
    }
  }
}
