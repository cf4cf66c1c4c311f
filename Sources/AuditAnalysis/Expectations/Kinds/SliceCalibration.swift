import AuditReport
import AuditSamples
import AuditStatistics

/// A score that is a probability must be one in every part of the phase space.
///
/// Events are sliced by the levels or bins of a column. Measured in each slice: the mean of score − class (0 when
/// calibrated), the expected calibration error, and the log loss.
public struct SliceCalibration: PhysicsExpectation, Equatable {
  /// Name in configurations.
  public static let kind = "calibration"
  /// One sentence for `simaudit list`.
  public static let summary =
    "A score that is a probability is calibrated in every bin of a column; the loss is given bin by bin"
  /// Metrics of its readings.
  public static let metrics = ["slice-bias", "slice-calibration", "slice-loss"]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "by", summary: "Column whose levels or bins are the slices"),
    (name: "bins", summary: "Bins of a numeric column, with equal numbers of events"),
  ]
  /// Settings that hold columns.
  public static let columnSettings = ["by"]

  /// Column whose levels or bins are the slices.
  public var by = ""
  /// Bins of a numeric column.
  public var bins = 4

  /// The expectation with its default settings.
  public init() {}

  /// The column.
  public var columns: [String] { [by] }

  /// Errors: no column, bins of no number.
  public func check() throws {
    try require(!by.isEmpty, "names no column; give one under 'by'")
    try require((1...20).contains(bins), "has \(bins) bins; give 1 to 20")
  }

  /// Measures every slice. O(slices × n).
  public func readings(in scope: ExpectationScope) throws -> [Reading] {
    try scope.samples.flatMap { events -> [Reading] in
      guard let isPositive = events.isPositive else { return [] }
      let subject = scope.subject(events.sample)
      guard events.scores.allSatisfy({ $0 >= 0 && $0 <= 1 }) else {
        return [
          .unmeasured(
            by: ExpectationAnalyzer.kind, "slice-calibration", of: subject,
            because: "the scores leave 0 to 1, so they are not probabilities",
            message: "The calibration of '\(scope.scorer.name)' could not be measured.")
        ]
      }
      let levels = try EventLevels(by, in: events.blocks, bins: bins, mostLevels: 20)
      return try levels.names.indices.flatMap { level -> [Reading] in
        let rows = levels.codes.indices.filter { Int(levels.codes[$0]) == level }
        return try readings(of: rows, levels.names[level], events, isPositive, scope).deciding([
          ("'\(events.sample)'", events.effectiveCount(of: rows))
        ])
      }
    }
  }

  private func readings(
    of rows: [Int], _ slice: String, _ events: ScoredEvents, _ isPositive: [Bool], _ scope: ExpectationScope
  ) throws -> [Reading] {
    let confidence = scope.context.confidence
    let subject = scope.subject(events.sample, other: slice)
    let weights = events.weights.map { all in rows.map { all[$0] } }
    let place = "for '\(by)' \(slice) in '\(events.sample)'"
    func text(_ estimate: IntervalEstimate) -> String {
      "\(Wording.number(estimate.value)) (\(Wording.number(estimate.low)) to \(Wording.number(estimate.high)))"
    }
    let bias = WeightedMean(
      rows.map { Double(events.scores[$0]) - (isPositive[$0] ? 1 : 0) }, weights: weights
    ).estimate(confidence)
    var readings: [Reading] = [
      .measured(
        by: ExpectationAnalyzer.kind, "slice-bias", of: subject, bias, confidence: confidence,
        message:
          "\(place) '\(scope.scorer.name)' gives \(text(bias)) more than the fraction of signal on average.")
    ]
    let baseline: ResponseBaseline
    do {
      baseline = try ResponseBaseline(
        scores: events.scores, isPositive: isPositive, weights: events.weights, rows: rows.map(UInt32.init),
        workingPoint: .threshold(scope.threshold ?? 0.5), confidence: confidence)
    } catch ResponseError.noPositiveWeight {
      // A slice with one class has a bias and nothing else.
      return readings
    }
    if let error = baseline.nominal(.calibrationError) {
      readings.append(
        .measured(
          by: ExpectationAnalyzer.kind, "slice-calibration", of: subject, error, confidence: confidence,
          message: "\(place) the expected calibration error of '\(scope.scorer.name)' is \(text(error))."))
    }
    if let loss = baseline.nominal(.logLoss) {
      readings.append(
        .measured(
          by: ExpectationAnalyzer.kind, "slice-loss", of: subject, loss, confidence: confidence,
          message: "\(place) the log loss of '\(scope.scorer.name)' is \(text(loss))."))
    }
    return readings
  }
}
