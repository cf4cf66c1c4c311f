/// Simulated events as one assumption has them in data: new values of some features and new weights.
public struct MovedSample: Sendable {
  /// Values of the moved features, by their places; one a row, NaN where missing.
  public let columns: [Int: [Float]]
  /// Weight of each row; the sum is 1.
  public let weights: [Double]

  /// New values and weights of all rows.
  public init(columns: [Int: [Float]], weights: [Double]) {
    self.columns = columns
    self.weights = weights
  }
}

/// The four metrics of a classifier on weighted events of two classes; nil where one is not defined.
public struct ClassifierMetrics: Sendable {
  /// In the order of ``metrics``.
  public let values: [Double?]
  /// What is measured of every assumption.
  public static let metrics: [ImpactMetric] = [.efficiency, .backgroundEfficiency, .rejection, .auc]

  /// Measures; `signalEfficiency`: where the rejection is taken. O(n log n).
  public init(
    scores: [Float], isPositive: [Bool], weights: [Double], threshold: Float, signalEfficiency: Double
  ) {
    var (all, passing) = ((0.0, 0.0), (0.0, 0.0))
    for row in scores.indices {
      let selected = scores[row] >= threshold ? weights[row] : 0
      if isPositive[row] {
        all.0 += weights[row]
        passing.0 += selected
      } else {
        all.1 += weights[row]
        passing.1 += selected
      }
    }
    guard all.0 > 0, all.1 > 0 else {
      values = Self.metrics.map { _ in nil }
      return
    }
    let sums = all
    let shares = weights.indices.map { weights[$0] / (isPositive[$0] ? sums.0 : sums.1) }
    func ranked(_ metric: ImpactMetric) -> Double? {
      ScoreFunction(
        metric, scores: scores, isPositive: isPositive, shares: shares, threshold: threshold,
        signalEfficiency: signalEfficiency)?.value
    }
    values = [passing.0 / all.0, passing.1 / all.1, ranked(.rejection), ranked(.auc)]
  }
}
