/// Weighted mean of values of independent events, with its interval.
///
/// m = Σwx/Σw, variance Σψ² with ψ = w(x − m)/Σw, Student's t with Satterthwaite's degrees of freedom.
public struct WeightedMean: Sendable, Equatable {
  /// m; 0 where the weights do not sum to a positive number.
  public let value: Double
  /// √Σψ².
  public let standardError: Double
  private let degreesOfFreedom: Double

  /// The mean of values; no weights: 1 each. O(n).
  public init(_ values: [Double], weights: [Double]? = nil) {
    var (sum, total) = (0.0, 0.0)
    for (row, value) in values.enumerated() {
      let weight = weights?[row] ?? 1
      sum += weight * value
      total += weight
    }
    guard total > 0 else {
      (value, standardError, degreesOfFreedom) = (0, 0, 2)
      return
    }
    let mean = sum / total
    var influences = InfluenceSums()
    for (row, value) in values.enumerated() {
      let influence = (weights?[row] ?? 1) * (value - mean) / total
      let square = influence * influence
      influences.second += square
      influences.fourth += square * square
    }
    value = mean
    standardError = influences.second.squareRoot()
    degreesOfFreedom = influences.degreesOfFreedom(
      events: values.count, largest: Double(max(2, values.count - 1)))
  }

  /// The mean with its interval.
  public func estimate(_ confidence: Double) -> IntervalEstimate {
    let half =
      standardError > 0
      ? StudentQuantile.twoSided(confidence, degreesOfFreedom: degreesOfFreedom) * standardError : 0
    return IntervalEstimate(value: value, low: value - half, high: value + half, confidence: confidence)
  }
}
