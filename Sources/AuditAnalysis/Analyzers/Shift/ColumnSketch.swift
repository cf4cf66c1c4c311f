import AuditSamples

/// About 4096 rows of a column, the same rows for every column of a process: enough to notice copies.
struct ColumnSketch: Sendable, Equatable {
  static let size = 4096

  /// Every how many rows one is kept.
  private let stride: Int
  private var seen = 0
  /// The kept values, in row order.
  private(set) var values: [Double] = []

  /// An empty sketch for a process of so many rows.
  init(rows: Int) {
    stride = max(1, rows / ColumnSketch.size)
  }

  /// Takes in the next rows. O(rows / stride).
  mutating func append(_ column: Values) {
    var index = (stride - seen % stride) % stride
    while index < column.count {
      values.append(column.double(at: index))
      index += stride
    }
    seen += column.count
  }

  /// Rows of further processes of the same sample.
  mutating func append(_ other: ColumnSketch) {
    values += other.values
    seen += other.seen
  }

  /// How this column follows from another one.
  enum Relation: Equatable {
    case copy
    case affine(slope: Double, offset: Double)
  }

  /// The relation `self = slope · other + offset` if it holds in every kept row, up to float32 rounding.
  ///
  /// Needs three distinct values: any two-valued columns that move together are affine. Missing values must be
  /// missing in both. O(size), but unrelated columns are told apart in the first few rows.
  func relation(to other: ColumnSketch) -> Relation? {
    guard values.count == other.values.count, values.count >= 16,
      let (low, high) = other.extremes, other.distinctAtLeastThree
    else { return nil }
    let x0 = other.values[low]
    let x1 = other.values[high]
    let y0 = values[low]
    let y1 = values[high]
    guard y0.isFinite, y1.isFinite, y0 != y1 else { return nil }
    let slope = (y1 - y0) / (x1 - x0)
    let offset = y0 - slope * x0
    let isCopy = slope == 1 && offset == 0
    let tolerance = isCopy ? 0 : 4e-7 * max(abs(y0), abs(y1), abs(offset))
    for (x, y) in zip(other.values, values) {
      if x.isNaN != y.isNaN { return nil }
      if !x.isNaN, !(abs(slope * x + offset - y) <= tolerance), x != y || !isCopy { return nil }
    }
    return isCopy ? .copy : .affine(slope: slope, offset: offset)
  }

  /// Positions of the smallest and the largest finite value, if they differ.
  private var extremes: (Int, Int)? {
    var low: Int?
    var high: Int?
    for (index, value) in values.enumerated() where value.isFinite {
      if low.map({ value < values[$0] }) ?? true { low = index }
      if high.map({ value > values[$0] }) ?? true { high = index }
    }
    guard let low, let high, values[low] < values[high] else { return nil }
    return (low, high)
  }

  private var distinctAtLeastThree: Bool {
    var found: [Double] = []
    for value in values where value.isFinite && !found.contains(value) {
      found.append(value)
      if found.count == 3 { return true }
    }
    return false
  }
}

extension Values {
  /// One value as float64; codes of categories; NaN for a missing category.
  fileprivate func double(at index: Int) -> Double {
    switch self {
    case .float32(let values): Double(values[index])
    case .float64(let values): values[index]
    case .int64(let values): Double(values[index])
    case .uint64(let values): Double(values[index])
    case .category(let codes, _): codes[index] < 0 ? .nan : Double(codes[index])
    case .tensor: .nan
    }
  }
}
