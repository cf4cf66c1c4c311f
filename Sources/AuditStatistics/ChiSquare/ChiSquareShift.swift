/// χ² of the shares of common bins in two samples, both with errors: size, interval and p-value of one statistic.
///
/// Reported is Σ d²/m over its expectation without shift, with d = p − q and m = (p + q)/2. For counts in samples of equal
/// size this is Pearson's χ² of two histograms over K − 1 for K bins; m instead of the variance of single bins, because
/// Σw² of a few events goes up and down with their content. The expectation is 1 + λ, λ the size of the shift in units of
/// the errors, and 1 + λ is what the interval covers. Near 1 it is one-sided: it begins at the value where that is below 1.
///
/// p-value and interval are resampled like those of the divergences (``BinnedShifts``). O(resamples · bins).
public struct ChiSquareShift: Sendable, Equatable {
  /// χ² over its expectation without shift.
  public var reduced: IntervalEstimate
  /// χ² scaled so that χ²/ndf is the reduced one.
  public var statistic: Double { reduced.value * Double(degreesOfFreedom) }
  /// Number of bins minus 1.
  public var degreesOfFreedom: Int

  init?(simulation: CellShares, data: CellShares, noise: ShareNoise, plan: ResamplingPlan) {
    let filled = noise.middle.indices.filter { noise.middle[$0] > 0 }
    let variances = noise.nullVariances
    let expectation = filled.reduce(0) { $0 + variances[$1] / noise.middle[$1] }
    guard filled.count > 1, expectation > 0 else { return nil }
    degreesOfFreedom = filled.count - 1
    let factors = noise.middle.map { $0 > 0 ? 1 / ($0 * expectation) : 0 }
    let value = zip(factors, noise.difference).reduce(0) { $0 + $1.0 * $1.1 * $1.1 }
    let lanes = plan.lanes
    var sampled = [Float](repeating: 0, count: noise.bins * lanes)
    let ends = plan.ends(observed: value, size: { $0 * $0 * value }) { t, statistics in
      noise.sample(at: t, into: &sampled)
      for lane in 0..<lanes { statistics[lane] = 0 }
      for (bin, factor) in factors.enumerated() where factor > 0 {
        let factor = Float(factor)
        for lane in 0..<lanes {
          let difference = sampled[bin * lanes + lane]
          statistics[lane] += factor * difference * difference
        }
      }
    }
    reduced = IntervalEstimate(
      value: value, low: min(value, 1 + ends.low * ends.low * value), high: max(value, 1 + ends.high),
      confidence: plan.confidence, pValue: ends.pValue)
  }
}
