import Glibc

/// Differences between the shares of bins or categories in two samples, each with interval and p-value.
///
/// Bins are quantile bins of the pooled sample (missing values may have one of their own) or the levels of a category.
///
/// * Jensen-Shannon distance √(Σ m h(r)) and population stability index Σ 2m g(r), with m = (p + q)/2 and
///   r = (p − q)/2m (``DivergenceKernel``): squared distances near zero, so that their distribution depends on the
///   direction of the shift only weakly, and both ends come from inverted tests along the observed direction.
/// * total variation ½ Σ |p − q|: low end by inversion, high end by ``LargestProjection``.
/// * χ² = Σ (p − q)²/m: its p-value alone, with the errors of both samples.
public struct BinnedShifts: Sendable, Equatable {
  /// Jensen-Shannon distance to base 2: at most 1.
  public var jensenShannon: IntervalEstimate
  /// Population stability index Σ (p − q) ln(p/q).
  public var stabilityIndex: IntervalEstimate
  /// Total variation distance.
  public var totalVariation: IntervalEstimate
  /// p-value of the χ² statistic.
  public var chiSquaredPValue: Double

  /// Intervals from about `bins` quantile bins of common cells (``CellPair/effectiveGroups(_:)``) and one of missing
  /// values; nil as below.
  public init?(
    cells: CellPair, bins: Int, missing: (simulation: Tally, data: Tally), plan: ResamplingPlan
  ) {
    let groups = cells.effectiveGroups(bins)
    func contents(_ sample: CellPair.Contents, _ missing: Tally) -> CellPair.Contents {
      var contents = CellPair.Contents(
        weights: groups.map { sample.weights[$0].reduce(0, +) },
        squares: groups.map { sample.squares[$0].reduce(0, +) })
      if hasMissing {
        contents.weights.append(missing.weights)
        contents.squares.append(missing.squares)
      }
      return contents
    }
    let hasMissing = missing.simulation.weights != 0 || missing.data.weights != 0
    self.init(
      simulation: contents(cells.simulation, missing.simulation), data: contents(cells.data, missing.data),
      plan: plan)
  }

