import Glibc

/// What of a classifier the difference between simulation and data changes.
public enum ImpactMetric: Sendable, Hashable {
  /// Weighted fraction of positives at or above the threshold.
  case efficiency
  /// Weighted fraction of negatives at or above the threshold.
  case backgroundEfficiency
  /// Area under the ROC curve.
  case auc
  /// −ln of the background efficiency at the nominal signal efficiency: its change is that of ln(rejection).
  case rejection
  /// Fraction of all events at or above the threshold: what data show without labels.
  case selected
  /// Fraction of a component at or above the threshold.
  case component(Int)
}

/// A metric of one scoring as a mean over events: M = Σ ŵᵢ V(sᵢ, yᵢ) to first order in the weights and the scores.
///
/// Efficiencies: V = 1(s ≥ t). AUC: V is the fraction of the other class that the event is on the right side of, ties
/// half. Rejection: the threshold follows, V = (d ln ε_b/dε_s) 1(s ≥ t′) for positives and −1(s ≥ t′)/ε_b for negatives.
struct ScoreFunction {
  let value: Double
  private let threshold: Float
  private let ofPositive: Double
  private let ofNegative: Double
  /// Scores of both classes in ascending order with their cumulative weights, for the AUC.
  private var ranked: (positives: RankedScores, negatives: RankedScores)?

  /// The function of a scoring; nil where it is not defined. `shares`: normalised weights of the rows, each class 1.
  init?(
    _ metric: ImpactMetric, scores: [Float], isPositive: [Bool], shares: [Double], threshold: Float,
    signalEfficiency: Double
  ) {
    switch metric {
    case .efficiency, .backgroundEfficiency, .selected, .component:
      self.threshold = threshold
      (ofPositive, ofNegative) = (1, 1)
      value = 0
    case .auc:
      let positives = RankedScores(scores, shares, where: isPositive, is: true)
      let negatives = RankedScores(scores, shares, where: isPositive, is: false)
      self.threshold = threshold
      (ofPositive, ofNegative) = (1, 1)
      var sum = 0.0
      for row in scores.indices where isPositive[row] { sum += shares[row] * negatives.below(scores[row]) }
      value = sum
      ranked = (positives, negatives)
    case .rejection:
      guard signalEfficiency > 0, signalEfficiency < 1 else { return nil }
      let positives = RankedScores(scores, shares, where: isPositive, is: true)
      let negatives = RankedScores(scores, shares, where: isPositive, is: false)
      let window =
        min(0.5 / cbrt(Double(max(8, positives.count))), 0.9 * min(signalEfficiency, 1 - signalEfficiency))
      func background(_ efficiency: Double) -> (score: Float, passing: Double) {
        let score = positives.threshold(passing: efficiency)
        return (score, negatives.atOrAbove(score))
      }
      let centre = background(signalEfficiency)
      guard centre.passing > 0 else { return nil }
      let slope =
        (background(signalEfficiency + window).passing - background(signalEfficiency - window).passing)
        / (2 * window) / centre.passing
      self.threshold = centre.score
      ofPositive = max(0, slope)
      ofNegative = -1 / centre.passing
      value = -log(centre.passing)
    }
  }

  /// V of a score.
  @inline(__always)
  func callAsFunction(_ score: Float, _ isPositive: Bool) -> Double {
    if let ranked {
      return isPositive ? ranked.negatives.below(score) : 1 - ranked.positives.below(score)
    }
    return score >= threshold ? (isPositive ? ofPositive : ofNegative) : 0
  }
}

/// Scores of one class in ascending order.
private struct RankedScores {
  private var scores: [Float] = []
  /// Σ shares before each score, and all at the end.
  private var sums: [Double] = [0]

  var count: Int { scores.count }

  init(_ all: [Float], _ shares: [Double], where classes: [Bool], is wanted: Bool) {
    let rows = all.indices.filter { classes[$0] == wanted }
    var words = rows.map { UInt64(SortKey.key(all[$0])) << 32 | UInt64(UInt32($0)) }
    var spare = words
    RadixSort.sort(&words, count: words.count, spare: &spare)
    scores.reserveCapacity(words.count)
    sums.reserveCapacity(words.count + 1)
    var sum = 0.0
    for word in words {
      let row = Int(word & 0xFFFF_FFFF)
      scores.append(all[row])
      sum += shares[row]
      sums.append(sum)
    }
  }

  private func firstIndex(notBelow score: Float) -> Int {
    var (low, high) = (0, scores.count)
    while low < high {
      let middle = (low + high) / 2
      if scores[middle] < score { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Share of the class below a score, ties half.
  func below(_ score: Float) -> Double {
    let first = firstIndex(notBelow: score)
    if first < scores.count, scores[first] == score {
      return 0.5 * (sums[first] + sums[firstIndex(notBelow: score.nextUp)])
    }
    return sums[first]
  }

  func atOrAbove(_ score: Float) -> Double { sums[scores.count] - sums[firstIndex(notBelow: score)] }

  /// The largest score that at least this share of the class reaches.
  func threshold(passing efficiency: Double) -> Float {
    let failing = sums[scores.count] - efficiency
    var low = 0
    // Negative weights let the sums fall: the first crossing counts.
    while low < scores.count, sums[low + 1] <= failing + 1e-10 { low += 1 }
    return low < scores.count ? scores[low] : .infinity
  }
}
