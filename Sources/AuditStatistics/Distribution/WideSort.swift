/// Sort of double-precision events: radix sort by the upper half of the key, then the lower half within ties.
enum WideSort {
  /// Sorts events by value, stable. O(n) unless most upper halves are equal, then O(n log n).
  static func sort(_ points: inout WidePoints, scratch: SortScratch) {
    let count = points.values.count
    precondition(points.squares == nil && count < Int(UInt32.max), "only single events are sorted")
    let values = points.values
    var words = [UInt64](unsafeUninitializedCapacity: count) { buffer, initialized in
      for index in 0..<count {
        buffer[index] = (SortKey.key(values[index]) >> 32) << 32 | UInt64(index)
      }
      initialized = count
    }
    scratch.sort(&words)
    var start = 0
    while start < count {
      let upper = words[start] >> 32
      var end = start + 1
      while end < count && words[end] >> 32 == upper { end += 1 }
      if end - start > 1 {
        words[start..<end].sort { first, second in
          let a = SortKey.key(values[Int(first & 0xFFFF_FFFF)])
          let b = SortKey.key(values[Int(second & 0xFFFF_FFFF)])
          return a == b ? first < second : a < b
        }
      }
      start = end
    }
    points.values = words.map { values[Int($0 & 0xFFFF_FFFF)] }
    if let weights = points.weights { points.weights = words.map { weights[Int($0 & 0xFFFF_FFFF)] } }
  }
}
