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

  /// D, exactly, by merging both orders. O(n).
  private func largestDifference(_ nominal: Scoring, _ distorted: Scoring) -> Double {
    let (share0, share1) = (1 / nominal.total, 1 / distorted.total)
    let count = nominal.scores.count
    return nominal.ranks.words.withUnsafeBufferPointer { first in
      distorted.ranks.words.withUnsafeBufferPointer { second in
        nominal.weights.withUnsafeBufferPointer { weights0 in
          distorted.weights.withUnsafeBufferPointer { weights1 in
            var (index0, index1) = (0, 0)
            var difference = 0.0
            var largest = 0.0
            // One event a step and no branch on which: the orders interleave at random.
            while index0 < count, index1 < count {
              let (word0, word1) = (first[index0], second[index1])
              let isFirst = word0 >> 32 <= word1 >> 32
              let word = isFirst ? word0 : word1
              let place = Int((word & 0xFFFF_FFFF) >> 1)
              difference += isFirst ? -share0 * weights0[place] : share1 * weights1[place]
              index0 &+= isFirst ? 1 : 0
              index1 &+= isFirst ? 0 : 1
              let next0 = first[min(index0, count &- 1)] >> 32
              let next1 = second[min(index1, count &- 1)] >> 32
              let isTied = next0 == word >> 32 && index0 < count || next1 == word >> 32 && index1 < count
              largest = max(largest, isTied ? 0 : abs(difference))
            }
            while index0 < count {
              let word = first[index0]
              difference -= share0 * weights0[Int((word & 0xFFFF_FFFF) >> 1)]
              index0 += 1
              if index0 == count || first[index0] >> 32 != word >> 32 {
                largest = max(largest, abs(difference))
              }
            }
            while index1 < count {
              let word = second[index1]
              difference += share1 * weights1[Int((word & 0xFFFF_FFFF) >> 1)]
              index1 += 1
              if index1 == count || second[index1] >> 32 != word >> 32 {
                largest = max(largest, abs(difference))
              }
            }
            return largest
          }
        }
      }
    }
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
    table.withUnsafeMutableBufferPointer { table in
      cells.withUnsafeBufferPointer { before in
        after.withUnsafeBufferPointer { after in
          nominal.weights.withUnsafeBufferPointer { weights0 in
            distorted.weights.withUnsafeBufferPointer { weights1 in
              nominal.scores.withUnsafeBufferPointer { scores0 in
                distorted.scores.withUnsafeBufferPointer { scores1 in
                  for index in 0..<before.count {
                    let (from, to) = (Int(before[index]), Int(after[index]))
                    let b = weights0[index] * share0
                    let a = weights1[index] * share1
                    let row0 = from &* 8
                    table[row0] += b
                    table[row0 &+ 1] += b * b
                    table[row0 &+ 2] += a * b
                    let row1 = to &* 8
                    table[row1 &+ 3] += a
                    table[row1 &+ 4] += a * a
                    table[row1 &+ 5] += a * b
                    table[max(row0, row1) &+ 6] += a * b
                    moved += abs(b) * Double(abs(from &- to))
                    sum += abs(b)
                    let isMoved = scores0[index] != scores1[index] || a != b
                    largest = max(largest, isMoved ? max(abs(a), abs(b)) : 0)
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
