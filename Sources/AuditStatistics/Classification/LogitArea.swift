import Glibc

/// An area with its error, whose interval is symmetric in logit A with Student's t: A is skew near 0 and 1.
///
/// The interval excludes ½ exactly when the p-value is below 1 − confidence.
struct LogitArea: Equatable {
  var value: Double
  var error: Double
  var degreesOfFreedom: Double
  /// Areas nearer to 0 or 1 than this are taken as that far, and their interval reaches to the end.
  var smallest: Double

  private var centre: Double { min(max(value, smallest), 1 - smallest) }

  /// Ends inside [0, 1]. O(1).
  func interval(confidence: Double) -> (low: Double, high: Double) {
    let quantile = StudentQuantile.twoSided(confidence, degreesOfFreedom: degreesOfFreedom)
    let half = quantile * error / (centre * (1 - centre))
    let logit = log(centre / (1 - centre))
    return (
      value < smallest ? 0 : 1 / (1 + exp(half - logit)),
      value > 1 - smallest ? 1 : 1 / (1 + exp(-half - logit))
    )
  }

  /// Two-sided p-value of A = ½. O(1).
  var pValue: Double {
    guard error > 0 else { return value == 0.5 ? 1 : 0 }
    let distance = abs(log(centre / (1 - centre))) * centre * (1 - centre)
    return min(1, 2 * StudentQuantile.upperTail(distance / error, degreesOfFreedom: degreesOfFreedom))
  }
}
