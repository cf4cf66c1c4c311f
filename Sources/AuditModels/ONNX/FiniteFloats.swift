extension [Float] {
  /// The largest |x|; 0 without any. O(count).
  var largestSize: Float { reduce(0) { Swift.max($0, abs($1)) } }

  /// True when none is NaN or infinite. O(count).
  var areFinite: Bool {
    withUnsafeBufferPointer { numbers in
      // Not a choice for each: an exponent of all ones carries into the sign.
      var found: UInt32 = 0
      for number in numbers { found |= (number.bitPattern & 0x7FFF_FFFF) &+ 0x0080_0000 }
      return found >> 31 == 0
    }
  }
}
