/// What can be learnt of a column in one pass: enough to say what it looks like, not to audit it.
///
/// Mergeable only in order of rows, because it notices columns that grow with the row number. O(1) per value.
public struct ColumnStatistics: Sendable, Equatable {
  /// A value at the edge of a column that looks as if it meant "missing".
  public struct Sentinel: Sendable, Equatable {
    /// The value.
    public var value: Double
    /// Rows that have it.
    public var count: Int
  }

  /// Rows seen.
  public private(set) var rows = 0
  /// Rows that are NaN (for text: missing).
  public private(set) var nan = 0
  /// Rows that are +∞ or −∞.
  public private(set) var infinite = 0
  /// Smallest and largest finite value; nil without any.
  public private(set) var range: ClosedRange<Double>?
  /// Smallest and largest value of a column of 64 bit integers, exactly; nil for other columns.
  public private(set) var integerRange: ClosedRange<Int128>?
  /// Sum of the finite values.
  public private(set) var sum = 0.0
  /// Finite values below zero.
  public private(set) var negative = 0
  /// True while every finite value is a whole number.
  public private(set) var isWhole = true
  /// True while no value is smaller than the one before.
  public private(set) var isNonDecreasing = true
  /// True while no value is larger than the one before.
  public private(set) var isNonIncreasing = true
  /// Different finite values among the first `sampled` ones; exact while `sampled` is all of them.
  public var distinct: Int { values.count }
  /// Finite values that `distinct` counted.
  public private(set) var sampled = 0

  /// `distinct` stops to count there.
  public static let distinctLimit = 5000

  private static let nines: Set<Double> = [99, 999, 9999, 99999, 999_999, 9_999_999]
  // Bit patterns of float64, or of integers.
  private var values: Set<UInt64> = []
  private var last: Double?
  private var lastInteger: Int128?
  private var low = Edge()
  private var high = Edge()

  /// Statistics of no rows.
  public init() {}

  /// The finite values that are not NaN or infinite.
  public var finite: Int { rows - nan - infinite }
  /// Mean of the finite values; nil without any.
  public var mean: Double? { finite > 0 ? sum / Double(finite) : nil }
  /// Fraction of finite values below zero.
  public var negativeFraction: Double { finite > 0 ? Double(negative) / Double(finite) : 0 }
  /// Fraction of the sampled values that were new: 1 for an identifier.
  public var uniqueness: Double { sampled > 0 ? Double(distinct) / Double(sampled) : 0 }
  /// True when all finite values are the same.
  public var isConstant: Bool {
    if let integerRange { return integerRange.lowerBound == integerRange.upperBound }
    return range.map { $0.lowerBound == $0.upperBound } ?? true
  }

  /// The smallest or largest value if it takes more than 0.1 % of the rows and lies further from the next value
  /// than all other values are spread.
  ///
  /// Among ten different values or fewer, which may be codes, only what is written as nines: −999, 99 …
  public var suspectedSentinels: [Sentinel] {
    guard let range, let second = low.next, let last = high.next, !isConstant else { return [] }
    var found: [Sentinel] = []
    let atLeast = max(2, finite / 1000)
    let isCode = { (value: Double) in distinct <= 10 && !Self.nines.contains(abs(value)) }
    if low.count > atLeast, second - range.lowerBound > range.upperBound - second, second < range.upperBound,
      !isCode(range.lowerBound)
    {
      found.append(Sentinel(value: range.lowerBound, count: low.count))
    }
    if high.count > atLeast, range.upperBound - last > last - range.lowerBound, last > range.lowerBound,
      !isCode(range.upperBound)
    {
      found.append(Sentinel(value: range.upperBound, count: high.count))
    }
    return found
  }

  /// Takes the next rows; declared missing values count as NaN.
  public mutating func add(_ column: Values, missing: [Double] = []) {
    switch column {
    case .int64(let integers): add(integers, missing)
    case .uint64(let integers): add(integers, missing)
    default: add(missing.isEmpty ? column.doubles : column.doubles.map { missing.contains($0) ? .nan : $0 })
    }
  }

  /// Takes the next rows.
  public mutating func add(_ column: [Double]) {
    rows += column.count
    for value in column {
      guard value.isFinite else {
        if value.isNaN { nan += 1 } else { infinite += 1 }
        continue
      }
      if isWhole, value != value.rounded() { isWhole = false }
      if let last {
        if value < last { isNonDecreasing = false }
        if value > last { isNonIncreasing = false }
      }
      take(value, pattern: (value + 0.0).bitPattern, isNew: value != last)
    }
    if let first = low.value, let end = high.value { range = first...end }
  }

  private mutating func add<Integer: FixedWidthInteger>(_ column: [Integer], _ missing: [Double]) {
    rows += column.count
    for integer in column {
      let value = Double(integer)
      guard missing.isEmpty || !missing.contains(value) else {
        nan += 1
        continue
      }
      let exact = Int128(integer)
      if let last = lastInteger {
        if exact < last { isNonDecreasing = false }
        if exact > last { isNonIncreasing = false }
      }
      take(value, pattern: UInt64(truncatingIfNeeded: integer), isNew: exact != lastInteger)
      lastInteger = exact
      let range = integerRange ?? exact...exact
      integerRange = min(range.lowerBound, exact)...max(range.upperBound, exact)
    }
    if let first = low.value, let end = high.value { range = first...end }
  }

  @inline(__always)
  private mutating func take(_ value: Double, pattern: UInt64, isNew: Bool) {
    sum += value
    if value < 0 { negative += 1 }
    if values.count < Self.distinctLimit {
      if isNew || sampled == 0 { values.insert(pattern) }
      sampled += 1
    }
    last = value
    low.take(value) { $0 < $1 }
    high.take(value) { $0 > $1 }
  }

  // The outermost value, how often it occurs, and the next one inwards.
  private struct Edge: Equatable {
    var value: Double?
    var count = 0
    var next: Double?

    @inline(__always)
    mutating func take(_ new: Double, _ isFurtherOut: (Double, Double) -> Bool) {
      guard let value else {
        (self.value, count) = (new, 1)
        return
      }
      if new == value {
        count += 1
      } else if isFurtherOut(new, value) {
        (next, self.value, count) = (value, new, 1)
      } else if let next, !isFurtherOut(new, next) {
        return
      } else {
        next = new
      }
    }
  }
}
