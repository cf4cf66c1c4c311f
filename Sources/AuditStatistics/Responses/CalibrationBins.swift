import Glibc

/// Residuals Σ_b w(s − y)/Σw in bins of the score with fixed edges.
///
/// The error Σ_b |S_b| is not smooth where a residual S_b cannot be told from 0 and is too large by chance there: it is estimated
/// without that (``UnbiasedSize``), with the variance of the estimate where the residuals probably are.
struct CalibrationBins: Sendable {
  /// Most bins; Guo et al., ICML 2017, take 15. Fewer are less noise.
  static let maximum = 10
  /// Fewest events a bin.
  static let eventsPerBin = 50

  let edges: [Float]
  /// Bin of each event.
  let bins: [UInt8]
  /// S_b.
  let residuals: [Double]
  /// σ_b² = Σ (w(s − y)/Σw)².
  let variances: [Double]

  /// Edges between bins of equal numbers of the sorted scores.
  static func edges(sorted scores: [Float]) -> [Float] {
    let count = min(maximum, max(1, scores.count / eventsPerBin))
    return (1..<max(1, count)).map { scores[$0 * scores.count / count] }
  }

  init(scores: [Float], classes: [UInt8], weights: [Double], total: Double, edges: [Float]) {
    let found = ScoreCells.cells(of: scores, above: edges)
    var sums = [Double](repeating: 0, count: edges.count + 1)
    var squares = sums
    scores.withUnsafeBufferPointer { scores in
      classes.withUnsafeBufferPointer { classes in
        weights.withUnsafeBufferPointer { weights in
          found.withUnsafeBufferPointer { found in
            for index in 0..<scores.count {
              let term = weights[index] * (Double(scores[index]) - Double(classes[index]))
              sums[Int(found[index])] += term
              squares[Int(found[index])] += term * term
            }
          }
        }
      }
    }
    self.edges = edges
    bins = found
    residuals = sums.map { $0 / total }
    variances = squares.map { $0 / (total * total) }
  }

  /// Σ_b σ_b g(S_b/σ_b): Σ_b |S_b| without what chance adds to it; see ``UnbiasedSize``.
  var error: Double { residuals.indices.reduce(0) { $0 + deviation($1) * UnbiasedSize.value(ratio($1)) } }

  /// d error / d S_b.
  var slopes: [Double] { residuals.indices.map { UnbiasedSize.slope(ratio($0)) } }

  func deviation(_ bin: Int) -> Double { variances[bin].squareRoot() }

  /// S_b in standard errors.
  private func ratio(_ bin: Int) -> Double {
    variances[bin] > 0 ? residuals[bin] / variances[bin].squareRoot() : 0
  }

  /// S_b/σ_b drawn to 0 as far as all bins together do not show that they are not: where variances are taken.
  private var likelyRatios: [Double] {
    let ratios = residuals.indices.map(ratio)
    let excess = max(0, ratios.reduce(0) { $0 + $1 * $1 } / Double(max(1, ratios.count)) - 1)
    return ratios.map { $0 * excess / (1 + excess) }
  }

  /// Variance of the error.
  var errorVariance: Double {
    zip(residuals.indices, likelyRatios).reduce(0) { sum, bin in
      sum + variances[bin.0] * UnbiasedSize.variance { UnbiasedSize.value(bin.1 + $0) }
    }
  }

  /// Variance of the change of the error from nominal, whose residuals share fluctuations: `covariances` of each bin's two. And what
  /// else its interval carries on both sides: moves of less than the noise have a sign that nobody knows.
  func change(from nominal: CalibrationBins, covariances: [Double]) -> (variance: Double, bound: Double) {
    let ratios = nominal.likelyRatios
    var (variance, bound) = (0.0, 0.0)
    for bin in residuals.indices {
      let (before, after) = (nominal.deviation(bin), deviation(bin))
      guard before > 0, after > 0 else {
        variance += max(variances[bin], nominal.variances[bin])
        continue
      }
      let share = min(1, max(-1, covariances[bin] / (before * after)))
      let rest = (1 - share * share).squareRoot()
      let move = residuals[bin] - nominal.residuals[bin]
      // The larger of the variances where the residual probably is and where it was seen.
      variance +=
        [ratios[bin], nominal.ratio(bin)].map { place in
          UnbiasedSize.variance { x, y in
            after * UnbiasedSize.value((place * before + move) / after + share * x + rest * y)
              - before * UnbiasedSize.value(place + x)
          }
        }.max() ?? 0
      bound += 0.5 * min(abs(move), 0.4 * before)
    }
    return (variance, bound)
  }
}

/// An estimate g(z) of |t| from z = t + a standard normal error, with next to no bias.
///
/// |z| itself is too large by 2φ(t) − 2tΦ(−t) on average: 0.8 at t = 0. That is not analytic at 0, so that no estimate is free of
/// bias there (Cai and Low, Ann. Statist. 39 (2011) 1012); g = |z| − Σ a_k exp(−z²/2s_k²) has the coefficients that make bias and
/// variance small together: its bias is below 0.28 everywhere and 0.17 at t = 0, its standard deviation 0.9 to 1.3.
enum UnbiasedSize {
  private static let terms = [(0.5, -0.2869), (1.0, 1.7641), (2.0, -0.5484)]

  /// g(z).
  static func value(_ z: Double) -> Double {
    terms.reduce(abs(z)) { $0 - $1.1 * exp(-0.5 * z * z / ($1.0 * $1.0)) }
  }

  /// g′(z).
  static func slope(_ z: Double) -> Double {
    terms.reduce(z < 0 ? -1 : 1) { $0 + $1.1 * z / ($1.0 * $1.0) * exp(-0.5 * z * z / ($1.0 * $1.0)) }
  }

  /// Places and weights of a standard normal number.
  private static let nodes: [(x: Double, weight: Double)] = {
    let places = (-8...8).map { Double($0) * 0.5 }
    let sum = places.reduce(0) { $0 + exp(-0.5 * $1 * $1) }
    return places.map { ($0, exp(-0.5 * $0 * $0) / sum) }
  }()

  /// Variance of a function of one standard normal number.
  static func variance(_ function: (Double) -> Double) -> Double {
    var (mean, square) = (0.0, 0.0)
    for node in nodes {
      let value = function(node.x)
      mean += node.weight * value
      square += node.weight * value * value
    }
    return max(0, square - mean * mean)
  }

  /// Variance of a function of two independent ones.
  static func variance(_ function: (Double, Double) -> Double) -> Double {
    var (mean, square) = (0.0, 0.0)
    for first in nodes {
      for second in nodes {
        let value = function(first.x, second.x)
        mean += first.weight * second.weight * value
        square += first.weight * second.weight * value * value
      }
    }
    return max(0, square - mean * mean)
  }
}
