/// The metrics of one set of distorted scores and their changes from nominal.
public struct Response: Sendable {
  /// Events whose score or weight differs from nominal, those of weight 0 left out.
  public let changedRows: Int
  /// Events of the baseline.
  public let rowCount: Int
  /// Probability with which intervals cover.
  public let confidence: Double

  /// What linear combinations need of a metric.
  struct Linear: Sendable {
    /// ψ − ψ⁰ of each event in row order; empty unless kept.
    var influences: [Float]
    var guardSquare: Double
    var bounds: (below: Double, above: Double)
  }

  let values: [ResponseMetric: IntervalEstimate]
  /// Changes of all metrics that are defined: see ``change(_:)``.
  public let changes: [ResponseMetric: ChangeEstimate]
  let linear: [ResponseMetric: Linear]
  /// Influences on the AUC in groups of rows: for ``CorruptionTerm``.
  var grouped: [ResponseMetric: GroupedInfluences] = [:]

  /// The metric of the distorted scores; nil where it is not defined. O(1).
  public func value(_ metric: ResponseMetric) -> IntervalEstimate? { values[metric] }

  /// Distorted minus nominal, ln(R/R₀) for `rejection`, with an interval in which common fluctuations cancel; nil where
  /// one of both is not defined. O(1).
  public func change(_ metric: ResponseMetric) -> ChangeEstimate? { changes[metric] }
}
