/// 128-bit fingerprints of rows, made column by column.
///
/// h(row) = Σ_columns m_c · s_c(row) mod 2¹²⁸ with a random 128-bit key m_c for each column and the 64-bit pattern
/// s_c of the value as float64 (so float32 and float64 columns compare by value). Equal patterns: any NaN equals any
/// NaN and −0 equals 0, as when data frames are searched for duplicates. Integers that float64 cannot hold keep their own pattern.
///
/// Two different rows collide with probability at most 2⁻⁶⁵ over the choice of keys whatever their values (the
/// difference of patterns has at most 63 factors of two; D. Lemire and O. Kaser, Comput. J. 57 (2014) 1624, section 3):
/// below 10⁻⁷ for any pair among two million rows, and 10⁻³ among 200 million. For values whose patterns differ in an
/// arbitrary bit the bound is about 2⁻¹²⁷. The sum is commutative: columns may be hashed in parts that are added.
/// Memory: 16 bytes a row; a pass over the data partitioned by prefix is not needed up to some 10⁸ rows. Short fingerprints are the upper
/// half without carries, 8 bytes a row: good for counts in which a chance of 10⁻⁵ that one of 20 million rows is wrong does not matter.
public struct RowHash: Sendable, Equatable {
  /// Low halves; empty for short fingerprints.
  public private(set) var low: [UInt64] = []
  /// High halves: uniformly distributed.
  public private(set) var high: [UInt64] = []

  /// Upper halves only.
  public let isShort: Bool

  /// Number of rows.
  public var count: Int { high.count }

  /// No rows yet, room for some.
  public init(capacity: Int = 0, isShort: Bool = false) {
    self.isShort = isShort
    if !isShort { low.reserveCapacity(capacity) }
    high.reserveCapacity(capacity)
  }

  /// Key of a column: the same for the same name and seed in every sample.
  public struct Key: Sendable, Equatable {
    let low: UInt64
    let high: UInt64
    /// A key made from a name; `part` tells apart several numbers of one column.
    public init(column name: String, part: Int = 0, seed: UInt64) {
      var state = seed &+ 0x9E37_79B9_7F4A_7C15
      for byte in name.utf8 { state = RowHash.mix(state ^ UInt64(byte)) }
      state = RowHash.mix(state ^ UInt64(bitPattern: Int64(part)))
      low = RowHash.mix(state) | 1
      high = RowHash.mix(low ^ 0xD1B5_4A32_D192_ED03)
    }
  }

  /// Appends rows that no column has contributed to yet. O(n).
  public mutating func extend(by rows: Int) {
    if !isShort { low.append(contentsOf: repeatElement(0, count: rows)) }
    high.append(contentsOf: repeatElement(0, count: rows))
  }

  /// Adds a column of the last `values.count` rows. O(n).
  public mutating func add(_ values: [Float], key: Key) {
    mixIn(values, key: key) { Self.pattern(Double($0)) }
  }
  /// Adds a column of the last `values.count` rows. O(n).
  public mutating func add(_ values: [Double], key: Key) { mixIn(values, key: key) { Self.pattern($0) } }
  /// Adds a column of the last `values.count` rows. O(n).
  public mutating func add(_ values: [Int64], key: Key) { mixIn(values, key: key) { Self.pattern($0) } }
  /// Adds a column of the last `values.count` rows. O(n).
  public mutating func add(_ values: [UInt64], key: Key) { mixIn(values, key: key) { Self.pattern($0) } }
  /// Adds a column of patterns that the caller chose, for the last `values.count` rows. O(n).
  public mutating func add(patterns values: [UInt64], key: Key) { mixIn(values, key: key) { $0 } }

  /// Adds a column of values rounded to `bits` bits after the leading one, so that nearby values mostly agree. O(n).
  public mutating func add(_ values: [Float], roundedTo bits: Int, key: Key) {
    mixIn(values, key: key) { Self.rounded(Self.pattern(Double($0)), bits) }
  }
  /// Adds a column of values rounded to `bits` bits after the leading one. O(n).
  public mutating func add(_ values: [Double], roundedTo bits: Int, key: Key) {
    mixIn(values, key: key) { Self.rounded(Self.pattern($0), bits) }
  }

