/// Which of a few cells scores fall into.
enum ScoreCells {
  /// Number of edges at or below each score, for at most 255 edges. O(n · edges), several rows at a time.
  static func cells(of scores: [Float], above edges: [Float]) -> [UInt8] {
    let count = scores.count
    return scores.withUnsafeBufferPointer { scores in
      [UInt8](unsafeUninitializedCapacity: count) { output, size in
        var start = 0
        while start + 16 <= count {
          var scoreLanes = SIMD16<Float>()
          for lane in 0..<16 { scoreLanes[lane] = scores[start + lane] }
          var below = SIMD16<Int32>.zero
          for edge in edges {
            below.replace(with: below &+ 1, where: scoreLanes .>= SIMD16(repeating: edge))
          }
          for lane in 0..<16 { output[start + lane] = UInt8(truncatingIfNeeded: below[lane]) }
          start += 16
        }
        for index in start..<count {
          output[index] = UInt8(edges.reduce(0) { $0 + (scores[index] >= $1 ? 1 : 0) })
        }
        size = count
      }
    }
  }
}
