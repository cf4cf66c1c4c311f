import AuditSamples

/// A column that enters a model, and how.
public struct ModelFeature: Sendable, Equatable, Codable {
  /// Column of the sample: one number a row, or a tensor whose numbers enter in its own order.
  public var column: String
  /// The model's name for it, where that differs; for models with several tensors, the tensor that it belongs to.
  public var input: String?
  /// What happens to it before.
  public var preprocessing: Preprocessing

  /// A column as it is.
  public init(_ column: String, input: String? = nil, preprocessing: Preprocessing = Preprocessing()) {
    self.column = column
    self.input = input
    self.preprocessing = preprocessing
  }
}

/// A classifier together with the columns that enter it: what an audit scores a sample with.
public struct Model: Sendable {
  /// The classifier.
  public let classifier: any Classifier
  /// What enters it, in the order of a row.
  public let features: [ModelFeature]
  /// Numbers that each feature contributes to a row.
  public let widths: [Int]
  /// Numbers of a row.
  public let width: Int
  /// What the codes of each feature stand for; nil for numbers.
  public let categories: [CategoryNames?]

  /// Columns to read, in the order in which ``scores(of:rows:firstRow:)`` wants them.
  public var columns: [String] { features.map(\.column) }

  /// Rows that are scored in one call: what a network of 64 units a layer keeps of them stays in the second-level cache.
  public static let blockRows = 2048

  /// Brings features into the order of the classifier and checks them.
  ///
  /// `features`: empty when the model's own names are the columns'. `shapes`: shape of a row of each tensor column.
  /// A model that names its inputs takes the features by name, in any order; another takes them in the order given.
  /// Errors: ``ModelError`` for wrong number or names.
  public init(
    _ classifier: any Classifier, features given: [ModelFeature] = [], shapes: [String: [Int]] = [:]
  )
    throws
  {
    let name = classifier.name
    var features = given
    if features.isEmpty {
      guard let names = classifier.featureNames else {
        throw ModelError.namesUnknown(model: name, expected: classifier.width)
      }
      features = names.map { ModelFeature($0) }
    }
    let widthOf = { (feature: ModelFeature) in (shapes[feature.column] ?? []).reduce(1, *) }
    for feature in features { try feature.preprocessing.check(column: feature.column) }
    let count = features.reduce(0) { $0 + widthOf($1) }
    if let expected = classifier.width, expected != count {
      throw ModelError.inputCount(
        model: name, expected: expected, found: count, names: classifier.featureNames ?? [])
    }
    if let names = classifier.featureNames, features.count == names.count {
      features = try Self.arrange(features, by: names, model: name)
    } else if features.contains(where: { $0.input != nil }) {
      features = try Self.group(features, by: classifier.inputs, model: name, width: widthOf)
    }
    self.classifier = classifier
    self.features = features
    let widths = features.map(widthOf)
    self.widths = widths
    width = count
    let known = classifier.inputs.flatMap { input in
      input.categories.isEmpty ? Array(repeating: nil, count: input.width ?? 0) : input.categories
    }
    var first = 0
    categories = widths.map { width in
      defer { first += width }
      return width == 1 && known.indices.contains(first) ? known[first] : nil
    }
    for (feature, names) in zip(features, categories) where names != nil && !feature.preprocessing.isIdentity
    {
      throw ModelError.preprocessing(
        column: feature.column,
        reason: "the model takes categories here, which have no arithmetic; leave it out")
    }
  }

  /// Features in the order of the model's names for them.
  private static func arrange(_ features: [ModelFeature], by names: [String], model: String) throws
    -> [ModelFeature]
  {
    var byName: [String: ModelFeature] = [:]
    for feature in features {
      let input = feature.input ?? feature.column
      guard names.contains(input) else {
        throw ModelError.noSuchInput(model: model, input: input, names: names)
      }
      guard byName.updateValue(feature, forKey: input) == nil else {
        throw ModelError.inputTwice(model: model, input: input)
      }
    }
    return try names.map { name in
      guard let feature = byName[name] else {
        throw ModelError.inputMissing(model: model, input: name, given: features.map(\.column))
      }
      return feature
    }
  }

  /// Features tensor by tensor, those of one tensor in the order given.
  private static func group(
    _ features: [ModelFeature], by inputs: [ModelInput], model: String, width: (ModelFeature) -> Int
  ) throws -> [ModelFeature] {
    let names = inputs.compactMap(\.name)
    for feature in features {
      guard let input = feature.input, names.contains(input) else {
        throw ModelError.noSuchInput(model: model, input: feature.input ?? feature.column, names: names)
      }
    }
    return try inputs.flatMap { input in
      let members = features.filter { $0.input == input.name }
      guard !members.isEmpty else {
        throw ModelError.inputMissing(model: model, input: input.name ?? "", given: features.map(\.column))
      }
      let found = members.reduce(0) { $0 + width($1) }
      if let expected = input.width, found != expected {
        throw ModelError.inputCount(
          model: "\(model):\(input.name ?? "")", expected: expected, found: found, names: [])
      }
      return members
    }
  }

