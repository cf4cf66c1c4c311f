import Glibc

/// Kolmogorov-Smirnov distance between the distorted and the nominal scores of the same events.
///
/// D = max |F(x) − F⁰(x)|, both weighted and normalised. Its interval is D ± q: q is exceeded by none of N independent
/// normal numbers with the largest of the pointwise errors σ(x), σ² = Σ[a(1[s ≤ x] − F) − a⁰(1[s⁰ ≤ x] − F⁰)]²,
/// a = w/Σw, which holds only what the paired events do not have in common. N is 4 over the fraction of events that
/// cross a score: values farther apart than events move fluctuate independently. Conservative.
enum ScoreDistance {
  /// Scores at which the error is taken.
  static let looks = 32

  /// D and q. O(n · looks) comparisons in vectors.
  static func measure(nominal: Scoring, distorted: Scoring, confidence: Double) -> (
    distance: Double, half: Double
  ) {
    let count = nominal.scores.count
    let edges = (1..<looks).map { nominal.scores[$0 * count / looks] }
    let distance = largestDifference(nominal: nominal, distorted: distorted)
    let noise = Noise(nominal: nominal, distorted: distorted, edges: edges)
    let pseudo = 1 / min(nominal.effectiveCount, distorted.effectiveCount)
    let deviations = noise.variances.map { ($0 + pseudo * pseudo).squareRoot() }
    guard let largest = deviations.max() else { return (distance, 1) }
    let independent = min(Double(count), max(Double(edges.count), 4 / max(noise.crossing, 1e-12)))
    let each = independent / Double(edges.count)
    var (low, high) = (0.0, 12 * largest)
    for _ in 0..<40 {
      let middle = (low + high) / 2
      let chance = deviations.reduce(0) { $0 + each * StandardNormal.twoSided(middle / $1) }
      if chance > 1 - confidence { low = middle } else { high = middle }
    }
    return (distance, high)
  }

  /// D, exactly, by merging both orders. O(n).
  private static func largestDifference(nominal: Scoring, distorted: Scoring) -> Double {
    let (share0, share1) = (1 / nominal.total, 1 / distorted.total)
    let count = nominal.scores.count
    return nominal.ranks.words.withUnsafeBufferPointer { first in
      distorted.ranks.words.withUnsafeBufferPointer { second in
        nominal.weights.withUnsafeBufferPointer { weights0 in
          distorted.weights.withUnsafeBufferPointer { weights1 in
            var (index0, index1) = (0, 0)
            var difference = 0.0
            var largest = 0.0
            while index0 < count, index1 < count {
              let key = min(first[index0] >> 32, second[index1] >> 32)
              while index0 < count, first[index0] >> 32 == key {
                difference -= share0 * weights0[Int((first[index0] & 0xFFFF_FFFF) >> 1)]
                index0 += 1
              }
              while index1 < count, second[index1] >> 32 == key {
                difference += share1 * weights1[Int((second[index1] & 0xFFFF_FFFF) >> 1)]
                index1 += 1
              }
              largest = max(largest, abs(difference))
            }
            return largest
          }
        }
      }
    }
  }

  /// Pointwise variances of F − F⁰ just below some scores.
  private struct Noise {
    var variances: [Double]
    /// Mean weighted fraction of events that cross a score.
    var crossing: Double

    init(nominal: Scoring, distorted: Scoring, edges: [Float]) {
      let before = ScoreCells.cells(of: nominal.scores, above: edges)
      let after = ScoreCells.cells(of: distorted.scores, above: edges)
      let (share0, share1) = (1 / nominal.total, 1 / distorted.total)
      // Sums of first powers and of products over the cells that events are in before, after and at most in both.
      var (f0, f1, bb, ba, aa, ab, both) = (
        [Double](repeating: 0, count: edges.count + 1), [Double](repeating: 0, count: edges.count + 1),
        [Double](repeating: 0, count: edges.count + 1), [Double](repeating: 0, count: edges.count + 1),
        [Double](repeating: 0, count: edges.count + 1), [Double](repeating: 0, count: edges.count + 1),
        [Double](repeating: 0, count: edges.count + 1)
      )
      var moved = 0.0
      var sum = 0.0
      for index in before.indices {
        let (from, to) = (Int(before[index]), Int(after[index]))
        let b = nominal.weights[index] * share0
        let a = distorted.weights[index] * share1
        f0[from] += b
        f1[to] += a
        bb[from] += b * b
        ba[from] += b * a
        aa[to] += a * a
        ab[to] += b * a
        both[max(from, to)] += a * b
        moved += abs(b) * Double(abs(from - to))
        sum += abs(b)
      }
      for index in 1..<f0.count {
        f0[index] += f0[index - 1]
        f1[index] += f1[index - 1]
        bb[index] += bb[index - 1]
        ba[index] += ba[index - 1]
        aa[index] += aa[index - 1]
        ab[index] += ab[index - 1]
        both[index] += both[index - 1]
      }
      let last = edges.count
      let (all0, all1, product) = (bb[last], aa[last], both[last])
      variances = edges.indices.map { edge in
        let (p, q) = (f1[edge], f0[edge])
        let below = aa[edge] + bb[edge] - 2 * both[edge]
        let mixed = -2 * (p * aa[edge] - q * ab[edge]) + 2 * (p * ba[edge] - q * bb[edge])
        let means = p * p * all1 - 2 * p * q * product + q * q * all0
        return max(0, below + mixed + means)
      }
      crossing = moved / (sum * Double(max(1, edges.count)))
    }
  }
}

extension Scoring {
  /// (Σw)²/Σw² of all events.
  var effectiveCount: Double { total * total / (positives.second + negatives.second) }
}
