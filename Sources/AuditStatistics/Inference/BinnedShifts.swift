import Glibc

/// Differences between the shares of bins or categories in two samples, each with interval and p-value.
///
/// Bins are quantile bins of the pooled sample (missing values may have one of their own) or the levels of a category.
///
/// * Jensen-Shannon distance √(Σ m h(r)) and population stability index Σ 2m g(r), with m = (p + q)/2 and
///   r = (p − q)/2m (``DivergenceKernel``): squared distances near zero, so that their distribution depends on the
///   direction of the shift only weakly, and both ends come from inverted tests along the observed direction.
/// * total variation ½ Σ |p − q|: low end by inversion, high end by ``LargestProjection``; it is the difference of the
///   share of some bins, which few events do not know to be 0 or 1.
/// * χ²: ``ChiSquareShift``.
public struct BinnedShifts: Sendable, Equatable {
  /// Jensen-Shannon distance to base 2: at most 1.
  public var jensenShannon: IntervalEstimate
  /// Population stability index Σ (p − q) ln(p/q).
  public var stabilityIndex: IntervalEstimate
  /// Total variation distance.
  public var totalVariation: IntervalEstimate
  /// χ² with the errors of both samples; nil where less than two bins have events.
  public var chiSquare: ChiSquareShift?

  /// Intervals from about `bins` quantile bins of common cells (``CellPair/effectiveGroups(_:)``) and one of missing
  /// values, as far as these are enough for one; nil as below.
  public init?(
    cells: CellPair, bins: Int, missing: (simulation: Tally, data: Tally), plan: ResamplingPlan
  ) {
    let groups = cells.effectiveGroups(bins)
    func contents(_ sample: CellPair.Contents, _ missing: Tally) -> CellPair.Contents {
      CellPair.Contents(
        weights: groups.map { sample.weights[$0].reduce(0, +) } + [missing.weights],
        squares: groups.map { sample.squares[$0].reduce(0, +) } + [missing.squares])
    }
    var pair = (contents(cells.simulation, missing.simulation), contents(cells.data, missing.data))
    if !CellPair.areEnough(pair.0, pair.1, in: [groups.count]) {
      pair = (pair.0.withLastMerged, pair.1.withLastMerged)
    }
    self.init(simulation: pair.0, data: pair.1, plan: plan)
  }

  /// Intervals from common bins, or nil when there is one bin, or a sample has Σw ≤ 0 or fewer than two effective events.
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
      simulation.weights.count > 1,
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
    chiSquare = ChiSquareShift(simulation: simulation, data: data, noise: noise, plan: plan)
    totalVariation = Self.totalVariation(noise, plan)
    let moved = noise.difference
    totalVariation.widen(
      to: ProportionDifference.magnitude(
        simulation.proportion { moved[$0] > 0 }, data.proportion { moved[$0] > 0 }, z: plan.normalQuantile))
    totalVariation.high = min(1, totalVariation.high)
  }

  private static func totalVariation(_ noise: ShareNoise, _ plan: ResamplingPlan) -> IntervalEstimate {
    let lanes = plan.lanes
    var sampled = [Float](repeating: 0, count: noise.bins * lanes)
    let variation = min(1, noise.difference.reduce(0) { $0 + abs($1) } / 2)
    func bound(_ difference: [Double]) -> Double {
      LargestProjection.bound(
        difference: difference, lengths: [Double](repeating: 0.5, count: noise.bins),
        z: plan.normalQuantile, tail: { _ in plan.normalQuantile }
      ) { noise.covariance(times: $0) }
    }
    // Hardly a difference: its signs alone.
    let floor = bound(noise.difference.map { $0 * 1e-9 })
    let test = NormTest(observed: variation, size: variation, floor: floor, plan: plan) { t, statistics in
      noise.sample(at: t, into: &sampled)
      for lane in 0..<lanes { statistics[lane] = 0 }
      for bin in 0..<noise.bins {
        for lane in 0..<lanes { statistics[lane] += 0.5 * abs(sampled[bin * lanes + lane]) }
      }
    }
    return test.estimate(value: variation, high: bound(noise.difference))
  }
}

extension CellPair.Contents {
  /// The last bin taken into the one before.
  fileprivate var withLastMerged: CellPair.Contents {
    guard weights.count > 1 else { return self }
    var result = self
    result.weights[weights.count - 2] += result.weights.removeLast()
    result.squares[squares.count - 2] += result.squares.removeLast()
    return result
  }
}
