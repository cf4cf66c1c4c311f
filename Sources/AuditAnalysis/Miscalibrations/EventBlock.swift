import AuditSamples

/// Consecutive events with the names of their columns: what is distorted.
public struct EventBlock: Sendable {
  /// The rows; columns in the order of `names`.
  public var batch: Batch
  /// Names of the columns.
  public let names: [String]
  /// Values that stand for "missing", by column; NaN always does.
  public let missing: [String: [Double]]

  /// Events with named columns.
  public init(_ batch: Batch, names: [String], missing: [String: [Double]] = [:]) {
    self.batch = batch
    self.names = names
    self.missing = missing
  }

  /// The values of a column. Errors: no such column.
  public func values(_ name: String) throws -> Values { batch.columns[try index(of: name)] }

  /// One number a row as float64, NaN for every missing value. Errors: no such column, no single numbers.
  public func doubles(_ name: String) throws -> [Double] {
    let values = try values(name)
    if case .tensor = values { throw MiscalibrationError.notScalar(name: name) }
    if case .category = values { throw MiscalibrationError.notNumeric(name: name) }
    let sentinels = sentinels(of: name, values)
    return values.doubles.map { sentinels.contains($0) ? .nan : $0 }
  }

  /// Numbers of a row of a column: 1, or the size of its tensors.
  public func size(of name: String) throws -> Int {
    if case .tensor(_, let shape) = try values(name) { shape.reduce(1, *) } else { 1 }
  }

  func index(of name: String) throws -> Int {
    guard let index = names.firstIndex(of: name) else {
      throw MiscalibrationError.noSuchColumn(name: name, names: names)
    }
    return index
  }

  /// Sentinels in the precision of the column.
  func sentinels(of name: String, _ values: Values) -> [Double] {
    let declared = missing[name] ?? []
    switch values {
    case .float32, .tensor: return declared.map { Double(Float($0)) }
    case .float64, .int64, .uint64, .category: return declared
    }
  }

  /// What a missing value of a column is written as: the first declared sentinel, else NaN.
  func missingValue(of name: String) -> Double { missing[name]?.first ?? .nan }

  /// Replaces each number of a column; `element` counts the numbers of the block, row by row.
  ///
  /// Missing values are skipped. float32 columns stay float32 (rounded once), 64 bit integers become float64.
  /// Errors: no such column, no numbers. O(numbers).
  mutating func change(_ name: String, _ body: (_ value: Double, _ element: Int) -> Double) throws {
    try change(name, sparing: sentinels(of: name, try values(name)), body)
  }

  /// The same for all numbers, missing ones included.
  mutating func replace(_ name: String, _ body: (_ value: Double, _ element: Int) -> Double) throws {
    try change(name, sparing: nil, body)
  }

  private mutating func change(
    _ name: String, sparing sentinels: [Double]?, _ body: (_ value: Double, _ element: Int) -> Double
  ) throws {
    let index = try index(of: name)
    func isMissing(_ value: Double) -> Bool {
      guard let sentinels else { return false }
      return value.isNaN || (!sentinels.isEmpty && sentinels.contains(value))
    }
    switch batch.columns[index] {
    case .float32(var values):
      batch.columns[index] = .float32([])  // so that the array is not shared
      for element in values.indices {
        let value = Double(values[element])
        if !isMissing(value) { values[element] = Float(body(value, element)) }
      }
      batch.columns[index] = .float32(values)
    case .float64(var values):
      batch.columns[index] = .float64([])
      for element in values.indices where !isMissing(values[element]) {
        values[element] = body(values[element], element)
      }
      batch.columns[index] = .float64(values)
    case .int64, .uint64:
      batch.columns[index] = .float64(
        batch.columns[index].doubles.enumerated().map { element, value in
          isMissing(value) ? value : body(value, element)
        })
    case .tensor(var values, let shape):
      batch.columns[index] = .float32([])
      for element in values.indices {
        let value = Double(values[element])
        if !isMissing(value) { values[element] = Float(body(value, element)) }
      }
      batch.columns[index] = .tensor(values, shape: shape)
    case .category: throw MiscalibrationError.notNumeric(name: name)
    }
  }

  /// Replaces the weight of each row; the weights are float64 afterwards. O(rows).
  mutating func changeWeights(_ body: (_ weight: Double, _ row: Int) -> Double) {
    let weights = batch.weights?.doubles ?? [Double](repeating: 1, count: batch.count)
    batch.weights = .float64(weights.enumerated().map { body($1, $0) })
  }
}
