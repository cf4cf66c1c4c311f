/// Which sizes of a difference agree with the largest |Δ̂| that was seen, from resampled errors at the places where it was looked for.
///
/// Many places compete for the maximum, which errors raise more often than they lower it.
struct SupremumSizes {
  /// Δ̂ at each place.
  let differences: [Double]
  /// σ² at each place.
  let variances: [Double]
  /// Errors at the places of each resample, one resample after the other.
  let errors: [Double]

  /// The ends of an interval for max |Δ| that misses with the probability `tail` on each side. O(errors · 10).
  ///
  /// * high end: max |Δ̂| + z σ, or the size of tΔ̂ at which max |tΔ̂ + e| stays below the largest |Δ̂| in less than `tail` of the
  ///   resampled errors e, where that is less. A largest |Δ̂| below the median of errors alone is a lucky fluctuation and no stronger
  ///   statement than that.
  /// * low end: the largest size of tΔ̃ with which max |tΔ̃ + e| reaches it in less than `tail` of them, Δ̃ the difference with its peak cut
  ///   down by half a standard error: the highest of many points is too peaked a hypothesis. From above it is the careful one.
  func ends(tail: Double) -> (low: Double, high: Double) {
    let z = -StandardNormal.quantile(tail)
    let bound = zip(differences, variances).reduce(0) { max($0, abs($1.0) + z * $1.1.squareRoot()) }
    let peak = differences.indices.max { abs(differences[$0]) < abs(differences[$1]) }
    guard let peak, differences[peak] != 0, variances[peak] > 0, !errors.isEmpty else { return (0, bound) }
    let observed = abs(differences[peak])
    let looks = differences.count
    let resamples = errors.count / looks
    let rank = ResamplingPlan.rank(ofLevel: tail, resamples: resamples)
    func suprema(_ t: Double, _ shape: [Double]) -> [Double] {
      (0..<resamples).map { resample in
        shape.indices.reduce(0.0) { max($0, abs(t * shape[$1] + errors[resample * looks + $1])) }
      }.sorted()
    }
    let null = suprema(0, differences)
    let plateau = max(observed - variances[peak].squareRoot() / 2, observed / 100)
    let flattened = differences.map { min(max($0, -plateau), plateau) }
    var low = 0.0
    let none = (t: 0.0, excess: null[resamples - rank] - observed)
    if none.excess < 0 {
      func excess(_ t: Double) -> Double { suprema(t, flattened)[resamples - rank] - observed }
      let all = (t: observed / plateau, excess: excess(observed / plateau))
      low = all.excess > 0 ? plateau * Inversion.bracket(below: none, above: all, of: excess).below : observed
    }
    let reached = max(observed, null[resamples / 2])
    func excess(_ t: Double) -> Double { suprema(t, differences)[rank - 1] - reached }
    let start = (t: 0.0, excess: null[rank - 1] - reached)
    var end = (t: 1.0, excess: excess(1))
    while end.excess <= 0, end.t < 1e6 { end = (2 * end.t, excess(2 * end.t)) }
    let high =
      start.excess < 0 && end.excess > 0
      ? observed * Inversion.bracket(below: start, above: end, of: excess).above : .infinity
    return (low, max(min(bound, high), observed))
  }
}
