import Glibc

/// Distribution function of the standard normal distribution and its inverse.
enum StandardNormal {
  /// P(Z ≤ x).
  static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// The x with P(Z ≤ x) = p, for 0 < p < 1, by bisection to the last bit.
  static func quantile(_ p: Double) -> Double {
    var low = -39.0
    var high = 39.0
    while true {
      let middle = (low + high) / 2
      if middle <= low || middle >= high { return middle }
      if cumulative(middle) < p { low = middle } else { high = middle }
    }
  }

  /// P(|Z| ≥ |x|).
  static func twoSided(_ x: Double) -> Double { erfc(abs(x) / 2.0.squareRoot()) }
}
