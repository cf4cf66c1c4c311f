/// Shares of a sample with intervals that cover.
public enum Proportion {
  /// Wilson's interval for a share that was measured on an effective number of independent rows.
  ///
  /// Source: E. B. Wilson, J. Am. Stat. Assoc. 22 (1927) 209, with n → n_eff. O(1).
  public static func interval(share: Double, effectiveRows n: Double, confidence: Double) -> IntervalEstimate
  {
    guard n > 0 else { return IntervalEstimate(value: share, low: 0, high: 1, confidence: confidence) }
    let z = StandardNormal.quantile((1 + confidence) / 2)
    let p = min(max(share, 0), 1)
    let centre = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    // At 0 and 1 Wilson's interval ends there; rounding must not move it.
    return IntervalEstimate(
      value: share, low: p == 0 ? 0 : max(0, centre - half), high: p == 1 ? 1 : min(1, centre + half),
      confidence: confidence)
  }

  /// Share of rows: `count` of `rows`.
  public static func interval(count: Int, rows: Int, confidence: Double) -> IntervalEstimate {
    interval(
      share: rows > 0 ? Double(count) / Double(rows) : 0, effectiveRows: Double(rows), confidence: confidence)
  }

  /// Share of Σw that a part of the rows carries, p = Σw(part) / Σw(all).
  ///
  /// Var p = [(1 − p)² Σw²(part) + p² Σw²(rest)] / (Σw)². Without negative weights this is Wilson's interval with the
  /// n that gives this variance; with negative weights, where p may leave [0, 1], it is p ± z √Var. An empty part is
  /// treated as made of rows of the mean effective weight Σw²/Σw of the rest. nil when Σw is not positive. O(1).
  public static func share(
    of part: WeightTally, in whole: WeightTally, confidence: Double
  ) -> IntervalEstimate? {
    guard whole.sum > 0 else { return nil }
    let p = part.sum / whole.sum
    let rest = max(0, whole.squares - part.squares)
    let variance = ((1 - p) * (1 - p) * part.squares + p * p * rest) / (whole.sum * whole.sum)
    if whole.negativeRows > 0, part.rows > 0 {
      let half = StandardNormal.quantile((1 + confidence) / 2) * variance.squareRoot()
      return IntervalEstimate(value: p, low: p - half, high: p + half, confidence: confidence)
    }
    guard p > 0, p < 1, variance > 0 else {
      return interval(share: p, effectiveRows: whole.effectiveRows, confidence: confidence)
    }
    return interval(share: p, effectiveRows: p * (1 - p) / variance, confidence: confidence)
  }

  /// Σw²-variance of a share, as in ``share(of:in:confidence:)``.
  static func variance(of part: WeightTally, in whole: WeightTally) -> Double {
    let p = part.sum / whole.sum
    let rest = max(0, whole.squares - part.squares)
    return ((1 - p) * (1 - p) * part.squares + p * p * rest) / (whole.sum * whole.sum)
  }
}
