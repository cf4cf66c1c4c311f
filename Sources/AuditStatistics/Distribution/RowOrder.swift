/// How the values of a column follow each other from row to row; missing rows are passed over.
///
/// Identifiers and times show themselves by being monotone in row number.
public struct RowOrder: Sendable, Codable, Equatable {
  /// Value of the first row, nil when there is none.
  public private(set) var first: Double?
  /// Value of the last row.
  public private(set) var last: Double?
  /// No value is smaller than the one before it.
  public private(set) var isNonDecreasing = true
  /// No value is larger than the one before it.
  public private(set) var isNonIncreasing = true

  /// The order of no rows.
  public init() {}

  /// All values are equal (or there are none).
  public var isConstant: Bool { isNonDecreasing && isNonIncreasing }

  /// Appends rows that follow these.
  public mutating func merge(_ next: RowOrder) {
    guard let nextFirst = next.first else { return }
    isNonDecreasing = isNonDecreasing && next.isNonDecreasing && (last ?? nextFirst) <= nextFirst
    isNonIncreasing = isNonIncreasing && next.isNonIncreasing && (last ?? nextFirst) >= nextFirst
    first = first ?? nextFirst
    last = next.last
  }

  /// Appends finite values. Stops looking at the first row that breaks both orders.
  mutating func append(_ values: UnsafeBufferPointer<Float>) {
    guard let start = values.first, let end = values.last else { return }
    var previous = last.map { Float($0) } ?? start
    if !isConstant && !isNonDecreasing && !isNonIncreasing {
      last = Double(end)
      return
    }
    for value in values {
      if value < previous { isNonDecreasing = false }
      if value > previous { isNonIncreasing = false }
      if !isNonDecreasing && !isNonIncreasing { break }
      previous = value
    }
    first = first ?? Double(start)
    last = Double(end)
  }

  /// Appends finite values.
  mutating func append(_ values: UnsafeBufferPointer<Double>) {
    guard let start = values.first, let end = values.last else { return }
    var previous = last ?? start
    for value in values {
      if !isNonDecreasing && !isNonIncreasing { break }
      if value < previous { isNonDecreasing = false }
      if value > previous { isNonIncreasing = false }
      previous = value
    }
    first = first ?? start
    last = end
  }
}
