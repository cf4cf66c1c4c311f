import Glibc

/// Kolmogorov-Smirnov distance between the distorted and the nominal scores of the same events.
///
/// D = max |F(x) − F⁰(x)|, both weighted and normalised. Its interval is D ± q: q is exceeded by none of N independent
/// normal numbers with the pointwise errors σ(x), σ² = Σ[a(1[s ≤ x] − F) − a⁰(1[s⁰ ≤ x] − F⁰)]², a = w/Σw, which hold
/// only what the paired events do not have in common. N is 4 over the fraction of events that cross a score: values
/// farther apart than events move fluctuate independently. Downwards it reaches max a further, because a single event
/// that moves by next to nothing makes that distance. Conservative.
struct ScoreDistance: Sendable {
  /// Scores at which the error is taken.
  private static let looks = 32

  private let edges: [Float]
  /// Cell between edges of each nominal score.
  private let cells: [UInt8]

  /// Looks at equal steps in the nominal order.
  init(_ nominal: Scoring) {
    let count = nominal.scores.count
    edges = (1..<Self.looks).map { nominal.scores[$0 * count / Self.looks] }
    cells = ScoreCells.cells(of: nominal.scores, above: edges)
  }

  /// D with its interval. O(n).
  func interval(
    from nominal: Scoring, to distorted: Scoring, confidence: Double
  ) -> (value: Double, low: Double, high: Double) {
    let noise = noise(nominal: nominal, distorted: distorted)
    let distance = noise.crossing > 0 || noise.isMoved ? largestDifference(nominal, distorted) : 0
    let pseudo = 1 / min(nominal.effectiveCount, distorted.effectiveCount)
    let deviations = noise.variances.map { ($0 + pseudo * pseudo).squareRoot() }
    let count = Double(nominal.scores.count)
    let looks = Double(edges.count)
    let each = min(count, max(looks, 4 / max(noise.crossing, 1e-12))) / looks
    var (low, high) = (0.0, 12 * (deviations.max() ?? 1))
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let chance = deviations.reduce(0) { $0 + each * StandardNormal.twoSided(middle / $1) }
      if chance > 1 - confidence { low = middle } else { high = middle }
    }
    return (distance, max(0, distance - high - noise.largestShare), min(1, distance + high))
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

  private struct Noise {
    /// Pointwise variances of F − F⁰ just below the edges.
    var variances: [Double]
    /// Mean weighted fraction of events that cross an edge.
    var crossing: Double
    /// True when any score or weight changed.
    var isMoved: Bool
    /// max |a| of events that changed.
    var largestShare: Double
  }

  private func noise(nominal: Scoring, distorted: Scoring) -> Noise {
    let after = ScoreCells.cells(of: distorted.scores, above: edges)
    let (share0, share1) = (1 / nominal.total, 1 / distorted.total)
    // A column for each cell: a⁰, a⁰a⁰, aa⁰ of the events in it before; a, aa, aa⁰ of those in it after; aa⁰ of those
    // that are in it and no higher.
    var table = [Double](repeating: 0, count: 8 * (edges.count + 1))
    var moved = 0.0
    var sum = 0.0
    var largest = 0.0
    // Nominal scores rise, so that cells come one after the other; few events end in another cell.
    var moverCount = 0
    table.withUnsafeMutableBufferPointer { table in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: nominal.scores.count) { movers in
        cells.withUnsafeBufferPointer { before in
          after.withUnsafeBufferPointer { after in
            nominal.weights.withUnsafeBufferPointer { weights0 in
              distorted.weights.withUnsafeBufferPointer { weights1 in
                nominal.scores.withUnsafeBufferPointer { scores0 in
                  distorted.scores.withUnsafeBufferPointer { scores1 in
                    var index = 0
                    while index < before.count {
                      let cell = before[index]
                      var (b1, b2, a1, a2, ab) = (0.0, 0.0, 0.0, 0.0, 0.0)
                      while index < before.count, before[index] == cell {
                        let b = weights0[index] * share0
                        let a = weights1[index] * share1
                        b1 += b
                        b2 += b * b
                        a1 += a
                        a2 += a * a
                        ab += a * b
                        sum += abs(b)
                        let isMoved = scores0[index] != scores1[index] || a != b
                        largest = max(largest, isMoved ? max(abs(a), abs(b)) : 0)
                        movers[moverCount] = UInt32(truncatingIfNeeded: index)
                        moverCount &+= after[index] != cell ? 1 : 0
                        index &+= 1
                      }
                      let row = Int(cell) &* 8
                      for (column, value) in [b1, b2, ab, a1, a2, ab, ab].enumerated() {
                        table[row &+ column] += value
                      }
                    }
                    for place in 0..<moverCount {
                      let index = Int(movers[place])
                      let (from, to) = (Int(before[index]), Int(after[index]))
                      let b = weights0[index] * share0
                      let a = weights1[index] * share1
                      let (row0, row1) = (from &* 8, to &* 8)
                      table[row0 &+ 3] -= a
                      table[row0 &+ 4] -= a * a
                      table[row0 &+ 5] -= a * b
                      table[row1 &+ 3] += a
                      table[row1 &+ 4] += a * a
                      table[row1 &+ 5] += a * b
                      table[row0 &+ 6] -= a * b
                      table[max(row0, row1) &+ 6] += a * b
                      moved += abs(b) * Double(abs(from &- to))
                    }
                  }
                }
              }
            }
          }
        }
      }
    }
    for index in 8..<table.count { table[index] += table[index - 8] }
    let all = Array(table.suffix(8))
    let variances = edges.indices.map { edge in
      let column = Array(table[8 * edge..<8 * edge + 8])
      let (q, p) = (column[0], column[3])
      let below = column[4] + column[1] - 2 * column[6]
      let mixed = -2 * (p * column[4] - q * column[5]) + 2 * (p * column[2] - q * column[1])
      let means = p * p * all[4] - 2 * p * q * all[6] + q * q * all[1]
      return max(0, below + mixed + means)
    }
    return Noise(
      variances: variances, crossing: moved / (sum * Double(edges.count)), isMoved: largest > 0,
      largestShare: largest)
  }
}

extension Scoring {
  /// (Σw)²/Σw² of all events.
  var effectiveCount: Double { total * total / (positives.second + negatives.second) }
}
