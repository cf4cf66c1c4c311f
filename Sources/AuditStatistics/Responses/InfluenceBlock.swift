/// Sums over the influences of all events on one metric, before and after, in blocks that stay in the cache.
struct InfluenceBlock {
  /// Events a block.
  static let size = 2048

  /// Of ψ.
  var after = InfluenceSums()
  /// Of ψ − ψ⁰.
  var change = InfluenceSums()
  /// ψ − ψ⁰ of each event, where asked for.
  var kept: [Float] = []

  /// O(n).
  init(_ metric: ResponseMetric, nominal: Scoring, distorted: Scoring, keeps: Bool) {
    let count = nominal.scores.count
    if keeps { kept.reserveCapacity(count) }
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * Self.size) { buffer in
      let first = buffer.baseAddress.unsafelyUnwrapped
      let second = first + Self.size
      var start = 0
      while start < count {
        let rows = start..<min(start + Self.size, count)
        nominal.writeInfluences(metric, of: rows, to: first)
        distorted.writeInfluences(metric, of: rows, to: second)
        for index in rows.count..<((rows.count + 3) / 4 * 4) {
          first[index] = 0
          second[index] = 0
        }
        add(before: first, after: second, count: rows.count)
        if keeps {
          for index in 0..<rows.count { kept.append(Float(second[index] - first[index])) }
        }
        start += Self.size
      }
    }
  }

  /// Adds a block that is padded with zeros to a multiple of four.
  private mutating func add(
    before: UnsafeMutablePointer<Double>, after: UnsafeMutablePointer<Double>, count: Int
  ) {
    var after2 = SIMD4<Double>.zero
    var after4 = after2
    var change2 = after2
    var change4 = after2
    before.withMemoryRebound(to: SIMD4<Double>.self, capacity: (count + 3) / 4) { before in
      after.withMemoryRebound(to: SIMD4<Double>.self, capacity: (count + 3) / 4) { after in
        for index in 0..<(count + 3) / 4 {
          let difference = after[index] - before[index]
          let square = after[index] * after[index]
          let squareOfDifference = difference * difference
          after2 += square
          after4 += square * square
          change2 += squareOfDifference
          change4 += squareOfDifference * squareOfDifference
        }
      }
    }
    self.after.second += after2.sum()
    self.after.fourth += after4.sum()
    change.second += change2.sum()
    change.fourth += change4.sum()
  }
}
