import Glibc

/// Distribution function of the standard normal distribution and its inverse.
enum StandardNormal {
  /// P(Z ≤ x).
  static func cumulative(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// The x with P(Z ≤ x) = p, for 0 < p < 1, to a few units of the last digit.
  ///
  /// Halley's steps on Φ(x) = p from a start that is right to 5 · 10⁻⁴ (Abramowitz and Stegun, 26.2.23); each cubes the error.
  static func quantile(_ p: Double) -> Double {
    guard p > 0, p < 1 else { return p <= 0 ? -.infinity : .infinity }
    guard p <= 0.5 else { return -quantile(1 - p) }
    let t = (-2 * log(p)).squareRoot()
    var x =
      ((0.010328 * t + 0.802853) * t + 2.515517) / (((0.001308 * t + 0.189269) * t + 1.432788) * t + 1) - t
    for _ in 0..<2 {
      let step = (cumulative(x) - p) * (2 * Double.pi).squareRoot() * exp(0.5 * x * x)
      x -= step / (1 + 0.5 * x * step)
    }
    return x
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
