extension Array where Element == Float {
  /// The element at a rank (0 is the smallest) among the first `count`, which are reordered. O(count) on average.
  ///
  /// Quickselect with the median of three (Hoare, CACM 4 (1961) 321).
  mutating func select(rank: Int, among count: Int) -> Float {
    withUnsafeMutableBufferPointer { values in
      var first = 0
      var last = count - 1
      while first < last {
        let a = values[first]
        let b = values[(first + last) / 2]
        let c = values[last]
        let pivot = Swift.max(Swift.min(a, b), Swift.min(Swift.max(a, b), c))
        var i = first
        var j = last
        while i <= j {
          while values[i] < pivot { i += 1 }
          while values[j] > pivot { j -= 1 }
          if i <= j {
            values.swapAt(i, j)
            i += 1
            j -= 1
          }
        }
        if rank <= j { last = j } else if rank >= i { first = i } else { return values[rank] }
      }
      return values[rank]
    }
  }
}
