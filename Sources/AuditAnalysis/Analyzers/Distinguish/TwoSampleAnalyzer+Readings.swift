import AuditReport
import AuditStatistics

extension TwoSampleAnalyzer {
  /// What the trees of one pair of samples say.
  func readings(
    _ test: TwoSampleTest, _ rows: ComparedRows, _ subject: Subject, in context: AuditContext
  ) -> [Reading] {
    let area = test.area
    if let below = belowHalf(test, rows, subject, in: context) { return below }
    var readings = [
      Reading.measured(
        by: Self.kind, "two-sample-auc", of: subject, area, confidence: context.confidence,
        pValue: area.pValue, message: sentence(test, area, rows, subject, context),
        evidence: evidence(test, rows, context))
    ]
    if let step = test.elimination.first {
      let left = step.area.interval(confidence: context.confidence)
      readings.append(
        .measured(
          by: Self.kind, "residual-auc", of: subject,
          IntervalEstimate(
            value: step.area.value, low: left.low, high: left.high, confidence: context.confidence),
          confidence: context.confidence,
          message: "Without \(Wording.names(step.removed)) trees still reach the "
            + "\(Wording.area(step.area.value, left.low, left.high)); \(Self.last(test, context)).",
          evidence: [elimination(test, context), eliminationTable(test, context)]))
    }
    readings += test.reliance.map { reliance in
      let loss = reliance.together.interval(confidence: context.confidence)
      let partners = reliance.partners.map { rows.names[$0] }
      let name = rows.names[reliance.feature]
      let subjectWords =
        partners.isEmpty
        ? "'\(name)' has"
        : "'\(name)' and, correlated with it, \(Wording.names(partners)) have"
      return .measured(
        by: Self.kind, "two-sample-reliance",
        of: Subject(feature: name, simulation: subject.simulation, data: subject.data), loss,
        confidence: context.confidence,
        message: "The trees lose \(Wording.short(loss.value)) of their AUC (\(Wording.short(loss.low)) to "
          + "\(Wording.short(loss.high))) when \(subjectWords) the values of other events.")
    }
    if !test.extremes.isEmpty {
      readings.append(
        .noted(
          by: Self.kind, "extreme-events", of: subject,
          message:
            "The recorded events that are most unlike simulation, and the simulated ones most unlike data: "
            + "worth a look in an event display.",
          evidence: [extremes(test, rows)]))
    }
    return readings
  }

  /// The failure of trees that do worse than chance: independent samples give it in one case of 2000; nil elsewhere.
  private func belowHalf(
    _ test: TwoSampleTest, _ rows: ComparedRows, _ subject: Subject, in context: AuditContext
  ) -> [Reading]? {
    guard let first = test.repetitions.first, first.interval(confidence: 0.999).high < 0.5 else { return nil }
    let area = test.area
    let reason =
      "trees do worse than chance on events that they were not trained on, which independent samples do not explain: the "
      + "samples hold the same or nearly the same events, so that the twin of an event teaches its opposite"
    return [
      .measured(
        by: Self.kind, "auc-below-half", of: subject,
        IntervalEstimate(
          value: 0.5 - area.value, low: 0.5 - area.high, high: 0.5 - area.low, confidence: area.confidence),
        confidence: context.confidence,
        message:
          "\(Wording.area(area.value, area.low, area.high)) of data against '\(subject.simulation ?? "")': "
          + "\(reason); compare samples without events in common, or declare 'eventKey' to see which they share."
          + Self.onNegativeWeights(rows), evidence: [foldTable(test, context)]),
      .unmeasured(
        by: Self.kind, "two-sample-auc", of: subject, because: reason,
        message: "Whether data can be told from '\(subject.simulation ?? "")' was not measured: \(reason)."),
    ]
  }

