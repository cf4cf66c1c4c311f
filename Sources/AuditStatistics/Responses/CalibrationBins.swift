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

  /// Ends of an interval for the true Σ_b |S_b|, from sizes of true residuals with which the error that was seen agrees.
  ///
  /// What bias ``UnbiasedSize`` leaves, and its variance, depend on how large the true residuals are in standard errors, and add up over bins.
  /// A size σ_b t_b is taken along three shapes t: as the residuals that were seen, equal in all bins (where the error is
  /// too small by most), and only in those beyond 1.5 standard errors (where it is too large by most); the ends are the outermost.
  /// At 0 the error is a sum of B sizes of Gaussian residuals of skewness 0.995/√B (Cornish and Fisher). O(bins · 100).
  func interval(confidence: Double) -> (low: Double, high: Double) {
    let z = StandardNormal.quantile((1 + confidence) / 2)
    let ratios = residuals.indices.map { abs(ratio($0)) }
    let seen = error
    let skew = 0.995 / Double(max(1, ratios.count)).squareRoot() / 6 * (z * z - 1)
    /// Size of true residuals in proportion to a shape beyond which `deviations` from the expected error no longer reach the one seen.
    func size(_ shape: [Double], _ deviations: (_ mean: Double) -> Double) -> Double {
      func excess(_ scale: Double) -> Double {
        var (mean, variance, sum) = (0.0, 0.0, 0.0)
        for bin in shape.indices {
          let moments = UnbiasedSize.moments { UnbiasedSize.value(scale * shape[bin] + $0) }
          mean += deviation(bin) * moments.mean
          variance += variances[bin] * moments.variance
          sum += scale * shape[bin]
        }
        return mean + deviations(sum / Double(shape.count)) * variance.squareRoot() - seen
      }
      guard excess(0) < 0, shape.contains(where: { $0 > 0 }) else { return 0 }
      var (low, high) = (0.0, 1.0)
      while excess(high) < 0, high < 1e6 { high *= 2 }
      for _ in 0..<24 {
        let middle = (low + high) / 2
        if excess(middle) < 0 { low = middle } else { high = middle }
      }
      return shape.indices.reduce(0) { $0 + high * shape[$1] * deviation($1) }
    }
    let shapes = [ratios, ratios.map { $0 > 1.5 ? $0 : 0 }]
    let lows = shapes.map { shape in size(shape) { z + skew * max(0, 1 - $0) } }
    let highs = [ratios, ratios.map { _ in 1 }].map { shape in size(shape) { _ in -z } }
    // Without any residual beyond 1.5 the second shape is none.
    return (lows[1] > 0 ? min(lows[0], lows[1]) : lows[0], max(highs[0], highs[1]))
  }

  /// Variance of the change of the error from nominal, whose residuals share fluctuations: `covariances` of each bin's two; and by how much
  /// the interval of the change is longer than z standard errors below and above.
  ///
  /// How the move of a residual changes its size, and the bias of that, depend on where the nominal residual truly is. The interval holds
  /// those for no nominal residual (unless all together show that there is one), for the residuals drawn to 0, and for those seen. O(bins).
  func change(from nominal: CalibrationBins, covariances: [Double], confidence: Double)
    -> (variance: Double, bounds: (below: Double, above: Double))
  {
    let z = StandardNormal.quantile((1 + confidence) / 2)
    let seen = nominal.residuals.indices.map(nominal.ratio)
    let likely = changeMoments(from: nominal, places: nominal.likelyRatios, covariances)
    var places = [seen]
    let count = Double(seen.count)
    if seen.reduce(0, { $0 + $1 * $1 }) < count + 2.3 * (2 * count).squareRoot() {
      places.append(seen.map { _ in 0 })
    }
    let half = z * likely.variance.squareRoot()
    var (below, above) = (half + likely.bias, half - likely.bias)
    for place in places {
      let moments = changeMoments(from: nominal, places: place, covariances)
      below = max(below, z * moments.variance.squareRoot() + moments.bias)
      above = max(above, z * moments.variance.squareRoot() - moments.bias)
    }
    return (likely.variance, (max(0, below) - half, max(0, above) - half))
  }

  /// Bias and variance of the change if the nominal residuals were truly at `places`, in standard errors.
  private func changeMoments(
    from nominal: CalibrationBins, places: [Double], _ covariances: [Double]
  ) -> (bias: Double, variance: Double) {
    var (bias, variance) = (0.0, 0.0)
    for bin in residuals.indices {
      let (before, after) = (nominal.deviation(bin), deviation(bin))
      guard before > 0, after > 0 else {
        variance += max(variances[bin], nominal.variances[bin])
        continue
      }
      let share = min(1, max(-1, covariances[bin] / (before * after)))
      let rest = (1 - share * share).squareRoot()
      let place = places[bin]
      let moved = place * before + residuals[bin] - nominal.residuals[bin]
      let moments = UnbiasedSize.moments { x, y in
        after * UnbiasedSize.value(moved / after + share * x + rest * y) - before
          * UnbiasedSize.value(place + x)
      }
      bias += moments.mean - abs(moved) + abs(place) * before
      variance += moments.variance
    }
    return (bias, variance)
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

  /// Mean and variance of a function of one standard normal number.
  static func moments(_ function: (Double) -> Double) -> (mean: Double, variance: Double) {
    var (mean, square) = (0.0, 0.0)
    for node in nodes {
      let value = function(node.x)
      mean += node.weight * value
      square += node.weight * value * value
    }
    return (mean, max(0, square - mean * mean))
  }

  /// Mean and variance of a function of two independent ones.
  static func moments(_ function: (Double, Double) -> Double) -> (mean: Double, variance: Double) {
    var (mean, square) = (0.0, 0.0)
    for first in nodes {
      for second in nodes {
        let value = function(first.x, second.x)
        mean += first.weight * second.weight * value
        square += first.weight * second.weight * value * value
      }
    }
    return (mean, max(0, square - mean * mean))
  }
}