  /// Intervals from common bins, or nil when a sample has Σw ≤ 0 or fewer than two effective events.
  ///
  /// Negative shares count as zero in the two divergences.
  ///
  /// - Parameters:
  ///   - floor: shares below it are raised to it in the stability index, which is infinite for an empty bin.
  /// - Complexity: O(resamples · bins), about thirty passes.
  public init?(
    simulation: CellPair.Contents, data: CellPair.Contents, floor: Double = 1e-4, plan: ResamplingPlan
  ) {
    guard simulation.weights.count == data.weights.count, simulation.weights.count <= plan.cells,
      let shares = BinnedShares(simulation: simulation.weights, data: data.weights),
      let simulation = CellShares(simulation, z: plan.normalQuantile),
      let data = CellShares(data, z: plan.normalQuantile)
    else { return nil }
    let noise = ShareNoise(simulation: simulation, data: data, plan: plan)
    let bins = noise.bins
    var sampled = [Float](repeating: 0, count: bins * plan.lanes)
    var statistics = [Float](repeating: 0, count: plan.lanes)

    let divergence = BinnedDivergence(simulation: simulation.shares, data: data.shares, floor: floor)
    // What a sample does not have in a bin it may still have by up to three events (95 % limit for none seen).
    let cautious = BinnedDivergence(
      simulation: noise.raised(simulation), data: noise.raised(data), floor: floor)
    func estimate(
      _ value: Double, terms: BinnedDivergence.Terms, scale: (Double) -> Double
    ) -> IntervalEstimate {
      let observed = divergence.value(terms, at: 1)
      // Distances are roots of divergences: in them the critical values are almost straight lines.
      func sample(at t: Double) {
        divergence.sample(terms, noise, at: t, scratch: &sampled, into: &statistics)
      }
      func excess(rank: Int) -> Double {
        Double(max(0, statistics.select(rank: rank, among: plan.resamples))).squareRoot()
          - observed.squareRoot()
      }
      let upperRank = plan.resamples - plan.tailRank
      // Half the tail: where few events of large weight are missed by chance, their Σw² is missed too, and the error is
      // underestimated just when the distance is.
      let lowerRank = max(1, plan.tailRank / 2) - 1
      sample(at: 0)
      let threshold = Float(observed * (1 - 1e-6))
      let exceeding = statistics.prefix(plan.resamples).reduce(0) { $0 + ($1 >= threshold ? 1 : 0) }
      let none = (upper: excess(rank: upperRank), lower: excess(rank: lowerRank))
      sample(at: 1)
      let all = (upper: excess(rank: upperRank), lower: excess(rank: lowerRank))
      var low = 0.0
      if exceeding < plan.tailRank {
        low =
          all.upper <= 0
          ? 1
          : Inversion.bracket(below: (0, none.upper), above: (1, all.upper)) {
            sample(at: $0)
            return excess(rank: upperRank)
          }.below
      }
      var below = (t: 0.0, excess: none.lower)
      var above = (t: 1.0, excess: all.lower)
      var step = 1.2 * max(-all.lower / max(observed.squareRoot(), 1e-300), 0.02)
      while above.excess <= 0, above.t < 1e3 {
        below = above
        above.t += step
        step *= 2
        sample(at: above.t)
        above.excess = excess(rank: lowerRank)
      }
      let high =
        below.excess > 0
        ? 0
        : Inversion.bracket(below: below, above: above) {
          sample(at: $0)
          return excess(rank: lowerRank)
        }.above
      return IntervalEstimate(
        value: value, low: scale(cautious.value(terms, at: low)),
        high: scale(divergence.value(terms, at: high)), confidence: plan.confidence,
        pValue: plan.pValue(exceeding: exceeding))
    }
    jensenShannon = estimate(shares.jensenShannonDistance, terms: .jensenShannon) {
      (max(0, $0) / log(2)).squareRoot()
    }
    stabilityIndex = estimate(shares.populationStabilityIndex(floor: floor), terms: .stability) { $0 }

    // The pooled shares m stand for the expectation; their own fluctuation is of higher order.
    let weights = zip(simulation.shares, data.shares).map { p, q -> Float in
      let middle = (p + q) / 2
      return middle > 0 ? Float(1 / middle) : 0
    }
    let lanes = plan.lanes
    noise.sample(at: 0, into: &sampled)
    var squares = [Float](repeating: 0, count: lanes)
    for bin in 0..<bins {
      for lane in 0..<lanes {
        let value = sampled[bin * lanes + lane]
        squares[lane] += weights[bin] * value * value
      }
    }
    let observedSquare = noise.difference.enumerated().reduce(Float(0)) {
      $0 + weights[$1.offset] * Float($1.element) * Float($1.element)
    }
    chiSquaredPValue = plan.pValue(
      exceeding: squares.prefix(plan.resamples).reduce(0) { $0 + ($1 >= observedSquare * (1 - 1e-5) ? 1 : 0) }
    )

    let variation = noise.difference.reduce(0) { $0 + abs($1) } / 2
    let test = NormTest(observed: variation, size: variation, plan: plan) { t, statistics in
      noise.sample(at: t, into: &sampled)
      for lane in 0..<lanes { statistics[lane] = 0 }
      for bin in 0..<bins {
        for lane in 0..<lanes { statistics[lane] += 0.5 * abs(sampled[bin * lanes + lane]) }
      }
    }
    let bound = LargestProjection.bound(
      difference: noise.difference, lengths: [Double](repeating: 0.5, count: bins), z: plan.normalQuantile
    ) { noise.covariance(times: $0) }
    totalVariation = test.estimate(value: variation, high: min(1, bound), offset: 0)
  }
}