  private func sentence(
    _ test: TwoSampleTest, _ area: IntervalEstimate, _ rows: ComparedRows, _ subject: Subject,
    _ context: AuditContext
  ) -> String {
    let verb =
      area.low > 0.5
      ? "Boosted trees tell data from '\(subject.simulation ?? "")'"
      : "Boosted trees cannot be seen to tell data from '\(subject.simulation ?? "")'"
    var parts = [
      "\(verb) by \(Wording.count(rows.names.count, "feature")): out of fold "
        + Wording.area(area.value, area.low, area.high)
    ]
    if let p = area.pValue {
      parts.append(
        "p = \(Wording.number(p)) from \(Wording.count(test.null.count, "permutation")) of the labels")
    }
    let folds = test.repetitions.flatMap(\.folds).map(\.value)
    if let low = folds.min(), let high = folds.max() {
      let spread = "single folds gave \(Wording.decimal(low)) to \(Wording.decimal(high))"
      let means = test.repetitions.map(\.value)
      // That of one division is the AUC itself.
      parts.append(
        means.count == 1
          ? spread
          : "\(spread), \(Wording.count(means.count, "division")) into folds "
            + "\(Wording.decimal(means.min() ?? 0)) to \(Wording.decimal(means.max() ?? 0)), of which the first is judged"
      )
    }
    if area.low > 0.5, let first = test.reliance.first {
      let loss = first.together.interval(confidence: context.confidence)
      let names = ([first.feature] + first.partners).map { rows.names[$0] }
      parts.append(
        names.count == 1
          ? "\(Wording.names(names)) matters most: without it the AUC drops by \(Wording.short(loss.value))"
          : "\(Wording.names(names)) matter most: without them the AUC drops by \(Wording.short(loss.value))")
    }
    if rows.isThinned {
      parts.append(
        "\(Wording.count(rows.simulationCount)) simulated and \(Wording.count(rows.count - rows.simulationCount)) "
          + "recorded rows were looked at")
    }
    return parts.joined(separator: "; ") + "." + Self.onNegativeWeights(rows)
  }

  /// How negative weights were treated, where there are some.
  static func onNegativeWeights(_ rows: ComparedRows) -> String {
    let negative = rows.weights?.count { $0 < 0 } ?? 0
    guard negative > 0 else { return "" }
    return
      " \(Wording.percent(Double(negative) / Double(rows.count))) of the rows have a negative weight: the trees "
      + "follow the sums of the signed weights, with steps that |w| limits, and the AUC is measured with the signs, so "
      + "that it is ½ on average where the signed samples agree."
  }

  private static func last(_ test: TwoSampleTest, _ context: AuditContext) -> String {
    guard let last = test.elimination.last else { return "" }
    let ends = last.area.interval(confidence: context.confidence)
    let removed = test.elimination.reduce(0) { $0 + $1.removed.count }
    let words =
      "without \(Wording.count(removed, "feature")) the \(Wording.area(last.area.value, ends.low, ends.high))"
    return ends.low > 0.5 ? "\(words) is left" : "\(words) is compatible with nothing left"
  }

  private func evidence(_ test: TwoSampleTest, _ rows: ComparedRows, _ context: AuditContext) -> [Evidence] {
    var result: [Evidence] = []
    if !test.reliance.isEmpty {
      result.append(
        .bars(
          Bars(
            title: "What the trees rely on", label: "loss of AUC",
            items: test.reliance.prefix(20).map { reliance in
              let loss = reliance.together.interval(confidence: context.confidence)
              let group = reliance.partners.isEmpty ? "" : " + \(reliance.partners.count)"
              return Bars.Item(
                name: rows.names[reliance.feature] + group, value: loss.value, low: loss.low, high: loss.high)
            },
            caption:
              "Loss of AUC when a feature has the values of other events; '+ 2': together with the two features that "
              + "are correlated with it. Intervals are those of the events; the trees are taken as they are.")
        ))
    }
    if let curve = test.curve {
      let points = curve.points.map { point($0.background, $0.signal) }
      result.append(
        .curve(
          Curve(
            title: "ROC of data against simulation, out of fold", xLabel: "efficiency of simulation",
            yLabel: "efficiency of data",
            series: [
              Curve.Series(name: "trees", points: points),
              Curve.Series(name: "nothing learned", points: [point(0, 0), point(1, 1)]),
            ], caption: "A steep start is a region that data have and simulation lacks.")))
    }
    result.append(foldTable(test, context))
    return result
  }

