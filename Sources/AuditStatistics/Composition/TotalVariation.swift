import Glibc

/// Distance between two mixes: the share of events that would have to change class to make them equal.
public enum TotalVariation {
  /// TVD = ½ Σ_k |p_k − q_k| between two samples tallied by the same levels, with an interval that covers it.
  ///
  /// Both mixes fluctuate: δ_k = (e_k − p_k Σe) / Σw with independent e_k of variance Σw²_k. |TVD̂ − TVD| is at most
  /// φ = ½ Σ|δ_k − δ'_k|, whose mean and variance follow from the covariance matrix of Gaussian fluctuations
  /// (E|X||Y| = (2/π) σ_X σ_Y [ρ asin ρ + √(1 − ρ²)]); the half-width is the quantile of φ at the confidence, taken of the
  /// multiple of a χ variable with the same mean and variance: exact for two levels, also far out in the tail. An empty
  /// level is given the variance of one row of mean effective weight, so that "none seen" is not "none there".
  /// nil when a sum of weights is not positive. O(levels²).
  public static func distance(
    _ a: [WeightTally], _ b: [WeightTally], confidence: Double
  ) -> IntervalEstimate? {
    guard a.count == b.count, let first = Mix(a), let second = Mix(b) else { return nil }
    return estimate(first.shares, second.shares, noise: [first, second], confidence: confidence)
  }

  /// TVD between a sample and a stated mix without error; `target` is normalised to sum 1. O(levels²).
  public static func distance(
    _ a: [WeightTally], target: [Double], confidence: Double
  ) -> IntervalEstimate? {
    let total = target.reduce(0, +)
    guard a.count == target.count, total > 0, let mix = Mix(a) else { return nil }
    return estimate(mix.shares, target.map { $0 / total }, noise: [mix], confidence: confidence)
  }

  /// TVD between the mix of rows and the mix of weights of one sample, with an interval that covers it.
  ///
  /// Rows and weights fluctuate together: level k of both moves with the same events, so the variance of the
  /// difference of the shares is that of Σ(w/Σw − 1/n) over its rows. O(levels²).
  public static func betweenRowsAndWeights(_ tallies: [WeightTally], confidence: Double) -> IntervalEstimate?
  {
    let rows = Double(tallies.reduce(0) { $0 + $1.rows })
    let sum = tallies.reduce(0) { $0 + $1.sum }
    guard rows > 0, sum > 0 else { return nil }
    let byWeight = tallies.map { $0.sum / sum }
    let byRow = tallies.map { Double($0.rows) / rows }
    let distance = zip(byWeight, byRow).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
    // Covariance of d_k = p_k − q_k for Poisson rows: each row of level l moves d_k by w(δ_kl − p_k)/Σw − (δ_kl − q_k)/n.
    let n = tallies.count
    var covariance = [Double](repeating: 0, count: n * n)
    for level in 0..<n where tallies[level].rows > 0 {
      let tally = tallies[level]
      let ww = tally.squares / (sum * sum)
      let w1 = tally.sum / (sum * rows)
      let ones = Double(tally.rows) / (rows * rows)
      for i in 0..<n {
        let pi = (i == level ? 1 : 0) - byWeight[i]
        let qi = (i == level ? 1 : 0) - byRow[i]
        for j in 0..<n {
          let pj = (j == level ? 1 : 0) - byWeight[j]
          let qj = (j == level ? 1 : 0) - byRow[j]
          covariance[i * n + j] += ww * pi * pj - w1 * (pi * qj + pj * qi) + ones * qi * qj
        }
      }
    }
    let half = halfWidth(covariance, count: n, confidence: confidence)
    return IntervalEstimate(
      value: distance, low: max(0, distance - half), high: min(1, distance + half), confidence: confidence)
  }

  /// Shares of a sample and the covariance of their fluctuations.
  private struct Mix {
    var shares: [Double]
    var variances: [Double]
    var effectiveRows: Double

    init?(_ tallies: [WeightTally]) {
      let whole = tallies.reduce(WeightTally(), +)
      guard whole.sum > 0 else { return nil }
      effectiveRows = whole.effectiveRows
      shares = tallies.map { $0.sum / whole.sum }
      let one = whole.squares / whole.sum / whole.sum
      variances = tallies.map { $0.rows > 0 ? $0.squares / (whole.sum * whole.sum) : one * one }
    }

    /// Cov(δ_i, δ_j) = δ_ij v_i − p_j v_i − p_i v_j + p_i p_j V, added to `matrix`.
    func addCovariance(to matrix: inout [Double]) {
      let n = shares.count
      let total = variances.reduce(0, +)
      for i in 0..<n {
        for j in 0..<n {
          matrix[i * n + j] +=
            (i == j ? variances[i] : 0) - shares[j] * variances[i] - shares[i] * variances[j]
            + shares[i] * shares[j] * total
        }
      }
    }
  }

  private static func estimate(
    _ p: [Double], _ q: [Double], noise: [Mix], confidence: Double
  ) -> IntervalEstimate {
    let distance = zip(p, q).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
    var covariance = [Double](repeating: 0, count: p.count * p.count)
    for mix in noise { mix.addCovariance(to: &covariance) }
    var half = halfWidth(covariance, count: p.count, confidence: confidence)
    if p.count == 1 {
      // Other levels than the only one were not seen, which is not to say that there are none.
      let z = StandardNormal.quantile((1 + confidence) / 2)
      half = noise.map { 1 - Proportion.wilson(1, effectiveRows: $0.effectiveRows, z: z).low }.max() ?? 0
    }
    return IntervalEstimate(
      value: min(1, distance), low: max(0, min(1, distance) - half), high: min(1, distance + half),
      confidence: confidence)
  }

  /// Quantile of ½ Σ|X_k| for X ~ N(0, covariance) at the confidence.
  private static func halfWidth(_ covariance: [Double], count n: Int, confidence: Double) -> Double {
    let deviations = (0..<n).map { max(0, covariance[$0 * n + $0]).squareRoot() }
    let mean = deviations.reduce(0, +) * (2 / Double.pi).squareRoot() / 2
    var variance = 0.0
    for i in 0..<n where deviations[i] > 0 {
      for j in 0..<n where deviations[j] > 0 {
        let product = deviations[i] * deviations[j]
        let rho = min(1, max(-1, covariance[i * n + j] / product))
        variance += product * (2 / Double.pi) * (rho * asin(rho) + (1 - rho * rho).squareRoot() - 1)
      }
    }
    return ScaledChi(mean: mean, variance: variance / 4)?.quantile(confidence) ?? mean
  }
}
