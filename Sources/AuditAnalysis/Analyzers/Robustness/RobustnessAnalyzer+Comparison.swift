import AuditReport
import AuditStatistics

// Models side by side: one number each, and their curves in one plot.
extension RobustnessAnalyzer {
  /// Figures for each miscalibration are drawn up to here.
  private static let mostPanels = 12

  /// Readings that compare models with the baseline model; none for a single model.
  func comparison(_ scans: [InjectionResponses], sample: String, _ context: AuditContext) -> [Reading] {
    let models = context.scorers.map(\.name)
    guard models.count > 1, let reference = baseline.isEmpty ? models.first : baseline else { return [] }
    let chosen = scans.filter { scan in
      compared.isEmpty
        ? !scan.plan.isRemoval : compared.contains { Self.matches(scan.plan.name, $0) }
    }
    func terms(_ model: String) -> [CorruptionTerm] {
      chosen.compactMap { scan in scan.models.first { $0.model == model }?.corruption }
    }
    let others = terms(reference)
    guard others.count == chosen.count, !chosen.isEmpty else { return [] }
    var readings: [Reading] = []
    var bars: [Bars.Item] = []
    let set = "\(Wording.count(chosen.count, "miscalibration"))"
    for model in models {
      let mine = terms(model)
      let own = model == reference ? IntervalEstimate(exactly: 1) : nil
      let subject = Subject(sample: sample, model: model)
      if let error = CorruptionError.mean(of: mine, relativeTo: others, confidence: context.confidence) {
        bars.append(Bars.Item(name: model, value: error.value, low: error.low, high: error.high))
        readings.append(
          .measured(
            by: Self.kind, "relative-error", of: subject, own ?? error, confidence: context.confidence,
            message: model == reference
              ? "'\(model)' is the baseline model: 1 by definition."
              : "under \(set) 1 − AUC of '\(model)' is \(Self.text(error)) times that of '\(reference)' on average."
          ))
      }
      if let loss = CorruptionError.relativeMean(
        of: mine, relativeTo: others, confidence: context.confidence)
      {
        readings.append(
          .measured(
            by: Self.kind, "relative-loss", of: subject, own ?? loss, confidence: context.confidence,
            message: model == reference
              ? "'\(model)' is the baseline model: 1 by definition."
              : "under \(set) '\(model)' loses \(Self.text(loss)) times the AUC that '\(reference)' loses on average."
          ))
      }
    }
    if let first = readings.firstIndex(where: { $0.metric == "relative-error" }) {
      readings[first].evidence =
        [
          .bars(
            Bars(
              title: "Models under miscalibrations", label: "1 − AUC relative to '\(reference)'", items: bars,
              caption:
                "Mean over \(set) of the summed 1 − AUC relative to the baseline model's (defined like mCE), with paired "
                + "intervals: below 1 is better than '\(reference)'."))
        ]
        + (sideBySide(chosen, models).map { [$0] } ?? [])
    }
    return readings
  }

  private static func text(_ estimate: IntervalEstimate) -> String {
    "\(Wording.number(estimate.value)) (\(Wording.number(estimate.low)) to \(Wording.number(estimate.high)))"
  }

  /// The change of the AUC of all models, a small figure for each of the most harmful miscalibrations.
  private func sideBySide(_ scans: [InjectionResponses], _ models: [String]) -> Evidence? {
    func harm(_ scan: InjectionResponses) -> Double {
      scan.models.flatMap { $0.judged(scan.plan) }.compactMap { $0.auc.map { -$0.value } }.max() ?? 0
    }
    let worst = scans.enumerated().sorted { a, b in
      let (x, y) = (harm(a.element), harm(b.element))
      return x != y ? x > y : a.offset < b.offset
    }.prefix(Self.mostPanels).map(\.element)
    let panels = worst.compactMap { scan -> Curve? in
      let series = models.compactMap { model in
        scan.models.first { $0.model == model }.flatMap { response in
          Self.series(model, response.points) { $0.auc }
        }
      }
      return series.isEmpty
        ? nil
        : Curve(
          title: scan.plan.name, xLabel: scan.axis, yLabel: "change of the AUC", series: series,
          tolerances: [-aucTolerance], caption: "")
    }
    guard !panels.isEmpty else { return nil }
    return .multiples(
      Multiples(
        title: "Models side by side", panels: panels,
        caption:
          "Change of the AUC of each model with the strength, the most harmful miscalibrations first; a model without a "
          + "curve takes in nothing that changes."))
  }
}
