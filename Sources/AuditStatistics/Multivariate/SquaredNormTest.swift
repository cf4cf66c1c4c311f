import Glibc

/// Estimate, interval and p-value of a squared distance |Δ|² in a Hilbert space, from resampled errors of Δ.
///
/// The plug-in |Δ̂|² = |Δ|² + 2⟨Δ, e⟩ + |e|² is too large by E|e|², which is subtracted from the value.
///
/// * p-value: the share of resamples with |e_b|² ≥ |Δ̂|².
/// * ends of the interval: sizes t²|Δ̂|² along the observed direction for which the observed |Δ̂|² lies at the α/2 and
///   1 − α/2 quantile of t²|Δ̂|² + 2t⟨Δ̂, e_b⟩ + |e_b|². Where the observed value is below the median of pure noise, the high
///   end is that of the median: a lucky fluctuation is no stronger statement. Sizes below that cannot be missed from above, so
///   that they are tested at the level α from below: the low end is above zero exactly when p < α, as in ``NormTest``.
struct SquaredNormTest {
  /// |Δ̂|².
  var observed: Double
  /// ⟨Δ̂, e_b⟩.
  var cross: [Double]
  /// |e_b|².
  var squares: [Double]
  /// The p-value where it is not that of |Δ̂|² among |e_b|².
  var pValue: Double?

  /// The estimate of |Δ|². O(resamples log resamples), some thirty times.
  func estimate(_ multipliers: Multipliers) -> IntervalEstimate {
    let resamples = multipliers.resamples
    let noise = squares.prefix(resamples).reduce(0, +) / Double(resamples)
    let pValue = pValue ?? multipliers.pValue(of: observed, among: squares)
    let median = squares.prefix(resamples).sorted()[resamples / 2]
    func values(_ t: Double) -> [Double] {
      (0..<resamples).map { t * t * observed + 2 * t * cross[$0] + squares[$0] }
    }
    /// The largest size for which the observed value is too large.
    func largestRejected(_ quantile: ([Double]) -> Double) -> Double {
      let t = bisect(from: 0, to: 1) { quantile(values($0)) > observed }
      return t * t * observed
    }
    /// The smallest size for which a value is too small.
    func smallestRejected(_ value: Double) -> Double {
      guard observed > 1e-9 * noise else { return multipliers.upperQuantile(squares) }
      var end = 1.0
      while multipliers.lowerQuantile(values(end)) < value, end < 1e6 { end *= 2 }
      let t = bisect(from: 0, to: end) { multipliers.lowerQuantile(values($0)) > value }
      return t * t * observed
    }
    var low = 0.0
    if multipliers.rejects(pValue), observed > 0 {
      let strict = largestRejected(multipliers.upperQuantile)
      let floor = smallestRejected(median)
      low =
        strict >= floor
        ? strict : max(strict, min(largestRejected(multipliers.critical), floor), observed * 1e-6)
    }
    let value = max(low, observed - noise)
    return IntervalEstimate(
      value: value, low: low, high: max(value, smallestRejected(max(observed, median))),
      confidence: multipliers.confidence, pValue: pValue)
  }

  /// Where a condition that holds for large t begins to hold.
  private func bisect(from low: Double, to high: Double, holds: (Double) -> Bool) -> Double {
    var (low, high) = (low, high)
    for _ in 0..<24 {
      let middle = (low + high) / 2
      if holds(middle) { high = middle } else { low = middle }
    }
    return (low + high) / 2
  }
}

extension IntervalEstimate {
  /// The square root of a squared distance.
  var root: IntervalEstimate {
    IntervalEstimate(
      value: max(0, value).squareRoot(), low: max(0, low).squareRoot(), high: max(0, high).squareRoot(),
      confidence: confidence, pValue: pValue)
  }

  /// The interval widened for a relative error (one standard deviation) that the resamples do not know of.
  func widened(byRelative error: Double) -> IntervalEstimate {
    guard value > 0, error > 0 else { return self }
    let z = -StandardNormal.quantile((1 - confidence) / 2) * error
    var result = self
    if low > 0, low < value {
      let distance = log(value / low)
      result.low = value * exp(-(distance * distance + z * z).squareRoot())
    }
    if high > value {
      let distance = log(high / value)
      result.high = value * exp((distance * distance + z * z).squareRoot())
    }
    return result
  }
}
