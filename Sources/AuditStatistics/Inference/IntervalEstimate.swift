/// A statistic with the interval that covers its true value.
///
/// The value lies in the interval, also where a distance is biased upwards near zero and the interval knows it.
public struct IntervalEstimate: Sendable, Equatable, Codable {
  /// The plug-in value of the samples at hand.
  public var value: Double
  /// Lower end of the interval.
  public var low: Double
  /// Upper end of the interval.
  public var high: Double
  /// Probability with which the interval covers the true value.
  public var confidence: Double
  /// Probability of a value at least as extreme if both samples had the same distribution.
  public var pValue: Double?

  /// A value with its interval.
  public init(value: Double, low: Double, high: Double, confidence: Double, pValue: Double? = nil) {
    self.value = value
    self.low = low
    self.high = high
    self.confidence = confidence
    self.pValue = pValue
  }
}