  /// Adds what these columns contribute to some rows to sums that begin with the first of them. O(rows).
  func add(_ rows: Range<Int>, toLow low: UnsafeMutablePointer<UInt64>, high: UnsafeMutablePointer<UInt64>) {
    self.high.withUnsafeBufferPointer { own in
      for index in 0..<rows.count { high[index] &+= own[rows.lowerBound &+ index] }
    }
    guard !isShort else { return }
    self.low.withUnsafeBufferPointer { own in
      for index in 0..<rows.count {
        let (sum, carry) = low[index].addingReportingOverflow(own[rows.lowerBound &+ index])
        low[index] = sum
        high[index] &+= carry ? 1 : 0
      }
    }
  }

  /// Adds what other columns contributed to the same rows. O(n).
  mutating func add(_ other: RowHash) {
    precondition(other.count == count && other.isShort == isShort, "fingerprints of the same rows")
    low.withUnsafeMutableBufferPointer { low in
      high.withUnsafeMutableBufferPointer { high in
        guard let high = high.baseAddress else { return }
        // Short fingerprints have no low halves, which are not touched then.
        other.add(0..<other.count, toLow: low.baseAddress ?? high, high: high)
      }
    }
  }

  /// The fingerprints of some rows. O(rows).
  func rows(_ numbers: [Int]) -> RowHash {
    var result = RowHash(isShort: isShort)
    result.low = isShort ? [] : numbers.map { low[$0] }
    result.high = numbers.map { high[$0] }
    return result
  }

  /// Appends the rows of another. O(n).
  public mutating func append(_ other: RowHash) {
    low += other.low
    high += other.high
  }

  @inline(__always)
  private mutating func mixIn<Value>(_ values: [Value], key: Key, _ pattern: (Value) -> UInt64) {
    let offset = count - values.count
    precondition(offset >= 0, "extend first")
    let keyLow = key.low
    let keyHigh = key.high
    let isShort = isShort
    values.withUnsafeBufferPointer { values in
      high.withUnsafeMutableBufferPointer { high in
        guard !isShort else {
          for index in 0..<values.count {
            let s = pattern(values[index])
            high[offset &+ index] &+= s.multipliedFullWidth(by: keyLow).high &+ s &* keyHigh
          }
          return
        }
        low.withUnsafeMutableBufferPointer { low in
          for index in 0..<values.count {
            let s = pattern(values[index])
            let product = s.multipliedFullWidth(by: keyLow)
            let row = offset &+ index
            let (sum, carry) = low[row].addingReportingOverflow(product.low)
            low[row] = sum
            high[row] = high[row] &+ product.high &+ s &* keyHigh &+ (carry ? 1 : 0)
          }
        }
      }
    }
  }

  /// −0 becomes 0 and every NaN the same NaN.
  @inline(__always)
  static func pattern(_ value: Double) -> UInt64 {
    let positive = value + 0.0
    return positive == positive ? positive.bitPattern : 0x7FF8_0000_0000_0000
  }

  @inline(__always)
  static func pattern<Integer: FixedWidthInteger>(_ value: Integer) -> UInt64 {
    let asDouble = Double(value)
    return Integer(exactly: asDouble) == value ? pattern(asDouble) : UInt64(truncatingIfNeeded: value)
  }

  @inline(__always)
  static func rounded(_ pattern: UInt64, _ bits: Int) -> UInt64 {
    let dropped = UInt64(52 &- bits)
    return (pattern &+ (1 &<< (dropped &- 1))) &>> dropped
  }

  /// The output function of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).
  @inline(__always)
  public static func mix(_ value: UInt64) -> UInt64 {
    var z = value &+ 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

extension RowHash {
  /// 64-bit pattern of a text, for ``add(patterns:key:)``: FNV-1a of its UTF-8 bytes, mixed. O(length).
  public static func textPattern(_ text: String) -> UInt64 {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return mix(hash)
  }
}
