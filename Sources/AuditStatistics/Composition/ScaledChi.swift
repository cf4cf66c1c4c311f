import Glibc

/// A multiple of a χ variable, a·χ_ν with ν ≥ 1: what sums of absolute values of Gaussian errors are nearly distributed as.
///
/// E[χ_ν] = √2 Γ((ν + 1)/2)/Γ(ν/2) and E[χ_ν²] = ν; ν follows from the ratio of mean² to mean square, which is 2/π for one
/// absolute value (ν = 1, exact) and grows with the number of independent ones.
struct ScaledChi {
  /// Degrees of freedom ν.
  let freedom: Double
  /// The factor a.
  let scale: Double

  /// The variable of a mean and a variance; nil when the mean is not positive.
  init?(mean: Double, variance: Double) {
    let square = mean * mean + max(0, variance)
    guard mean > 0, square.isFinite else { return nil }
    let ratio = mean * mean / square
    var (low, high) = (1.0, 1e6)
    for _ in 0..<60 {
      let middle = (low * high).squareRoot()
      if Self.ratio(middle) < ratio { low = middle } else { high = middle }
    }
    freedom = low
    scale = (square / low).squareRoot()
  }

  /// E[χ_ν]²/E[χ_ν²]; increasing.
  private static func ratio(_ freedom: Double) -> Double {
    2 / freedom * exp(2 * (lgamma((freedom + 1) / 2) - lgamma(freedom / 2)))
  }

  /// The x with P(a·χ_ν ≤ x) = p, by bisection.
  func quantile(_ p: Double) -> Double {
    var low = 0.0
    var high = freedom.squareRoot() + 40
    for _ in 0..<60 {
      let middle = (low + high) / 2
      if IncompleteGamma.lower(freedom / 2, middle * middle / 2) < p { low = middle } else { high = middle }
    }
    return scale * (low + high) / 2
  }
}
