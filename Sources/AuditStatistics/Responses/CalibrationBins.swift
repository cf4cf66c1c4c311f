import Glibc

/// Residuals Σ_b w(s − y)/Σw in bins of the score with fixed edges.
///
/// The error Σ_b |S_b| is not smooth where a residual S_b cannot be told from 0 and is biased upwards there: intervals reach
/// to the side on which the truth then lies.
struct CalibrationBins: Sendable {
  /// Most bins; Guo et al., ICML 2017, take 15.
  static let maximum = 15
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

  /// Σ_b |S_b|.
  var error: Double { residuals.reduce(0) { $0 + abs($1) } }

  /// How far |S_b| lies above its true value on average at most, given what was seen: σ h(max(0, |S_b|/σ − 2)).
  ///
  /// E|t + Z| − t = h(t) = 2φ(t) − 2tΦ(−t) for a true residual of t standard errors: 0.8 at 0 and less farther away. The
  /// true residual is hardly ever more than 2 standard errors nearer to 0 than the one seen.
  private func excess(_ bin: Int) -> Double {
    let deviation = variances[bin].squareRoot()
    guard deviation > 0 else { return 0 }
    let t = max(0, abs(residuals[bin]) / deviation - 2)
    return deviation * (2 * exp(-0.5 * t * t) / (2 * Double.pi).squareRoot() - t * StandardNormal.twoSided(t))
  }

  /// How far the error may lie above its true value on average: its interval reaches down by so much more.
  var bound: Double { residuals.indices.reduce(0) { $0 + excess($1) } }

  /// What the interval of the change from nominal carries below and above: where the nominal error is too large, the
  /// change is too small, and the other way round. | |d + δ| − |d| | ≤ |δ| for any d: no bin can be off by more.
  func bounds(from nominal: CalibrationBins) -> (below: Double, above: Double) {
    residuals.indices.reduce((0, 0)) { sum, bin in
      let move = abs(residuals[bin] - nominal.residuals[bin])
      let change = abs(residuals[bin]) - abs(nominal.residuals[bin])
      return (
        sum.0 + min(excess(bin), max(0, move + change)),
        sum.1 + min(nominal.excess(bin), max(0, move - change))
      )
    }
  }
}
