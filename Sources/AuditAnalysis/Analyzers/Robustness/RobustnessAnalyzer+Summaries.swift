import AuditReport
import AuditStatistics

extension RobustnessAnalyzer {
  /// What the models do before anything is injected, and side by side.
  func nominal(_ scans: [InjectionResponses], sample: String, _ context: AuditContext) -> [Reading] {
    let models = context.scorers.map(\.name)
    let responses = models.compactMap { name in
      scans.lazy.flatMap(\.models).first { $0.model == name }
    }
    let metrics: [(ResponseMetric, String, String)] = [
      (.auc, "auc", "AUC"), (.backgroundEfficiency, "background-efficiency", "background efficiency"),
      (.calibrationError, "calibration-error", "expected calibration error"),
    ]
    var readings: [Reading] = []
    for response in responses {
      let baseline = response.nominal.baseline
      for (metric, id, words) in metrics {
        guard let estimate = baseline.nominal(metric) else { continue }
        let place =
          metric == .backgroundEfficiency
          ? " at the threshold \(Wording.number(baseline.threshold)), where the signal efficiency is "
            + "\(Wording.decimal(baseline.nominal(.efficiency)?.value ?? 0))" : ""
        let warning =
          metric == .auc && estimate.high < 0.5
          ? ": below 0.5, so look whether 'positive' names the class that it recognises" : ""
        readings.append(
          .measured(
            by: Self.kind, id, of: Subject(sample: sample, model: response.model), estimate,
            confidence: context.confidence,
            message:
              "'\(response.model)' has the \(words) \(Wording.number(estimate.value)) "
              + "(\(Wording.number(estimate.low)) to \(Wording.number(estimate.high)))\(place)\(warning)."))
      }
    }
    return readings + [sideBySide(responses, scans, sample: sample)]
  }

  /// A table with a row for each model.
  private func sideBySide(_ responses: [ModelResponse], _ scans: [InjectionResponses], sample: String)
    -> Reading
  {
    func cell(_ estimate: IntervalEstimate?) -> Table.Cell {
      guard let estimate else { return .empty }
      return .text(
        EstimateText(
          value: estimate.value, low: estimate.low, high: estimate.high, style: .typeset
        ).line)
    }
    let rows = responses.map { response -> [Table.Cell] in
      let baseline = response.nominal.baseline
      return [
        .text(response.model), cell(baseline.nominal(.auc)), .number(baseline.threshold),
        cell(baseline.nominal(.efficiency)), cell(baseline.nominal(.backgroundEfficiency)),
        cell(baseline.nominal(.rejection)), cell(baseline.nominal(.logLoss)),
        cell(baseline.nominal(.calibrationError)),
        meanLoss(of: response.model, scans).map { .number($0) } ?? .empty,
      ]
    }
    return .noted(
      by: Self.kind, "models", of: Subject(sample: sample),
      message: "The models on '\(sample)' before anything is injected, and what they lose on average.",
      evidence: [
        .table(
          Table(
            title: "Models side by side",
            columns: [
              "model", "AUC", "threshold", "signal efficiency", "background efficiency", "rejection",
              "log loss",
              "calibration error", "mean AUC loss",
            ], rows: rows,
            caption:
              "Mean AUC loss: over all miscalibrations at their expected size, the worse sign of each; smaller is more robust."
          ))
      ])
  }

  /// Mean over miscalibrations of the loss of AUC at the expected size.
  func meanLoss(of model: String, _ scans: [InjectionResponses]) -> Double? {
    let losses = losses(of: model, scans).map(\.loss.value)
    return losses.isEmpty ? nil : losses.reduce(0, +) / Double(losses.count)
  }

  /// The loss of AUC at the expected size of each miscalibration; removals are none.
  private func losses(of model: String, _ scans: [InjectionResponses]) -> [(
    name: String, loss: ChangeEstimate
  )] {
    scans.filter { !$0.plan.isRemoval }.compactMap { scan in
      guard let response = scan.models.first(where: { $0.model == model }), response.isReached else {
        return nil
      }
      let changes = response.judged(scan.plan).compactMap { $0.auc?.negated }
      return ChangeEstimate.worst(of: changes, bySize: false).map { (scan.plan.name, $0.change) }
    }
  }

