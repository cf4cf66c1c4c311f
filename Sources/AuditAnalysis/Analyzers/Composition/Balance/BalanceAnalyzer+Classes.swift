import AuditReport
import AuditSamples
import AuditStatistics

extension BalanceAnalyzer {
  /// Size of the smallest class, and whether the classes come in order.
  func classes(of table: ColumnMix, orders: [Int: [PositionDrift]], in context: AuditContext) -> [Reading] {
    var readings: [Reading] = []
    for sample in context.splitIndices {
      let name = context.samples[sample].name
      let subject = Subject(category: table.key, sample: name)
      guard let mix = table.mixes[sample] else {
        readings.append(
          .unmeasured(
            by: Self.kind, "smallest-class", of: subject, because: "'\(name)' has no column '\(table.key)'",
            message:
              "'\(name)' has no label column '\(table.key)', so nothing can be said of its classes; add "
              + "the column, or derive it in the configuration"))
        continue
      }
      guard !mix.isOverfull else { continue }
      readings.append(smallest(mix, of: name, subject: subject, confidence: context.confidence))
      for (process, order) in zip(context.samples[sample].processes, orders[sample] ?? []) {
        let isOnly = context.samples[sample].processes.count == 1
        let part = isOnly ? name : "\(name)/\(process.name)"
        readings += ordering(
          order, process: process, of: part, levels: mix.levels,
          subject: Subject(category: table.key, sample: part), confidence: context.confidence)
      }
    }
    return readings
  }

  private func smallest(_ mix: LevelMix, of name: String, subject: Subject, confidence: Double) -> Reading {
    let tallies = mix.tallies
    guard tallies.count > 1 else {
      let only = mix.levels.first.map { "only class '\($0)'" } ?? "no row with a class"
      return .unmeasured(
        by: Self.kind, "smallest-class", of: subject, because: "'\(name)' holds \(only)",
        message:
          "'\(name)' holds \(only), and a classifier needs two: add the files of the other class, or check "
          + "the label and the selection")
    }
    if let bad = tallies.indices.first(where: { tallies[$0].sum <= 0 }) {
      return .unmeasured(
        by: Self.kind, "smallest-class", of: subject,
        because: "the weights of class '\(mix.levels[bad])' sum to \(Wording.number(tallies[bad].sum))",
        message: "the weights of class '\(mix.levels[bad])' in '\(name)' sum to "
          + "\(Wording.number(tallies[bad].sum)): a class without positive weight cannot be learned; check the "
          + "weights, or train on their absolute values")
    }
    let least = tallies.indices.min { tallies[$0].effectiveRows < tallies[$1].effectiveRows } ?? 0
    let size = tallies[least].effectiveRows
    return .measured(
      by: Self.kind, "smallest-class", of: subject, IntervalEstimate(exactly: size), confidence: confidence,
      message:
        "the smallest class of '\(name)' is '\(mix.levels[least])' with n_eff \(Wording.number(size)) of "
        + "\(Wording.count(tallies[least].rows, "row")): get more of it, or more even weights, if that is too few "
        + "for the model's freedom")
  }

  private func ordering(
    _ order: PositionDrift, process: ProcessDescription, of name: String, levels: [String], subject: Subject,
    confidence: Double
  ) -> [Reading] {
    var readings: [Reading] = []
    if let drift = order.drift(confidence: confidence) {
      let low = drift.distance.low
      let verdict =
        low > 0.5
        ? "is sorted" : low > 0 ? "drifts along the file" : "shows no order along the file"
      readings.append(
        .measured(
          by: Self.kind, "order-drift", of: subject, drift.distance, confidence: confidence,
          pValue: drift.pValue,
          message:
            "'\(name)' \(verdict) by class (largest KS distance between where a class and the others lie: "
            + "\(Wording.number(drift.distance.value))); shuffle before training and before cutting off a part "
            + "for validation"))
    }
    if let clumping = order.clumping(confidence: confidence) {
      readings.append(
        .measured(
          by: Self.kind, "order-clumping", of: subject, clumping, confidence: confidence,
          message: "neighbouring rows of '\(name)' agree in class "
            + "\(clumping.low > 0 ? "more often than" : "as often as") chance (\(Wording.number(clumping.value)) on a "
            + "scale from 0, shuffled, to 1, one block per class); shuffle rows, not blocks, before making batches"
        ))
    }
    return readings
  }

  /// Negative weights and what they cost.
  func signs(of sample: Int, _ measured: [Measured], in context: AuditContext) -> [Reading] {
    guard let result = measured.first(where: { $0.column == nil }),
      let place = result.samples.firstIndex(of: sample), result.mixes[place].isWeighted
    else { return [] }
    let name = context.samples[sample].name
    let whole = result.mixes[place].whole
    let subject = Subject(sample: name)
    let fraction = Proportion.interval(
      count: whole.negativeRows, rows: whole.rows, confidence: context.confidence)
    var readings: [Reading] = [
      .measured(
        by: Self.kind, "negative-weight-fraction", of: subject, fraction, confidence: context.confidence,
        message: "\(Wording.percent(fraction)) of the rows of '\(name)' have a negative weight"
          + (whole.negativeRows > 0 ? "; make sure that the training handles them" : "; nothing to do"))
    ]
    if let loss = whole.lossBySigns(confidence: context.confidence) {
      readings.append(
        .measured(
          by: Self.kind, "neff-loss", of: subject, loss, confidence: context.confidence,
          message: "the signs of the weights cost \(Wording.percent(loss.value)) of n_eff of '\(name)' "
            + "(n_eff \(Wording.number(whole.effectiveRows)) of \(Wording.count(whole.rows, "row")))"
            + (whole.negativeRows > 0
              ? "; resample to positive weights or get more events" : "; nothing to do")))
    }
    return readings
  }
}
