import Glibc

/// Residuals Σ_b w(s − y)/Σw in bins of the score with fixed edges.
///
/// The error Σ_b |S_b| is not smooth where a residual S_b cannot be told from 0 and is biased upwards there. Bins with
/// |S_b| < 3σ_b are called undecided; each may be off by |X_b|, X_b ~ N(0, σ_b²), whatever the true residual is.
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

  private func isDecided(_ bin: Int) -> Bool {
    residuals[bin] * residuals[bin] > 9 * variances[bin]
  }

  /// Bound on Σ|X_b| over the undecided bins, as multiple of each σ_b: mean + z · deviation of a mean of |N(0, 1)|.
  private static func multiple(undecided: Int, z: Double) -> Double {
    (2 / Double.pi).squareRoot() + z * ((1 - 2 / Double.pi) / Double(undecided)).squareRoot()
  }

  /// What undecided bins may add to the half-width of the interval of the error.
  func bound(z: Double) -> Double {
    let undecided = residuals.indices.filter { !isDecided($0) }
    guard !undecided.isEmpty else { return 0 }
    let sum = undecided.reduce(0) { $0 + variances[$1].squareRoot() }
    return sum * Self.multiple(undecided: undecided.count, z: z)
  }

  /// What bins that are undecided before or after may add to the half-width of the interval of the change.
  ///
  /// | |d + δ| − |d| | ≤ |δ| for any d, so that a small change of the residuals is a small change of the error.
  func bound(from nominal: CalibrationBins, z: Double) -> Double {
    let undecided = residuals.indices.filter { !isDecided($0) || !nominal.isDecided($0) }
    guard !undecided.isEmpty else { return 0 }
    let multiple = Self.multiple(undecided: undecided.count, z: z)
    return undecided.reduce(0) { sum, bin in
      let deviation = max(variances[bin], nominal.variances[bin]).squareRoot()
      return sum + 2 * min(multiple * deviation, abs(residuals[bin] - nominal.residuals[bin]))
    }
  }
}
