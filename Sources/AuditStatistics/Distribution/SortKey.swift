/// Integers that sort like the floating-point values they stand for.
///
/// Positive values get the sign bit set, negative ones are complemented (Herf 2001, "Radix tricks"); −0 becomes +0
/// so that equal values have equal keys. Keys of finite values lie strictly between 0 and the largest integer.
enum SortKey {
  @inline(__always)
  static func key(_ value: Float) -> UInt32 {
    let bits = (value + 0).bitPattern
    return bits ^ (UInt32(bitPattern: Int32(bitPattern: bits) &>> 31) | 0x8000_0000)
  }

  @inline(__always)
  static func value(_ key: UInt32) -> Float {
    Float(bitPattern: key ^ (((key &>> 31) &- 1) | 0x8000_0000))
  }

  @inline(__always)
  static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    return bits ^ (UInt64(bitPattern: Int64(bitPattern: bits) &>> 63) | 0x8000_0000_0000_0000)
  }

  @inline(__always)
  static func value(_ key: UInt64) -> Double {
    Double(bitPattern: key ^ (((key &>> 63) &- 1) | 0x8000_0000_0000_0000))
  }

  /// Key and weight of an event in one word: words sort like their values, and equal values keep their order.
  @inline(__always)
  static func pack(_ key: UInt32, weight: Float) -> UInt64 {
    UInt64(key) &<< 32 | UInt64(weight.bitPattern)
  }

  @inline(__always)
  static func weight(_ packed: UInt64) -> Float { Float(bitPattern: UInt32(truncatingIfNeeded: packed)) }

  @inline(__always)
  static func key(packed: UInt64) -> UInt32 { UInt32(truncatingIfNeeded: packed &>> 32) }

  /// Largest float not above x: a stored value is ≤ x when its key is ≤ this float's key.
  static func floatAtOrBelow(_ x: Double) -> Float {
    let rounded = Float(x)
    return Double(rounded) > x ? rounded.nextDown : rounded
  }

  /// Smallest float not below x.
  static func floatAtOrAbove(_ x: Double) -> Float {
    let rounded = Float(x)
    return Double(rounded) < x ? rounded.nextUp : rounded
  }
}
