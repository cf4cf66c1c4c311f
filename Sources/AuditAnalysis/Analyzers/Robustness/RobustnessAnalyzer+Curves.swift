import AuditReport
import AuditStatistics

extension RobustnessAnalyzer {
  /// The changes as functions of the strength; `all`: those of every metric.
  func curves(_ scan: InjectionResponses, _ response: ModelResponse, all: Bool) -> [Evidence] {
    let title = "'\(scan.plan.name)' on '\(response.model)'"
    let marks = breakdownMark(response)
    func series(_ name: String, _ value: (ModelResponse.Point) -> ChangeEstimate?) -> Curve.Series? {
      Self.series(name, response.points, value)
    }
    func figure(
      _ what: String, _ label: String, _ series: [Curve.Series?], tolerances: [Double] = [],
      _ caption: String
    ) -> Evidence? {
      let drawn = series.compactMap { $0 }
      return drawn.isEmpty
        ? nil
        : .curve(
          Curve(
            title: "\(what) under \(title)", xLabel: scan.meaning, yLabel: label, series: drawn,
            tolerances: tolerances, marks: marks, caption: caption))
    }
    let breakdown = marks == nil ? "" : "; the dotted line is the breakdown point in its interval"
    var figures = [
      figure(
        "AUC", "change of the AUC", [series("AUC", { $0.auc })], tolerances: [-aucTolerance],
        "Paired with the same events undistorted; the dashed line is the tolerated loss\(breakdown)."),
      figure(
        "Efficiencies", "change",
        [
          series("signal efficiency", { $0.efficiency }),
          series("background efficiency, relative", { $0.background }),
        ],
        tolerances: [-backgroundTolerance, -efficiencyTolerance, efficiencyTolerance, backgroundTolerance],
        "At the threshold \(Wording.number(response.nominal.baseline.threshold)) that is nominal; the inner lines "
          + "are the tolerance of the signal efficiency, the outer ones that of the background efficiency\(breakdown)."
      ),
    ]
    if all {
      figures += [
        figure(
          "Rejection", "ln(R / R(0))", [series("background rejection", { $0.changes[.rejection] })],
          "At fixed signal efficiency: the threshold follows; 0.1 is 10 % more background rejected."),
        figure(
          "Losses", "change",
          [
            series("log loss", { $0.changes[.logLoss] }), series("Brier score", { $0.changes[.brier] }),
            series("calibration error", { $0.changes[.calibrationError] }),
          ], "For scores that are probabilities; above 0 is worse."),
        figure(
          "Scores", "fraction",
          [
            series("KS of the score", { $0.changes[.scoreKS] }),
            series("decisions turned", { $0.changes[.flips] }),
          ], "How far the scores move as a whole, and for how many events the decision turns."),
      ]
    }
    return figures.compactMap { $0 }
  }

  /// Points of one quantity with 0 among them; nil without any.
  static func series(
    _ name: String, _ points: [ModelResponse.Point], _ value: (ModelResponse.Point) -> ChangeEstimate?
  ) -> Curve.Series? {
    let zero = Curve.Point(x: 0, y: 0, low: 0, high: 0)
    let others = points.compactMap { point in
      value(point).map { Curve.Point(x: point.strength, y: $0.value, low: $0.low, high: $0.high) }
    }
    guard !others.isEmpty else { return nil }
    return Curve.Series(name: name, points: (others + [zero]).sorted { $0.x < $1.x })
  }

  private func breakdownMark(_ response: ModelResponse) -> [Curve.Mark]? {
    guard let point = response.breakdown?.point, let strength = point.strength else { return nil }
    let ends = [point.low ?? point.searched, point.high ?? point.searched]
    return [
      Curve.Mark(
        name: "breakdown point", x: strength, low: min(ends[0], ends[1]), high: max(ends[0], ends[1]))
    ]
  }
}
