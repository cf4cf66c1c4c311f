import AuditReport
import AuditStatistics

extension BalanceAnalyzer {
  /// The mix of each sample, side by side by rows and by weight.
  func mix(_ table: ColumnMix, in context: AuditContext) -> [Reading] {
    table.samples.flatMap { sample -> [Reading] in
      guard let mix = table.mixes[sample] else { return [] }
      let name = context.samples[sample].name
      let subject = Subject(category: table.key, sample: name)
      if mix.isOverfull {
        return [
          .unmeasured(
            by: Self.kind, "mix", of: subject,
            because: "'\(table.key)' has more than \(levels) distinct values in '\(name)'",
            message:
              "\(table.title) has more than \(levels) distinct values in '\(name)': it is not a category; "
              + "leave it out of 'categories', and name it under 'eventKey' if it identifies events")
        ]
      }
      // A sample of one process has no mix of processes.
      if table.name == nil, mix.levels.count < 2 { return [] }
      var readings: [Reading] = [
        .noted(
          by: Self.kind, "mix", of: subject, message: mixSentence(table, mix, sample: name),
          evidence: evidence(table, mix, sample: name, confidence: context.confidence))
      ]
      if mix.isWeighted {
        readings += weighting(table, mix, subject: subject, confidence: context.confidence)
      }
      return readings
    }
  }

  private func weighting(
    _ table: ColumnMix, _ mix: LevelMix, subject: Subject, confidence: Double
  ) -> [Reading] {
    guard let distance = TotalVariation.betweenRowsAndWeights(mix.tallies, confidence: confidence) else {
      return []
    }
    let whole = mix.whole
    let shares = mix.tallies.map { ($0.sum / whole.sum, Double($0.rows) / Double(max(1, whole.rows))) }
    let widest = shares.indices.max { abs(shares[$0].0 - shares[$0].1) < abs(shares[$1].0 - shares[$1].1) }
    let example = widest.map {
      "'\(mix.levels[$0])' is \(Wording.percent(shares[$0].1)) of the rows and "
        + "\(Wording.percent(shares[$0].0)) of the weight"
    }
    return [
      .measured(
        by: Self.kind, "weighting-tvd", of: subject, distance, confidence: confidence,
        message: "weights move \(Wording.percent(distance.value)) of the mix of \(table.title): "
          + "\(example ?? "no level stands out"); a training that ignores the weights learns the other mix, "
          + "so pass them on or resample")
    ].deciding([("'\(subject.sample ?? "")'", whole.effectiveRows)])
  }

  private func mixSentence(_ table: ColumnMix, _ mix: LevelMix, sample: String) -> String {
    let whole = mix.whole
    let tallies = mix.tallies
    let order = tallies.indices.sorted { tallies[$0].sum > tallies[$1].sum }
    guard let first = order.first, whole.sum > 0 else {
      return "'\(sample)' has no weight to share out by \(table.title): check the weight column"
    }
    let share = { (index: Int) in
      "'\(mix.levels[index])' \(Wording.percent(tallies[index].sum / whole.sum))"
    }
    let rest = order.count > 1 ? ", least is \(share(order[order.count - 1]))" : ""
    return
      "'\(sample)' by \(table.title): \(Wording.count(mix.levels.count, "level")), most is \(share(first)) "
      + "of the weight\(rest); compare with the mix the classifier will meet"
  }

  private func evidence(
    _ table: ColumnMix, _ mix: LevelMix, sample: String, confidence: Double
  ) -> [Evidence] {
    let shown = mix.largest(40)
    let whole = shown.whole
    let tallies = shown.tallies
    let rows = tallies.indices.map { index -> [Table.Cell] in
      let tally = tallies[index]
      let share = Proportion.share(of: tally, in: whole, confidence: confidence)
      return [
        .text(shown.levels[index]), .number(Double(tally.rows)),
        .number(Double(tally.rows) / Double(max(1, whole.rows))), .finite(tally.sum), .finite(share?.value),
        .finite(share?.low), .finite(share?.high), .finite(tally.effectiveRows),
        .number(Double(tally.negativeRows) / Double(max(1, tally.rows))),
        .finite(tally.lossBySigns(confidence: confidence)?.value),
      ]
    }
    var evidence: [Evidence] = [
      .table(
        Table(
          title: "\(table.title) in '\(sample)'",
          columns: [
            table.key, "rows", "share of rows", "sum of weights", "share of weight", "low", "high", "n_eff",
            "negative rows", "n_eff lost to signs",
          ], rows: rows,
          caption:
            "Compare the share of rows with the share of weight: where they differ, a training without "
            + "weights learns another mix. Shares of weight carry the interval they are known to."))
    ]
    if whole.sum > 0, whole.rows > 0 {
      let contents = { (name: String, values: [Double], variances: [Double]) in
        HistogramPair.Contents(name: name, values: values, variances: variances)
      }
      let n = Double(whole.rows)
      evidence.append(
        .histogram(
          HistogramPair(
            title: table.key, axis: .category, labels: shown.levels, normalisation: .weights,
            simulation: contents(
              "by weight", tallies.map { $0.sum / whole.sum },
              tallies.map { $0.squares / (whole.sum * whole.sum) }),
            data: contents(
              "by rows", tallies.map { Double($0.rows) / n }, tallies.map { Double($0.rows) / (n * n) }),
            caption:
              "Mix of '\(sample)' by weight (filled) and by rows (points): they agree when weights do not "
              + "depend on \(table.key).")))
    }
    if shown.classes.count > 1, whole.sum > 0 {
      let sums = shown.classes.indices.map { column in shown.byClass.reduce(0) { $0 + $1[column].sum } }
      evidence.append(
        .heatMap(
          HeatMap(
            title: "\(table.key) within each class of '\(sample)'", rowLabels: shown.levels,
            columnLabels: shown.classes,
            values: shown.byClass.map { row in
              row.indices.map { sums[$0] > 0 ? row[$0].sum / sums[$0] : nil }
            },
            caption:
              "Share of each class's weight: columns that differ mean that \(table.key) tells the classes "
              + "apart.")))
    }
    return evidence
  }
}

extension LevelMix {
  /// The largest levels by Σ|w| in report order, the rest summed into one.
  func largest(_ count: Int) -> LevelMix {
    guard levels.count > count else { return self }
    let sizes = tallies.map(\.absoluteSum)
    let kept = Set(sizes.indices.sorted { (sizes[$0], $1) > (sizes[$1], $0) }.prefix(count - 1))
    var result = self
    result.levels = levels.indices.filter { kept.contains($0) }.map { levels[$0] }
    result.byClass = byClass.indices.filter { kept.contains($0) }.map { byClass[$0] }
    var rest = [WeightTally](repeating: WeightTally(), count: byClass[0].count)
    for index in byClass.indices where !kept.contains(index) {
      for column in rest.indices { rest[column] += byClass[index][column] }
    }
    result.levels.append("\(levels.count - kept.count) others")
    result.byClass.append(rest)
    return result
  }
}

extension Table.Cell {
  /// The number when it is there and finite, else nothing.
  static func finite(_ value: Double?) -> Table.Cell {
    value.flatMap { $0.isFinite ? .number($0) : nil } ?? .empty
  }
}
