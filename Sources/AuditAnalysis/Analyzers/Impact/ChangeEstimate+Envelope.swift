import AuditStatistics

extension ChangeEstimate {
  /// The change of a quantity with its ends where the quantity itself stays in bounds.
  func keeping(_ nominal: Double, in bounds: ClosedRange<Double>) -> ChangeEstimate {
    func inside(_ end: Double) -> Double {
      min(bounds.upperBound, max(bounds.lowerBound, nominal + end)) - nominal
    }
    return ChangeEstimate(
      value: value, low: min(value, inside(low)), high: max(value, inside(high)), confidence: confidence,
      standardError: standardError)
  }

  /// Its value, and the interval of both.
  func and(_ other: ChangeEstimate) -> ChangeEstimate {
    ChangeEstimate(
      value: value, low: min(low, other.low), high: max(high, other.high), confidence: confidence,
      standardError: max(standardError, other.standardError))
  }

  /// True where the difference is beyond both intervals together.
  func disagrees(with other: ChangeEstimate) -> Bool {
    let (a, b) = (high - low, other.high - other.low)
    return abs(value - other.value) > 0.5 * (a * a + b * b).squareRoot()
  }
}