  private func foldTable(_ test: TwoSampleTest, _ context: AuditContext) -> Evidence {
    let folds = test.repetitions.first?.folds.count ?? 0
    var body = test.repetitions.enumerated().map { number, repetition -> [Table.Cell] in
      [.text("division \(number + 1)"), .number(repetition.value), .number(repetition.standardError)]
        + (0..<folds).map { $0 < repetition.folds.count ? .number(repetition.folds[$0].value) : .empty }
    }
    if let low = test.null.min(), let high = test.null.max() {
      let mean = test.null.reduce(0, +) / Double(test.null.count)
      let blanks = Array(repeating: Table.Cell.empty, count: max(0, folds - 2))
      body.append(
        ([
          .text("permuted labels, with smallest and largest"), .number(mean), .empty, .number(low),
          .number(high),
        ]
          + blanks).prefix(3 + folds).map { $0 })
    }
    return .table(
      Table(
        title: "Spread over folds and divisions",
        columns: ["", "AUC", "error"] + (0..<folds).map { "fold \($0 + 1)" }, rows: body,
        caption:
          "One split is not a measurement: its AUC scatters by the error of a fold. The error of a mean holds "
          + "for folds that share their training events."))
  }

  private func elimination(_ test: TwoSampleTest, _ context: AuditContext) -> Evidence {
    let areas = [test.repetitions.first].compactMap { $0 } + test.elimination.map(\.area)
    var removed = 0
    let points = areas.enumerated().map { step, area -> Curve.Point in
      if step > 0 { removed += test.elimination[step - 1].removed.count }
      let ends = area.interval(confidence: context.confidence)
      return Curve.Point(x: Double(removed), y: area.value, low: ends.low, high: ends.high)
    }
    return .curve(
      Curve(
        title: "What is left after the most telling features", xLabel: "features taken away", yLabel: "AUC",
        series: [Curve.Series(name: "trees", points: points)], tolerances: [0.5],
        caption:
          "At 0.5 nothing is left to see. A curve that falls at once is the fault of one feature; one that stays "
          + "is a disagreement of many."))
  }

  private func eliminationTable(_ test: TwoSampleTest, _ context: AuditContext) -> Evidence {
    .table(
      Table(
        title: "Features taken away, in order", columns: ["features", "AUC without", "low", "high"],
        rows: test.elimination.map { step in
          let ends = step.area.interval(confidence: context.confidence)
          return [
            .text(step.removed.joined(separator: ", ")), .number(step.area.value), .number(ends.low),
            .number(ends.high),
          ]
        },
        caption: "In each step the feature whose loss costs most, with all that are correlated with it."))
  }

  private func extremes(_ test: TwoSampleTest, _ rows: ComparedRows) -> Evidence {
    let shown = test.reliance.prefix(4).map(\.feature)
    return .table(
      Table(
        title: "Most data-like and most simulation-like events",
        columns: ["sample", "row", "data/simulation"] + shown.map { rows.names[$0] },
        rows: test.extremes.map { event in
          [
            .text(event.isData ? "data" : "simulation"), .number(Double(rows.places[event.row].row)),
            .number(event.ratio),
          ]
            + shown.map { feature in
              let value = rows.columns[feature][event.row]
              return value.isNaN ? .text("missing") : .number(Double(value))
            }
        },
        caption:
          "Estimated density ratio at the event, from trees that did not see it, and the features that the "
          + "trees rely on most. Rows are counted from 0 in the file or files of the process."))
  }

  private func point(_ x: Double, _ y: Double) -> Curve.Point { Curve.Point(x: x, y: y, low: y, high: y) }
}
