/// Intervals of a divergence by inverted tests along the observed difference of shares.
struct DivergenceTest {
  private let divergence: BinnedDivergence
  /// What a sample does not have in a bin it may still have by up to three events (95 % limit for none seen).
  private let cautious: BinnedDivergence
  private let noise: ShareNoise
  private let plan: ResamplingPlan
  private var sampled: [Float]
  private var statistics: [Float]

  init(simulation: CellShares, data: CellShares, floor: Double, noise: ShareNoise, plan: ResamplingPlan) {
    divergence = BinnedDivergence(simulation: simulation.shares, data: data.shares, floor: floor)
    cautious = BinnedDivergence(
      simulation: ShareNoise.raised(simulation), data: ShareNoise.raised(data), floor: floor)
    self.noise = noise
    self.plan = plan
    sampled = [Float](repeating: 0, count: noise.bins * plan.lanes)
    statistics = [Float](repeating: 0, count: plan.lanes)
  }

  /// The interval, with `scale` the increasing function of the divergence that is reported.
  ///
  /// The high end takes half the tail: where few events of large weight are missed by chance, their Σw² is missed too, and
  /// the error is underestimated just when the distance is. When less is observed than in most resamples without shift, the
  /// high end is at least what those reach: samples that agree too well are no evidence of agreement.
  mutating func estimate(
    _ terms: BinnedDivergence.Terms, value: Double, scale: (Double) -> Double
  ) -> IntervalEstimate {
    let observed = divergence.value(terms, at: 1)
    let upperRank = plan.resamples - plan.tailRank
    let lowerRank = max(1, plan.tailRank / 2) - 1

    sample(terms, at: 0)
    let pValue = plan.pValue(of: Float(observed), among: statistics)
    let none = (upper: excess(upperRank, observed), lower: excess(lowerRank, observed))
    let nullLimit = Double(statistics.select(rank: upperRank, among: plan.resamples))
    let nullMedian = Double(statistics.select(rank: plan.resamples / 2, among: plan.resamples))
    sample(terms, at: 1)
    let all = (upper: excess(upperRank, observed), lower: excess(lowerRank, observed))

    var low = 0.0
    if pValue <= Double(plan.tailRank) / Double(plan.resamples + 1) {
      low =
        all.upper <= 0
        ? 1
        : Inversion.bracket(below: (0, none.upper), above: (1, all.upper)) {
          sample(terms, at: $0)
          return excess(upperRank, observed)
        }.below
    }
    var below = (t: 0.0, excess: none.lower)
    var above = (t: 1.0, excess: all.lower)
    var step = 1.2 * max(-all.lower / max(observed.squareRoot(), 1e-300), 0.02)
    while above.excess <= 0, above.t < 1e3 {
      below = above
      above.t += step
      step *= 2
      sample(terms, at: above.t)
      above.excess = excess(lowerRank, observed)
    }
    var high = 0.0
    if below.excess <= 0 {
      let t = Inversion.bracket(below: below, above: above) {
        sample(terms, at: $0)
        return excess(lowerRank, observed)
      }.above
      high = divergence.value(terms, at: t)
    }
    if observed < nullMedian { high = max(high, nullLimit) }
    return IntervalEstimate(
      value: value, low: min(scale(cautious.value(terms, at: low)), scale(high)), high: scale(high),
      confidence: plan.confidence, pValue: pValue)
  }

  private mutating func sample(_ terms: BinnedDivergence.Terms, at t: Double) {
    divergence.sample(terms, noise, at: t, scratch: &sampled, into: &statistics)
  }

  /// Divergences are squares of distances: between their roots, critical values are almost straight lines in t.
  private mutating func excess(_ rank: Int, _ observed: Double) -> Double {
    Double(max(0, statistics.select(rank: rank, among: plan.resamples))).squareRoot() - observed.squareRoot()
  }
}