  /// The score of each row.
  ///
  /// `values` are those of ``columns``, in that order, `rows` rows each; `firstRow` is added to row numbers in errors.
  /// Does not depend on how a sample is cut into calls. O(rows × (inputs + cost of the model)), one block of
  /// memory. Errors: ``ModelError``, a score that is not finite among them.
  public func scores(of values: [Values], rows: Int, firstRow: Int = 0) throws -> [Float] {
    var scores: [Float] = []
    scores.reserveCapacity(rows)
    for block in Self.blocks(of: rows) {
      let part = try classifier.scores(of: inputRows(of: values, rows: block))
      try check(part, of: block, firstRow: firstRow)
      scores += part
    }
    return scores
  }

  /// The rows of each call.
  static func blocks(of rows: Int) -> [Range<Int>] {
    stride(from: 0, to: rows, by: blockRows).map { $0..<min(rows, $0 + blockRows) }
  }

  /// Errors: not one finite score for each row of the block.
  func check(_ scores: [Float], of block: Range<Int>, firstRow: Int) throws {
    guard scores.count == block.count else {
      throw ModelError.scoreCount(model: classifier.name, expected: block.count, found: scores.count)
    }
    if let bad = scores.firstIndex(where: { !$0.isFinite }) {
      throw ModelError.notFinite(
        model: classifier.name, row: firstRow + block.lowerBound + bad, value: scores[bad])
    }
  }

  /// The rows as the classifier wants them, preprocessed. O(rows × inputs).
  public func inputRows(of values: [Values], rows: Range<Int>) throws -> InputRows {
    var matrix = [Float](repeating: 0, count: rows.count * width)
    var column = 0
    for place in features.indices {
      guard place < values.count else { break }
      try matrix.withUnsafeMutableBufferPointer { matrix in
        let part = UnsafeMutableBufferPointer(rebasing: matrix.dropFirst(column))
        try fill(part, every: width, values[place], rows, place)
      }
      column += widths[place]
    }
    return InputRows(width: width, values: matrix)
  }

  /// Puts a feature's numbers for some rows into `numbers`: those of a row one after the other, rows `step` apart.
  func fill(
    _ numbers: UnsafeMutableBufferPointer<Float>, every step: Int, _ values: Values, _ rows: Range<Int>,
    _ place: Int
  ) throws {
    let (feature, size) = (features[place], widths[place])
    if let names = categories[place] {
      let codes = try codes(of: values, rows, names, column: feature.column)
      for row in 0..<rows.count { numbers[row * step] = codes[row] }
      return
    }
    let steps = feature.preprocessing
    let isIdentity = steps.isIdentity
    func put(_ row: Int, _ offset: Int, _ value: Double) {
      numbers[(row - rows.lowerBound) * step + offset] = Float(isIdentity ? value : steps.apply(to: value))
    }
    switch values {
    case .float32(let source):
      if isIdentity {
        source.withUnsafeBufferPointer { source in
          guard let numbers = numbers.baseAddress else { return }
          for row in 0..<rows.count { numbers[row &* step] = source[rows.lowerBound &+ row] }
        }
      } else {
        for row in rows { put(row, 0, Double(source[row])) }
      }
    case .float64(let source): for row in rows { put(row, 0, source[row]) }
    case .int64(let source): for row in rows { put(row, 0, Double(source[row])) }
    case .uint64(let source): for row in rows { put(row, 0, Double(source[row])) }
    case .tensor(let source, let shape):
      guard shape.reduce(1, *) == size else {
        throw ModelError.inputCount(
          model: classifier.name, expected: size, found: shape.reduce(1, *), names: [feature.column])
      }
      for row in rows {
        for offset in 0..<size { put(row, offset, Double(source[row * size + offset])) }
      }
    case .category: throw ModelError.notNumeric(model: classifier.name, column: feature.column)
    }
  }

  /// The model's code for each row: by name, or by value where its categories are numbers; NaN for missing.
  ///
  /// Errors: a category that training did not have, numbers where the model has names.
  private func codes(
    of values: Values, _ rows: Range<Int>, _ names: CategoryNames, column: String
  ) throws -> [Float] {
    func code(_ name: String) throws -> Float {
      if let code = names.code(of: name) { return code }
      throw ModelError.noSuchCategory(
        model: classifier.name, column: column, category: name, names: names.names)
    }
    if case .category(let codes, let levels) = values {
      var known: [Float?] = Array(repeating: nil, count: levels.count)
      return try rows.map { row in
        let level = Int(codes[row])
        guard levels.indices.contains(level) else { return .nan }
        if let code = known[level] { return code }
        let found = try code(levels[level])
        known[level] = found
        return found
      }
    }
    guard names.areNumbers else {
      throw ModelError.categoriesByName(model: classifier.name, column: column, names: names.names)
    }
    let numbers = values.doubles
    return try rows.map { numbers[$0].isNaN ? .nan : try code(Values.levelName(of: numbers[$0])) }
  }
}
