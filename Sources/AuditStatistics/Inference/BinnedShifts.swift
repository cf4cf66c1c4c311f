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
  /// Negative shares count as zero in the two divergences. At most `plan.cells` bins.
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
    var test = DivergenceTest(simulation: simulation, data: data, floor: floor, noise: noise, plan: plan)
    jensenShannon = test.estimate(.jensenShannon, value: shares.jensenShannonDistance) {
      (max(0, $0) / log(2)).squareRoot()
    }
    stabilityIndex = test.estimate(.stability, value: shares.populationStabilityIndex(floor: floor)) { $0 }
    chiSquaredPValue = Self.chiSquaredPValue(noise, plan)
    totalVariation = Self.totalVariation(noise, plan)
  }

  /// The pooled shares stand for the expectation; their own fluctuation is of higher order.
  private static func chiSquaredPValue(_ noise: ShareNoise, _ plan: ResamplingPlan) -> Double {
    let lanes = plan.lanes
    var sampled = [Float](repeating: 0, count: noise.bins * lanes)
    noise.sample(at: 0, into: &sampled)
    var squares = [Float](repeating: 0, count: lanes)
    var observed: Float = 0
    for bin in 0..<noise.bins where noise.middle[bin] > 0 {
      let weight = Float(1 / noise.middle[bin])
      let difference = Float(noise.difference[bin])
      observed += weight * difference * difference
      for lane in 0..<lanes {
        let value = sampled[bin * lanes + lane]
        squares[lane] += weight * value * value
      }
    }
    return plan.pValue(of: observed, among: squares)
  }

  private static func totalVariation(_ noise: ShareNoise, _ plan: ResamplingPlan) -> IntervalEstimate {
    let lanes = plan.lanes
    var sampled = [Float](repeating: 0, count: noise.bins * lanes)
    let variation = noise.difference.reduce(0) { $0 + abs($1) } / 2
    let test = NormTest(observed: variation, size: variation, plan: plan) { t, statistics in
      noise.sample(at: t, into: &sampled)
      for lane in 0..<lanes { statistics[lane] = 0 }
      for bin in 0..<noise.bins {
        for lane in 0..<lanes { statistics[lane] += 0.5 * abs(sampled[bin * lanes + lane]) }
      }
    }
    let bound = LargestProjection.bound(
      difference: noise.difference, lengths: [Double](repeating: 0.5, count: noise.bins),
      z: plan.normalQuantile, tail: { _ in plan.normalQuantile }
    ) { noise.covariance(times: $0) }
    return test.estimate(value: variation, high: min(1, bound), offset: 0)
  }
}
