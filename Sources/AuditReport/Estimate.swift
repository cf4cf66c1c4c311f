/// A measured quantity with the interval that covers its true value at the stated confidence.
///
/// All numbers are finite; a quantity that cannot be measured has no estimate but a reason
/// (``Reading/Outcome/inconclusive(reason:)``). `low <= value <= high` does not always hold: the estimate of a
/// distance is biased upwards, and its interval says so.
public struct Estimate: Codable, Sendable, Equatable {
  /// The point estimate.
  public var value: Double
  /// Lower end of the interval.
  public var low: Double
  /// Upper end of the interval.
  public var high: Double
  /// Probability with which the interval covers the true value, e.g. 0.95.
  public var confidence: Double
  /// Probability of a value at least as extreme if there were no shift.
  public var pValue: Double?
  /// Benjamini-Hochberg adjusted p-value among the findings of the same metric.
  public var qValue: Double?
  /// Unit of value, low and high; absent for pure numbers.
  public var unit: String?

  /// An estimate, or nil when any of its numbers is not finite.
  public init?(
    value: Double, low: Double, high: Double, confidence: Double, pValue: Double? = nil,
    qValue: Double? = nil, unit: String? = nil
  ) {
    guard value.isFinite, low.isFinite, high.isFinite, confidence.isFinite,
      pValue?.isFinite ?? true, qValue?.isFinite ?? true
    else { return nil }
    self.value = value
    self.low = low
    self.high = high
    self.confidence = confidence
    self.pValue = pValue
    self.qValue = qValue
    self.unit = unit
  }
}
