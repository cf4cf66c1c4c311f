/// Which of a few cells scores fall into.
enum ScoreCells {
  /// Number of edges at or below each score, for at most 255 edges. O(n · edges), in blocks that stay in the cache.
  static func cells(of scores: [Float], above edges: [Float]) -> [UInt8] {
    let count = scores.count
    let block = 1024
    return scores.withUnsafeBufferPointer { scores in
      [UInt8](unsafeUninitializedCapacity: count) { output, size in
        withUnsafeTemporaryAllocation(of: Int32.self, capacity: block) { below in
          var start = 0
          while start < count {
            let length = min(block, count - start)
            for index in 0..<length { below[index] = 0 }
            for edge in edges {
              for index in 0..<length { below[index] &+= scores[start &+ index] >= edge ? 1 : 0 }
            }
            for index in 0..<length { output[start &+ index] = UInt8(truncatingIfNeeded: below[index]) }
            start += block
          }
        }
        size = count
      }
    }
  }
}
