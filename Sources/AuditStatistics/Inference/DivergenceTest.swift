/// Intervals of a divergence by inverted tests along the observed difference of shares.
struct DivergenceTest {
  private let divergence: BinnedDivergence
  /// What a sample does not have in a bin it may still have by up to three events (95 % limit for none seen).
  private let cautious: BinnedDivergence
  private let noise: ShareNoise
  private let plan: ResamplingPlan
  private var sampled: [Float]

  init(simulation: CellShares, data: CellShares, floor: Double, noise: ShareNoise, plan: ResamplingPlan) {
    divergence = BinnedDivergence(simulation: simulation.shares, data: data.shares, floor: floor)
    cautious = BinnedDivergence(
      simulation: ShareNoise.raised(simulation), data: ShareNoise.raised(data), floor: floor)
    self.noise = noise
    self.plan = plan
    sampled = [Float](repeating: 0, count: noise.bins * plan.lanes)
  }

  /// The interval, with `scale` the increasing function of the divergence that is reported.
  mutating func estimate(
    _ terms: BinnedDivergence.Terms, value: Double, scale: (Double) -> Double
  ) -> IntervalEstimate {
    let ends = plan.ends(observed: divergence.value(terms, at: 1), size: { divergence.value(terms, at: $0) })
    {
      divergence.sample(terms, noise, at: $0, scratch: &sampled, into: &$1)
    }
    let low = min(scale(cautious.value(terms, at: ends.low)), scale(ends.high), value)
    return IntervalEstimate(
      value: value, low: ends.low > 0 ? low : 0, high: max(scale(ends.high), value),
      confidence: plan.confidence, pValue: ends.pValue)
  }
}

extension ResamplingPlan {
  /// p-value and ends of an interval of a squared distance along a path of hypotheses.
  ///
  /// The high end takes half the tail: where few events of large weight are missed by chance, their Σw² is missed too, and
  /// the error is underestimated just when the distance is. When less is observed than in most resamples without shift, the
  /// high end is at least what those reach: samples that agree too well are no evidence of agreement. The levels of the low
  /// end are those of ``NormTest``.
  ///
  /// - Parameters:
  ///   - size: the squared distance at t, 0 at t = 0.
  ///   - sample: its resampled values at t.
  /// - Returns: the low end as t, the high end as a squared distance.
  func ends(
    observed: Double, size: (Double) -> Double, sample: (Double, inout [Float]) -> Void
  ) -> (pValue: Double, low: Double, high: Double) {
    var statistics = [Float](repeating: 0, count: lanes)
    let lowerRank = max(1, tailRank / 2) - 1
    // Squares of distances: between their roots, critical values are almost straight lines in t.
    func excess(_ rank: Int) -> Double {
      Double(max(0, statistics.select(rank: rank, among: resamples))).squareRoot() - observed.squareRoot()
    }
    func excess(_ rank: Int, at t: Double) -> Double {
      sample(t, &statistics)
      return excess(rank)
    }
    sample(0, &statistics)
    let pValue = pValue(of: Float(observed), among: statistics)
    let (upperRank, levelRank) = (resamples - tailRank, resamples - levelRank)
    let none = (strict: excess(upperRank), level: excess(levelRank), lower: excess(lowerRank))
    let nullLimit = Double(statistics.select(rank: upperRank, among: resamples))
    let nullMedian = Double(statistics.select(rank: resamples / 2, among: resamples))
    sample(1, &statistics)
    let all = (strict: excess(upperRank), level: excess(levelRank), lower: excess(lowerRank))

    var low = 0.0
    if rejects(pValue) {
      func largestRejected(_ rank: Int, _ none: Double, _ all: Double) -> Double {
        guard none < 0 else { return 0 }
        guard all > 0 else { return 1 }
        return Inversion.bracket(below: (0, none), above: (1, all)) { excess(rank, at: $0) }.below
      }
      low = largestRejected(upperRank, none.strict, all.strict)
      if size(low) < nullMedian {
        var lenient = largestRejected(levelRank, none.level, all.level)
        if size(lenient) > nullMedian { lenient *= (nullMedian / size(lenient)).squareRoot() }
        low = max(low, lenient, 1e-3)
      }
    }
    var below = (t: 0.0, excess: none.lower)
    var above = (t: 1.0, excess: all.lower)
    var step = 1.2 * max(-all.lower / max(observed.squareRoot(), 1e-300), 0.02)
    while above.excess <= 0, above.t < 1e3 {
      below = above
      above.t += step
      step *= 2
      above.excess = excess(lowerRank, at: above.t)
    }
    var high = 0.0
    if below.excess <= 0 {
      high = size(Inversion.bracket(below: below, above: above) { excess(lowerRank, at: $0) }.above)
    }
    if observed < nullMedian { high = max(high, nullLimit) }
    return (pValue, low, high)
  }
}
