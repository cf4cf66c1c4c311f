/// The upper end of intervals for distances that are a supremum of linear functions of the difference.
///
/// φ(Δ) = max over s of s·Δ for the sign patterns s of a sum of absolute values. For the pattern s that attains φ at the
/// true Δ, φ(Δ) = s·Δ ≤ s·Δ̂ + z σ(s) with probability 1 − α/2, whatever that pattern is. Hence
/// max over s of [s·Δ̂ + z σ(s)] is an upper end that is sharp where the pattern is known and covers where it is not.
enum LargestProjection {
  /// max over s ∈ {−1, 1}ᵏ of Σ s_k l_k Δ̂_k + z √((s l)ᵀ C (s l)) for lengths l ≥ 0 and covariance C.
  ///
  /// The function is convex in s: replacing s by the signs of its gradient never lowers it. The ascent starts at the
  /// observed signs and at both constant patterns (all of an ECDF's errors are positively correlated).
  /// `tail`: for the vector s l of a pattern, the number of standard deviations that stands for z where errors are not
  /// Gaussian. Complexity: a few products with the covariance matrix.
  static func bound(
    difference: [Double], lengths: [Double], z: Double, tail: ([Double]) -> Double,
    covarianceTimes: ([Double]) -> [Double]
  ) -> Double {
    // A power of two changes no digit of the bound; without it the variance of huge lengths is infinite.
    let longest = lengths.max() ?? 0
    guard longest.isFinite else { return .infinity }
    if longest > 0x1p300 {
      let unit = Double(sign: .plus, exponent: longest.exponent, significand: 1)
      return unit
        * bound(
          difference: difference, lengths: lengths.map { $0 / unit }, z: z, tail: tail,
          covarianceTimes: covarianceTimes)
    }
    let starts = [
      difference.map { $0 < 0 ? -1.0 : 1.0 }, difference.map { _ in 1.0 }, difference.map { _ in -1.0 },
    ]
    var largest = 0.0
    for start in starts {
      var signs = start
      var last = -Double.greatestFiniteMagnitude
      var best = (mean: 0.0, deviation: 0.0, vector: [Double]())
      for _ in 0..<30 {
        let vector = signs.indices.map { signs[$0] * lengths[$0] }
        let product = covarianceTimes(vector)
        var variance = 0.0
        var mean = 0.0
        for k in vector.indices {
          variance += vector[k] * product[k]
          mean += vector[k] * difference[k]
        }
        let deviation = max(variance, 0).squareRoot()
        let value = mean + z * deviation
        guard value > last + 1e-12 * abs(value) else { break }
        last = value
        best = (mean, deviation, vector)
        guard deviation > 0 else { break }
        for k in signs.indices { signs[k] = difference[k] + z * product[k] / deviation < 0 ? -1 : 1 }
      }
      guard !best.vector.isEmpty else { return .infinity }
      largest = max(largest, best.mean + tail(best.vector) * best.deviation)
    }
    return largest
  }
}
