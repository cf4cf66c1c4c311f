/// Kolmogorov-Smirnov distance between the distorted and the nominal scores of the same events.
///
/// D = max |F(x) − F⁰(x)|, both weighted and normalised. Errors are those of the paired events alone (``PairedScoreNoise``): what they
/// have in common cancels. The ends of the interval are found at some scores, D being no less than the largest |Δ̂| there; they
/// are those of ``SupremumSizes``. Between the scores looked at D is larger by chance alone, unless by more than three standard errors of the
/// events that cross the cells beside the largest |Δ̂| there: then the high end is that much higher.
struct ScoreDistance: Sendable {
  /// Scores at which errors are taken.
  private static let looks = 64

  private let edges: [Float]
  /// Cell between edges of each nominal score.
  private let cells: [UInt8]

  /// Looks at equal steps in the nominal order.
  init(_ nominal: Scoring) {
    let count = nominal.scores.count
    edges = (1..<Self.looks).map { nominal.scores[$0 * count / Self.looks] }
    cells = ScoreCells.cells(of: nominal.scores, above: edges)
  }

  /// D with its interval, and what it takes to compare it (``influences``) where `order` is given. O(n + resamples · cells).
  func interval(
    from nominal: Scoring, to distorted: Scoring, confidence: Double, comparing order: EventOrder?
  ) -> ChangeEstimate {
    let after = ScoreCells.cells(of: distorted.scores, above: edges)
    let noise = PairedScoreNoise(
      nominal: nominal, cells, distorted: distorted, after, looks: edges.count)
    let distance = noise.isMoved ? largestDifference(nominal, distorted) : 0
    let pseudo = 1 / min(nominal.effectiveCount, distorted.effectiveCount)
    let largest = noise.differences.reduce(0) { max($0, abs($1)) }
    let ends = SupremumSizes(
      differences: noise.differences, variances: noise.variances.map { $0 + pseudo * pseudo },
      errors: noise.isMoved ? noise.resampled() : []
    ).ends(tail: (1 - confidence) / 2)
    let peak = noise.differences.firstIndex { abs($0) == largest } ?? 0
    let crossing = noise.crossings[peak...].prefix(2).max() ?? 0
    let missed = distance - largest > 3 * crossing.squareRoot() ? distance - largest : 0
    let (low, high) = (min(ends.low, distance), min(1, max(ends.high + missed, distance)))
    let z = StandardNormal.quantile((1 + confidence) / 2)
    return ChangeEstimate(
      value: distance, low: low, high: high, confidence: confidence, standardError: (high - low) / (2 * z),
      influences: order.map { influences(at: peak, nominal, distorted, after, $0) } ?? [])
  }

  /// Influences on |F − F⁰| just below an edge, in groups of rows.
  private func influences(
    at look: Int, _ nominal: Scoring, _ distorted: Scoring, _ after: [UInt8], _ order: EventOrder
  ) -> [Double] {
    guard look < edges.count else { return [] }
    let (share0, share1) = (1 / nominal.total, 1 / distorted.total)
    var (below0, below1) = (0.0, 0.0)
    for index in cells.indices {
      below0 += Int(cells[index]) <= look ? nominal.weights[index] * share0 : 0
      below1 += Int(after[index]) <= look ? distorted.weights[index] * share1 : 0
    }
    let sign = below1 < below0 ? -1.0 : 1
    var groups = [Double](repeating: 0, count: GroupedInfluences.count)
    for index in cells.indices {
      let change =
        distorted.weights[index] * share1 * ((Int(after[index]) <= look ? 1 : 0) - below1)
        - nominal.weights[index] * share0 * ((Int(cells[index]) <= look ? 1 : 0) - below0)
      groups[Int(order.rows[index]) % GroupedInfluences.count] += sign * change
    }
    return groups
  }

  /// Nominal events between the scores at which the difference is looked at first.
  private static let blockRows = 64

