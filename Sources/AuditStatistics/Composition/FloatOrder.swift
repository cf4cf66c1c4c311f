/// Sorting of float32 values that remembers where they came from.
enum FloatOrder {
  /// A value and its place.
  struct Item {
    var value: Float
    var index: UInt32
  }

  /// The values in ascending order, NaN last, stable: radix sort on order-preserving keys. O(n).
  static func sorted(_ values: [Float]) -> [Item] {
    let count = values.count
    guard count > 1 else { return values.map { Item(value: $0, index: 0) } }
    var source = [UInt64](repeating: 0, count: count)
    var target = source
    var histogram = [Int](repeating: 0, count: 3 * 2048)
    for index in 0..<count {
      let key = key(of: values[index])
      source[index] = UInt64(key) << 32 | UInt64(index)
      histogram[Int(key & 2047)] += 1
      histogram[2048 + Int((key >> 11) & 2047)] += 1
      histogram[4096 + Int(key >> 22)] += 1
    }
    for digit in 0..<3 {
      var sum = 0
      for bucket in digit * 2048..<(digit + 1) * 2048 {
        let size = histogram[bucket]
        histogram[bucket] = sum
        sum += size
      }
      let shift = UInt64(32 + 11 * digit)
      for item in source {
        let bucket = digit * 2048 + Int((item >> shift) & 2047)
        target[histogram[bucket]] = item
        histogram[bucket] += 1
      }
      swap(&source, &target)
    }
    return source.map { item in
      let index = UInt32(truncatingIfNeeded: item)
      return Item(value: values[Int(index)], index: index)
    }
  }

  /// Bits whose unsigned order is the order of the values; −0 as 0, every NaN above all.
  private static func key(of value: Float) -> UInt32 {
    guard value == value else { return .max }
    let bits = (value + 0).bitPattern
    return bits >> 31 == 1 ? ~bits : bits | 0x8000_0000
  }
}
