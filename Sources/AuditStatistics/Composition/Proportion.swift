/// Shares of a sample with intervals that cover.
public enum Proportion {
  /// Wilson's interval for a share that was measured on an effective number of independent rows.
  ///
  /// Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209, with n → n_eff. O(1).
  public static func interval(share: Double, effectiveRows n: Double, confidence: Double) -> IntervalEstimate
  {
    guard n > 0 else { return IntervalEstimate(value: share, low: 0, high: 1, confidence: confidence) }
    let ends = wilson(share, effectiveRows: n, z: StandardNormal.quantile((1 + confidence) / 2))
    return IntervalEstimate(value: share, low: ends.low, high: ends.high, confidence: confidence)
  }

  /// Ends of Wilson's interval: the shares that the observed one is z standard deviations away from.
  static func wilson(_ share: Double, effectiveRows n: Double, z: Double) -> (low: Double, high: Double) {
    let p = min(max(share, 0), 1)
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // At 0 and 1 it ends there; rounding must not move it.
    return (p == 0 ? 0 : max(0, centre - half), p == 1 ? 1 : min(1, centre + half))
  }

  /// Share of rows: `count` of `rows`.
  public static func interval(count: Int, rows: Int, confidence: Double) -> IntervalEstimate {
    interval(
      share: rows > 0 ? Double(count) / Double(rows) : 0, effectiveRows: Double(rows), confidence: confidence)
  }

  /// Share of Σw that a part of the rows carries, p = Σw(part) / Σw(all), as ``WeightedProportion``; nil when Σw is not
  /// positive. O(1).
  public static func share(
    of part: WeightTally, in whole: WeightTally, confidence: Double
  ) -> IntervalEstimate? {
    guard whole.sum > 0, whole.squares > 0 else { return nil }
    let proportion = WeightedProportion(
      weight: part.sum, square: part.squares, totalWeight: whole.sum, totalSquare: whole.squares)
    return interval(
      share: proportion.value, effectiveRows: proportion.effectiveEvents, confidence: confidence)
  }
}