  /// D, exactly. O(n).
  ///
  /// First the difference just below every 64th nominal score; between two of these it can grow by no more than the
  /// weights between them, and only where that could exceed the largest so far both orders are merged event by event.
  private func largestDifference(_ nominal: Scoring, _ distorted: Scoring) -> Double {
    let (share0, share1) = (1 / nominal.total, 1 / distorted.total)
    let count = nominal.scores.count
    return nominal.ranks.words.withUnsafeBufferPointer { first in
      distorted.ranks.words.withUnsafeBufferPointer { second in
        nominal.ranks.weights.withUnsafeBufferPointer { weights0 in
          distorted.ranks.weights.withUnsafeBufferPointer { weights1 in
            var blocks: [Block] = []
            blocks.reserveCapacity(count / Self.blockRows + 2)
            var (sums0, sums1) = ((weight: 0.0, size: 0.0), (weight: 0.0, size: 0.0))
            var (start0, start1) = (0, 0)
            var difference = 0.0
            var largest = 0.0
            while start0 < count || start1 < count {
              var (end0, end1) = (min(count, start0 + Self.blockRows), count)
              if end0 < count {
                // Equal scores stay together.
                let key = first[end0] >> 32
                while end0 < count, first[end0] >> 32 == key, first[end0 - 1] >> 32 == key { end0 += 1 }
                end1 = end0 < count ? Self.place(of: first[end0] >> 32, in: second, from: start1) : count
              }
              let next0 = nominal.ranks.sums(before: end0)
              let next1 = distorted.ranks.sums(before: end1)
              blocks.append(
                Block(
                  first: start0..<end0, second: start1..<end1, start: difference,
                  bound: abs(difference) + share0 * (next0.size - sums0.size)
                    + share1 * (next1.size - sums1.size)))
              difference = share1 * next1.weight - share0 * next0.weight
              largest = max(largest, abs(difference))
              (sums0, sums1, start0, start1) = (next0, next1, end0, end1)
            }
            for block in blocks where block.bound > largest {
              largest = Self.merged(block, first, second, weights0, weights1, share0, share1, largest)
            }
            return largest
          }
        }
      }
    }
  }

  /// Events of both orders in an interval of the score.
  private struct Block {
    var first: Range<Int>
    var second: Range<Int>
    /// F − F⁰ below it.
    var start: Double
    /// |F − F⁰| in it is no larger.
    var bound: Double
  }

  /// First place from `start` on of a word whose key is at least `key`: steps that double, then halves.
  private static func place(
    of key: UInt64, in words: UnsafeBufferPointer<UInt64>, from start: Int
  ) -> Int {
    var step = 64
    var low = start
    while low + step < words.count, words[low + step] >> 32 < key {
      low += step
      step *= 2
    }
    var high = min(words.count, low + step)
    while low < high {
      let middle = (low + high) / 2
      if words[middle] >> 32 < key { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// The larger of `largest` and |F − F⁰| at the scores of a block.
  private static func merged(
    _ block: Block, _ first: UnsafeBufferPointer<UInt64>, _ second: UnsafeBufferPointer<UInt64>,
    _ weights0: UnsafeBufferPointer<Double>, _ weights1: UnsafeBufferPointer<Double>, _ share0: Double,
    _ share1: Double, _ largest: Double
  ) -> Double {
    let (end0, end1) = (block.first.upperBound, block.second.upperBound)
    var (index0, index1) = (block.first.lowerBound, block.second.lowerBound)
    var (difference, largest) = (block.start, largest)
    // One event a step and no branch on which: the orders interleave at random.
    while index0 < end0, index1 < end1 {
      let (word0, word1) = (first[index0], second[index1])
      let isFirst = word0 >> 32 <= word1 >> 32
      let word = isFirst ? word0 : word1
      difference += isFirst ? -share0 * weights0[index0] : share1 * weights1[index1]
      index0 &+= isFirst ? 1 : 0
      index1 &+= isFirst ? 0 : 1
      let next0 = first[min(index0, end0 &- 1)] >> 32
      let next1 = second[min(index1, end1 &- 1)] >> 32
      let isTied = next0 == word >> 32 && index0 < end0 || next1 == word >> 32 && index1 < end1
      largest = max(largest, isTied ? 0 : abs(difference))
    }
    while index0 < end0 {
      let word = first[index0]
      difference -= share0 * weights0[index0]
      index0 += 1
      if index0 == end0 || first[index0] >> 32 != word >> 32 { largest = max(largest, abs(difference)) }
    }
    while index1 < end1 {
      let word = second[index1]
      difference += share1 * weights1[index1]
      index1 += 1
      if index1 == end1 || second[index1] >> 32 != word >> 32 { largest = max(largest, abs(difference)) }
    }
    return largest
  }
}

extension Scoring {
  /// (Σw)²/Σw² of all events.
  var effectiveCount: Double { total * total / (positives.second + negatives.second) }
}