  /// Rankings and maps of one model.
  func summaries(_ scans: [InjectionResponses], of model: String, sample: String) -> [Reading] {
    let subject = Subject(sample: sample, model: model)
    var readings: [Reading] = []
    let losses = losses(of: model, scans)
    if !losses.isEmpty {
      readings.append(
        .noted(
          by: Self.kind, "sensitivity", of: subject,
          message: "What '\(model)' loses of its AUC when each miscalibration has its expected size.",
          evidence: [
            .bars(bars(losses, title: "Sensitivity of '\(model)'", label: "loss of AUC at the expected size"))
          ]))
    }
    if let tornado = tornado(scans, of: model) {
      readings.append(
        .noted(
          by: Self.kind, "tornado", of: subject,
          message:
            "What each miscalibration of the expected size does to the signal efficiency of '\(model)', for both signs.",
          evidence: [tornado]))
    }
    let removals = scans.filter { $0.plan.isRemoval && $0.plan.remaining == nil }.compactMap { scan in
      scan.models.first { $0.model == model }?.judged(scan.plan).last?.auc.map {
        (name: scan.plan.name, loss: $0.negated)
      }
    }
    if !removals.isEmpty {
      readings.append(
        .noted(
          by: Self.kind, "reliance", of: subject,
          message: "What '\(model)' loses of its AUC when each input is taken away.",
          evidence: [
            .bars(bars(removals, title: "What '\(model)' relies on", label: "loss of AUC without it"))
          ]))
    }
    let maps = heatMaps(scans, of: model)
    if !maps.isEmpty {
      readings.append(
        .noted(
          by: Self.kind, "responses", of: subject,
          message: "How the AUC of '\(model)' changes with the strength of each miscalibration.",
          evidence: maps))
    }
    let damages = damage(scans, of: model)
    if !damages.isEmpty {
      readings.append(
        .noted(
          by: Self.kind, "damage", of: subject,
          message:
            "What each miscalibration of the expected size does to the parts of '\(sample)' under '\(model)'.",
          evidence: damages))
    }
    return readings
  }

  private func bars(
    _ losses: [(name: String, loss: ChangeEstimate)], title: String, label: String
  ) -> Bars {
    Bars(
      title: title, label: label,
      items: losses.sorted { $0.loss.value > $1.loss.value }.map {
        Bars.Item(name: $0.name, value: $0.loss.value, low: $0.loss.low, high: $0.loss.high)
      },
      caption: "The largest first, with paired intervals; a bar that reaches beyond 0 may be chance.")
  }

  /// One map for all miscalibrations of a kind that were tried at the same strengths.
  private func heatMaps(_ scans: [InjectionResponses], of model: String) -> [Evidence] {
    var groups: [(kind: String, axis: String, strengths: [Double], rows: [(String, ModelResponse)])] = []
    for scan in scans {
      let kind = type(of: scan.plan.injection.miscalibration).kind
      guard let response = scan.models.first(where: { $0.model == model }), response.isReached else {
        continue
      }
      let strengths = response.points.map(\.strength)
      if let place = groups.firstIndex(where: {
        ($0.kind, $0.axis, $0.strengths) == (kind, scan.axis, strengths)
      }) {
        groups[place].rows.append((scan.plan.name, response))
      } else {
        groups.append((kind, scan.axis, strengths, [(scan.plan.name, response)]))
      }
    }
    return groups.filter { $0.rows.count > 1 && $0.strengths.count > 1 }.map { group in
      .heatMap(
        HeatMap(
          title: "Change of the AUC of '\(model)' under '\(group.kind)'", rowLabels: group.rows.map(\.0),
          columnLabels: group.strengths.map { Wording.number($0) },
          values: group.rows.map { row in row.1.points.map { $0.auc?.value } },
          errors: group.rows.map { row in row.1.points.map { $0.auc?.standardError } },
          caption: "Columns: \(group.axis). Look for rows that darken soon: small strengths that cost much."))
    }
  }
}
