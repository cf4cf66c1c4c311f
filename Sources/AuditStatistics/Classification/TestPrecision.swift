import Glibc

/// What a sample of given size can say of a classifier before one is trained.
///
/// Efficiency: half-width z √(ε(1 − ε)/n_eff). AUC: z σ(A) with the variance of Hanley and McNeil, Radiology 143
/// (1982) 29, σ² = [A(1 − A) + (n₊ − 1)(A/(2 − A) − A²) + (n₋ − 1)(2A²/(1 + A) − A²)]/(n₊ n₋), n the effective counts.
public enum TestPrecision {
  /// Half-width of the interval of an efficiency. `effectiveCount` > 0.
  public static func efficiency(_ efficiency: Double, effectiveCount: Double, confidence: Double) -> Double {
    let z = StudentQuantile.twoSided(confidence, degreesOfFreedom: .infinity)
    return z * (efficiency * (1 - efficiency) / effectiveCount).squareRoot()
  }

  /// Half-width of the interval of an AUC. Counts > 0.
  public static func areaUnderCurve(
    _ area: Double, positives: Double, negatives: Double, confidence: Double
  ) -> Double {
    let z = StudentQuantile.twoSided(confidence, degreesOfFreedom: .infinity)
    let square = area * area
    let variance =
      (area * (1 - area) + max(0, positives - 1) * (area / (2 - area) - square)
        + max(0, negatives - 1) * (2 * square / (1 + area) - square)) / (positives * negatives)
    return z * variance.squareRoot()
  }

  /// Decimals that may be quoted: down to the first digit of the half-width.
  ///
  /// ⌈−log₁₀(half-width)⌉, at least 0: ±0.012 allows two, ±0.0007 four; none from ±0.5 on.
  public static func decimals(halfWidth: Double) -> Int {
    guard halfWidth > 0, halfWidth < 0.5 else { return 0 }
    return Int((-log10(halfWidth) - 1e-9).rounded(.up))
  }
}
