import Glibc

extension ChiSquareTest {
  /// Interval of the expectation of χ²/ndf, (ndf + λ)/ndf, with the noncentrality λ ≥ 0 by inversion of the test.
  ///
  /// χ² of two different distributions follows the noncentral χ² distribution; low and high are where the observed
  /// value has probability (1 − confidence)/2 of being exceeded or not reached. At least 1: that is no shift.
  /// Source: J. T. Kent and T. J. Hainsworth, J. Stat. Plan. Inference 46 (1995) 147.
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    let tail = (1 - confidence) / 2
    let freedom = Double(degreesOfFreedom)
    // The probability of at most χ² falls with the noncentrality.
    func noncentrality(_ probability: Double) -> Double {
      guard Self.cumulative(statistic, freedom, noncentrality: 0) > probability else { return 0 }
      var low = 0.0
      var high = max(1, statistic)
      while Self.cumulative(statistic, freedom, noncentrality: high) > probability { high *= 2 }
      for _ in 0..<60 where high - low > 1e-9 * high {
        let middle = (low + high) / 2
        if Self.cumulative(statistic, freedom, noncentrality: middle) > probability {
          low = middle
        } else {
          high = middle
        }
      }
      return (low + high) / 2
    }
    return (1 + noncentrality(1 - tail) / freedom, 1 + noncentrality(tail) / freedom)
  }

  /// P(χ'² ≤ x) = Σ_j Poisson(j; λ/2) P(ndf/2 + j, x/2); for λ > 10⁴ the approximation of Sankaran (1959), whose error
  /// is below 10⁻⁴ there.
  static func cumulative(_ x: Double, _ freedom: Double, noncentrality lambda: Double) -> Double {
    guard x > 0 else { return 0 }
    guard lambda > 0 else { return IncompleteGamma.lower(freedom / 2, x / 2) }
    if lambda > 1e4 {
      let h = 1 - 2 * (freedom + lambda) * (freedom + 3 * lambda) / (3 * pow(freedom + 2 * lambda, 2))
      let p = (freedom + 2 * lambda) / pow(freedom + lambda, 2)
      let m = (h - 1) * (1 - 3 * h)
      let z =
        (pow(x / (freedom + lambda), h) - (1 + h * p * (h - 1 - 0.5 * (2 - h) * m * p)))
        / (h * (2 * p).squareRoot() * (1 + 0.5 * m * p))
      return 0.5 * erfc(-z / 2.0.squareRoot())
    }
    let mean = lambda / 2
    let middle = mean.rounded(.down)
    let largest = exp(middle * log(mean) - mean - lgamma(middle + 1))
    var weight = largest
    var index = middle
    while weight * mean / (index + 1) > largest * 1e-14 {
      index += 1
      weight *= mean / index
    }
    // Downwards, P(a − 1, x) = P(a, x) + xᵃ⁻¹ e⁻ˣ/Γ(a) adds positive terms only.
    var shape = freedom / 2 + index
    var probability = IncompleteGamma.lower(shape, x / 2)
    var step = IncompleteGamma.prefactor(shape, x / 2) / (x / 2)
    var sum = 0.0
    while index >= 0, index > middle || weight > largest * 1e-14 {
      sum += weight * probability
      probability += step
      shape -= 1
      step *= shape / (x / 2)
      weight *= index / mean
      index -= 1
    }
    return min(1, sum)
  }
}
