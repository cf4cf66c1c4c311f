import Glibc

/// A number with the interval that covers the true one at the stated confidence.
public struct EstimatedValue: Sendable, Equatable {
  /// The point estimate.
  public var value: Double
  /// Lower end of the interval.
  public var low: Double
  /// Upper end of the interval.
  public var high: Double

  /// A number with its interval.
  public init(value: Double, low: Double, high: Double) {
    self.value = value
    self.low = low
    self.high = high
  }

  /// A number counted over everything there is: no sampling error.
  public init(exactly value: Double) {
    self.init(value: value, low: value, high: value)
  }
}

/// Quantiles of the standard normal distribution.
enum NormalDeviate {
  /// z with P(|Z| ≤ z) = `confidence`; `confidence` outside (0, 1) is moved to the nearest usable number.
  ///
  /// Bisection on erfc to full precision. O(1).
  static func twoSided(confidence: Double) -> Double {
    let target = 1 - min(max(confidence, 1e-12), 1 - 1e-12)
    var low = 0.0
    var high = 40.0
    for _ in 0..<80 {
      let middle = (low + high) / 2
      if erfc(middle / 2.0.squareRoot()) > target { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }
}
