/// Values of one column for consecutive rows.
///
/// Storage follows the file: what float32 holds exactly (float16/32, 8 and 16 bit integers, booleans) is `float32`;
/// `float64` and 32 bit integers are `float64`; 64 bit integers are `int64` or `uint64` because float64 would round them.
public enum Values: Sendable, Equatable {
  /// float16, float32, 8 and 16 bit integers, booleans.
  case float32([Float])
  /// float64 and 32 bit integers.
  case float64([Double])
  /// Signed 64 bit integers.
  case int64([Int64])
  /// Unsigned 64 bit integers.
  case uint64([UInt64])
  /// Text and enumerations: code of each row into `levels`; -1 for missing.
  case category(codes: [Int32], levels: [String])
  /// One tensor per row, row-major: `count / rows` values each.
  case tensor([Float], shape: [Int])

  /// How a number is called where it is the level of a category or a class: whole numbers without a decimal point.
  public static func levelName(of number: Double) -> String {
    Int(exactly: number).map(String.init) ?? String(number)
  }

  /// Number of rows.
  public var count: Int {
    switch self {
    case .float32(let values): values.count
    case .float64(let values): values.count
    case .int64(let values): values.count
    case .uint64(let values): values.count
    case .category(let codes, _): codes.count
    case .tensor(let values, let shape): values.count / max(1, shape.reduce(1, *))
    }
  }

  /// Offsets of the rows that are NaN, or have no text; none for tensors. O(n).
  var offsetsWithoutValue: [Int] {
    switch self {
    case .float32(let values): values.indices.filter { values[$0].isNaN }
    case .float64(let values): values.indices.filter { values[$0].isNaN }
    case .category(let codes, _): codes.indices.filter { codes[$0] < 0 }
    case .int64, .uint64, .tensor: []
    }
  }

  /// The rows as float64; categories give their codes (−1 → NaN). Values above 2⁵³ are rounded. O(n).
  public var doubles: [Double] {
    switch self {
    case .float32(let values): values.map(Double.init)
    case .float64(let values): values
    case .int64(let values): values.map(Double.init)
    case .uint64(let values): values.map { Double($0) }  // Double.init might mean the bit pattern
    case .category(let codes, _): codes.map { $0 < 0 ? .nan : Double($0) }
    case .tensor(let values, _): values.map(Double.init)
    }
  }
}
