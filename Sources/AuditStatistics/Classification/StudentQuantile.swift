import Glibc

/// Student's t distribution: its cumulative probability and its quantiles.
///
/// Source: DLMF 8.17 (incomplete beta function, continued fraction 8.17.22). Relative error below 10⁻¹⁰.
enum StudentQuantile {
  /// P(T > t) for t ≥ 0 with ν degrees of freedom; the normal distribution for ν > 10⁷.
  static func upperTail(_ t: Double, degreesOfFreedom: Double) -> Double {
    guard t.isFinite else { return 0 }
    guard degreesOfFreedom <= 1e7 else { return 0.5 * erfc(t / 2.0.squareRoot()) }
    let x = degreesOfFreedom / (degreesOfFreedom + t * t)
    return 0.5 * incompleteBeta(degreesOfFreedom / 2, 0.5, at: x)
  }

  /// t with P(|T| ≤ t) = `confidence`. O(60) evaluations of the tail.
  static func twoSided(_ confidence: Double, degreesOfFreedom: Double) -> Double {
    let tail = (1 - confidence) / 2
    var low = 0.0
    var high = 2.0
    while upperTail(high, degreesOfFreedom: degreesOfFreedom) > tail, high < 1e12 { high *= 2 }
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if upperTail(middle, degreesOfFreedom: degreesOfFreedom) > tail { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// I_x(a, b), regularised.
  static func incompleteBeta(_ a: Double, _ b: Double, at x: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(b, a, at: 1 - x) }
    let logFront = lgamma(a + b) - lgamma(a) - lgamma(b) + a * log(x) + b * log1p(-x)
    return exp(logFront) / a * continuedFraction(a, b, x)
  }

  /// Modified Lentz evaluation of the continued fraction.
  private static func continuedFraction(_ a: Double, _ b: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var c = 1.0
    var d = 1 - (a + b) * x / (a + 1)
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    var result = d
    for step in 1...10_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      var change = 1.0
      for term in [even, odd] {
        d = 1 + term * d
        if abs(d) < tiny { d = tiny }
        c = 1 + term / c
        if abs(c) < tiny { c = tiny }
        d = 1 / d
        change = d * c
        result *= change
      }
      if abs(change - 1) < 1e-13 { break }
    }
    return result
  }
}
