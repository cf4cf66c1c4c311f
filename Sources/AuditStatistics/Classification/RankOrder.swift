/// The order of values by radix sort on keys that compare like the values.
///
/// Equal values (also −0 and +0) get equal keys and keep the order of their rows. O(n) time, 24 bytes a row.
enum RankOrder {
  /// Rows in ascending order of their keys; stable.
  static func rows(_ keys: [UInt32], of rows: [UInt32]) -> [UInt32] {
    var packed = zip(keys, rows).map { UInt64($0) << 32 | UInt64($1) }
    sortByUpperHalf(&packed)
    return packed.map { UInt32(truncatingIfNeeded: $0) }
  }

  /// Rows in ascending order of their 64-bit keys, addressed by row; stable.
  static func rows(_ keys: [UInt64], of rows: [UInt32]) -> [UInt32] {
    var packed = rows.map { keys[Int($0)] << 32 | UInt64($0) }
    sortByUpperHalf(&packed)
    for index in packed.indices {
      let row = UInt32(truncatingIfNeeded: packed[index])
      packed[index] = keys[Int(row)] & 0xFFFF_FFFF_0000_0000 | UInt64(row)
    }
    sortByUpperHalf(&packed)
    return packed.map { UInt32(truncatingIfNeeded: $0) }
  }

  /// Key of a float32: positive numbers get the sign bit set, negative ones are inverted.
  @inline(__always)
  static func key(_ value: Float) -> UInt32 {
    let bits = (value + 0).bitPattern
    return bits & 0x8000_0000 == 0 ? bits | 0x8000_0000 : ~bits
  }

  /// Key of a float64.
  @inline(__always)
  static func key(_ value: Double) -> UInt64 {
    let bits = (value + 0).bitPattern
    return bits & 0x8000_0000_0000_0000 == 0 ? bits | 0x8000_0000_0000_0000 : ~bits
  }

  /// Key of an integer.
  @inline(__always)
  static func key(_ value: Int64) -> UInt64 { UInt64(bitPattern: value) ^ 0x8000_0000_0000_0000 }

  /// Least-significant-digit radix sort on bits 32…63 in digits of 11, 11 and 10 bits; digits that are the same in
  /// all elements are skipped.
  private static func sortByUpperHalf(_ elements: inout [UInt64]) {
    let count = elements.count
    guard count > 1 else { return }
    let shifts: [UInt64] = [32, 43, 54]
    let radix = 2048
    var histogram = [Int](repeating: 0, count: 3 * radix)
    for element in elements {
      for digit in 0..<3 { histogram[digit * radix + Int((element >> shifts[digit]) & 2047)] &+= 1 }
    }
    var scratch = [UInt64](repeating: 0, count: count)
    for digit in 0..<3 {
      let shift = shifts[digit]
      guard histogram[digit * radix + Int((elements[0] >> shift) & 2047)] < count else { continue }
      var position = 0
      for value in 0..<radix {
        let size = histogram[digit * radix + value]
        histogram[digit * radix + value] = position
        position += size
      }
      elements.withUnsafeBufferPointer { input in
        scratch.withUnsafeMutableBufferPointer { output in
          histogram.withUnsafeMutableBufferPointer { places in
            for element in input {
              let place = digit &* radix &+ Int((element >> shift) & 2047)
              output[places[place]] = element
              places[place] &+= 1
            }
          }
        }
      }
      swap(&elements, &scratch)
    }
  }
}
