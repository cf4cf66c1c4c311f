/// Weighted fraction of events that pass a selection, with its interval.
///
/// ε = Σ_pass w / Σ w, variance Σψ² with ψ = w (1[pass] − ε)/Σw. The interval is Wilson's score interval with the
/// number of events ε(1 − ε)/Σψ² that would have the same variance (n_eff where all or none pass) and Student's t,
/// so that it also covers near 0 and 1. Source: Wilson, JASA 22 (1927) 209. Negative weights may take ε out of [0, 1].
public struct SelectionEfficiency: Sendable, Equatable {
  /// ε.
  public let value: Double
  /// √Σψ².
  public let standardError: Double
  /// n_eff of all events.
  public let effectiveCount: Double
  private let degreesOfFreedom: Double

  /// The fraction of `passing` in `passing` and `failing`; nil unless the sum of weights is positive.
  public init?(passing: PowerSums, failing: PowerSums) {
    let total = passing.first + failing.first
    guard total > 0 else { return nil }
    let value = passing.first / total
    var influence = InfluenceSums()
    influence.add(passing, slope: (1 - value) / total)
    influence.add(failing, slope: -value / total)
    self.init(
      value: value, influence: influence, effectiveCount: total * total / (passing.second + failing.second))
  }

  /// A fraction that was computed elsewhere, with the sums of its influences.
  init(value: Double, influence: InfluenceSums, effectiveCount: Double) {
    self.value = value
    self.effectiveCount = effectiveCount
    standardError = influence.second.squareRoot()
    degreesOfFreedom = influence.degreesOfFreedom(events: .max, largest: max(1.5, effectiveCount))
  }

  /// Fraction of events of a class whose score is at least `threshold`. O(n).
  public init?(
    scores: [Double], classes: [UInt8], weights: [Double]? = nil, positive: UInt8 = 1,
    threshold: Double
  ) {
    var passing = PowerSums()
    var failing = PowerSums()
    for row in scores.indices where classes[row] == positive && !scores[row].isNaN {
      let weight = weights?[row] ?? 1
      if scores[row] >= threshold { passing.add(weight) } else { failing.add(weight) }
    }
    self.init(passing: passing, failing: failing)
  }

  /// Interval inside [0, 1].
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    let quantile = StudentQuantile.twoSided(confidence, degreesOfFreedom: degreesOfFreedom)
    let centre = min(max(value, 0), 1)
    let variance = centre * (1 - centre)
    let size =
      variance > 0 && standardError > 0
      ? variance / (standardError * standardError) : effectiveCount
    let square = quantile * quantile / size
    let middle = (centre + square / 2) / (1 + square)
    let half = (square * (variance + square / 4)).squareRoot() / (1 + square)
    return (max(0, min(centre, middle - half)), min(1, max(centre, middle + half)))
  }
}
