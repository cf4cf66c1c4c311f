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

  /// Student's quantile over the normal one, z(1 + (z² + 1)/4ν + (5z⁴ + 16z² + 3)/96ν²)/z.
  ///
  /// Source: Abramowitz and Stegun, "Handbook of mathematical functions" (1964), 26.7.5.
  static func studentRatio(z: Double, degreesOfFreedom nu: Double) -> Double {
    let square = z * z
    return 1 + (square + 1) / (4 * nu) + (5 * square * square + 16 * square + 3) / (96 * nu * nu)
  }
}
