import AuditReport
import AuditStatistics
import Glibc

extension ImpactAnalyzer {
  /// The headline with its figures, then the numbers that are judged, then feature by feature.
  func readings(_ result: ModelImpact, _ set: AssumptionSet, _ context: AuditContext) -> [Reading] {
    let model = result.scored.scorer.name
    let pair = result.scored.pair
    let subject = Subject(
      simulation: context.samples[pair.simulation].name, data: context.samples[pair.data].name, model: model)
    var readings = identified(set, subject, context)
    readings.append(
      Reading.noted(
        by: Self.kind, "impact-ranking", of: subject, message: headline(result, set),
        evidence: [.bars(waterfall(result))] + (set.all.isEmpty ? [] : [.table(assumptionTable(set))])
          + [.table(table(result))] + componentTable(result) + [.table(assumptions(result, context))]))
    if result.total != nil {
      readings += totals(subject, result, set, context)
    } else {
      readings.append(
        .unmeasured(
          by: Self.kind, "total-efficiency-impact", of: subject,
          because: "no feature that simulation and data have in common enters the classifier",
          message: "Nothing that '\(model)' takes in could be moved."))
    }
    readings += assumptions(set, subject, context) + ratios(result, subject, context)
    let fault = set.faultOfMaps
    for part in result.features + result.groups {
      let of = Subject(
        feature: part.feature, simulation: subject.simulation, data: subject.data, model: model,
        miscalibration: part.isGroup ? part.name : nil)
      let message =
        "'\(part.name)' morphed on its own to its distribution in data changes the signal efficiency of '\(model)' by "
        + "\(words(part.efficiency))\(others(part))"
      readings.append(
        fault.map {
          .unmeasured(
            by: Self.kind, "efficiency-impact", of: of, because: $0, message: "\(message), but \($0).")
        } ?? measured("efficiency-impact", of, part.efficiency, context, message + "."))
    }
    return readings
  }

  func measured(
    _ metric: String, _ subject: Subject, _ change: ChangeEstimate, _ context: AuditContext, _ message: String
  ) -> Reading {
    .measured(
      by: Self.kind, metric, of: subject,
      IntervalEstimate(
        value: change.value, low: change.low, high: change.high, confidence: change.confidence),
      confidence: context.confidence, message: message)
  }

  /// Everything at once: what is judged is the envelope of the assumptions that agree with data.
  private func totals(
    _ subject: Subject, _ result: ModelImpact, _ set: AssumptionSet, _ context: AuditContext
  ) -> [Reading] {
    let model = "'\(result.scored.scorer.name)'"
    let metrics: [(id: String, words: (ChangeEstimate) -> String)] = [
      (
        "total-efficiency-impact",
        { change in
          "The signal efficiency of \(model) in data is \(Wording.decimal(result.nominalEfficiency + change.value)) instead of "
            + "\(Wording.decimal(result.nominalEfficiency)): \(words(change))"
        }
      ),
      (
        "total-background-impact",
        { change in
          "The background efficiency of \(model) in data is \(Wording.short(result.nominalBackground + change.value)) instead of "
            + "\(Wording.short(result.nominalBackground)): \(words(change))"
        }
      ),
      (
        "total-rejection-impact",
        {
          "At the same signal efficiency the background rejection of \(model) changes by \(Wording.percent(exp($0.value) - 1)): "
            + "Δ ln R = \(words($0))"
        }
      ), ("total-auc-impact", { "The AUC of \(model) changes by \(words($0))" }),
    ]
    var readings = metrics.enumerated().compactMap { place, metric -> Reading? in
      guard let judgement = set.judgement(place) else { return nil }
      guard let change = judgement.change else {
        let reason = judgement.reason ?? "no assumption could be tested"
        return .unmeasured(
          by: Self.kind, metric.id, of: subject, because: reason, message: "Not known: \(reason).")
      }
      return measured(metric.id, subject, change, context, metric.words(change) + basis(judgement) + ".")
    }
    if let unexplained = result.unexplained {
      readings.append(
        measured(
          "unexplained-selection", subject, unexplained, context,
          "The selected fraction of \(model) in data minus that in the corrected simulation is \(words(unexplained)): what maps of single "
            + "features and the mix leave unexplained, without any label."))
    }
    return readings
  }

  /// Everything at once, by weights.
  private func ratios(_ result: ModelImpact, _ subject: Subject, _ context: AuditContext) -> [Reading] {
    guard let ratio = result.ratio else { return [] }
    let model = "'\(result.scored.scorer.name)'"
    let rows =
      "\(Wording.count(Int(ratio.effectiveRows.weighted.rounded()))) of \(Wording.count(Int(ratio.effectiveRows.nominal.rounded()))) effective signal events are left"
    return [
      measured(
        "ratio-efficiency-impact", subject, ratio.efficiency, context,
        "Reweighting with the density ratio changes the signal efficiency of \(model) by \(words(ratio.efficiency)); "
          + "\(rows)."),
      measured(
        "ratio-background-impact", subject, ratio.backgroundEfficiency, context,
        "Weighted with the density ratio, the background efficiency of \(model) changes by \(words(ratio.backgroundEfficiency))."
      ),
    ]
  }

  // MARK: Words

  /// −0.012 (−0.015 to −0.009)
  func words(_ change: ChangeEstimate) -> String {
    "\(Wording.short(change.value)) (\(Wording.short(change.low)) to \(Wording.short(change.high)))"
  }

  private func others(_ part: ModelImpact.Part) -> String {
    var texts: [String] = []
    if let background = part.background { texts.append("the background efficiency by \(words(background))") }
    if let auc = part.auc { texts.append("the AUC by \(words(auc))") }
    return texts.isEmpty ? "" : ", " + texts.joined(separator: ", ")
  }

  /// What an envelope is of, as a clause.
  private func basis(_ judgement: ImpactJudgement) -> String {
    if !judgement.disagreeing.isEmpty {
      return "; it depends on how the classes move: "
        + judgement.disagreeing.map { "\(words($0.change)) if \($0.kind.clause)" }.joined(separator: ", ")
    }
    if judgement.basis.count == 1, let only = judgement.basis.first { return ", if \(only.kind.clause)" }
    return ", over \(judgement.basis.count) assumptions of how the classes move"
  }

  private func headline(_ result: ModelImpact, _ set: AssumptionSet) -> String {
    let ranking = ranking(result, set)
    return [dependenceOnAssumptions(set), ranking].compactMap { $0 }.joined(separator: " ")
  }

  private func ranking(_ result: ModelImpact, _ set: AssumptionSet) -> String? {
    guard set.faultOfMaps == nil else { return nil }
    let model = "'\(result.scored.scorer.name)'"
    let resolved = (result.features + [result.mix].compactMap { $0 }).filter(\.efficiency.isResolved)
      .sorted { abs($0.efficiency.value) > abs($1.efficiency.value) }
    guard let total = result.total else { return "Nothing that \(model) takes in was moved." }
    let whole =
      "If the classes share the map of each feature, all differences together change the signal efficiency of \(model) by "
      + words(total.efficiency)
    guard let first = resolved.first else {
      return "\(whole); no single feature changes it by more than chance."
    }
    return "\(whole); most of it comes from '\(first.name)' with \(words(first.efficiency))"
      + (resolved.count > 1 ? ", then \(Wording.names(resolved.dropFirst().map(\.name)))." : ".")
  }

  // MARK: Evidence

  private func waterfall(_ result: ModelImpact) -> Bars {
    func item(_ name: String, _ change: ChangeEstimate) -> Bars.Item {
      Bars.Item(name: name, value: change.value, low: change.low, high: change.high)
    }
    var items = result.features.map { item($0.name, $0.efficiency) }
    if let mix = result.mix { items.append(item(mix.name, mix.efficiency)) }
    items += result.groups.map { item("\($0.name) (group)", $0.efficiency) }
    if let sum = result.sum { items.append(item("sum of the features", sum)) }
    if let total = result.total { items.append(item("all together, by maps", total.efficiency)) }
    if let ratio = result.ratio { items.append(item("all together, by density ratio", ratio.efficiency)) }
    return Bars(
      title: "What moves the signal efficiency of '\(result.scored.scorer.name)'",
      label: "change of the signal efficiency", items: items,
      caption:
        "Each feature alone, the largest first; then the sum with correlations, and everything at once. Intervals carry the errors of the measured difference and of the response. Where sum and all together differ, features act together; where maps and ratio differ, the assumptions do."
    )
  }

  private func table(_ result: ModelImpact) -> Table {
    func text(_ change: ChangeEstimate?) -> Table.Cell {
      guard let change else { return .empty }
      let half = (change.high - change.low) / 2
      guard half > 0 else { return .text(Wording.short(change.value)) }
      let places = min(6, Wording.places(of: half))
      return .text("\(Wording.decimal(change.value, places)) ± \(Wording.decimal(half, places))")
    }
    let parts =
      result.features + [result.mix].compactMap { $0 } + result.groups + [result.total].compactMap { $0 }
    return Table(
      title: "Impact on '\(result.scored.scorer.name)'",
      columns: [
        "moved", "signal efficiency", "linear estimate", "background efficiency", "ln rejection", "AUC",
      ],
      rows: parts.map { part in
        [
          .text(part.isGroup ? "\(part.name) (group)" : part.name), text(part.efficiency), text(part.linear),
          text(part.background), text(part.rejection), text(part.auc),
        ]
      },
      caption:
        "Changes with half of their intervals, at the threshold \(Wording.number(result.scored.baseline.threshold)); rejection at constant signal efficiency. Linear estimate: fitted scale or offset times the slope of the signal efficiency; it differs from the full one where the difference is neither a scale nor an offset."
    )
  }

  private func componentTable(_ result: ModelImpact) -> [Evidence] {
    guard !result.components.isEmpty else { return [] }
    return [
      .table(
        Table(
          title: "By part of the simulation",
          columns: ["part", "class", "selected now", "change", "from", "to"],
          rows: result.components.map { part in
            [
              .text(part.name), .text(part.isPositive ? "signal" : "background"), .number(part.nominal),
              .number(part.change.value), .number(part.change.low), .number(part.change.high),
            ]
          }, caption: "Fraction above the threshold with all features moved, part by part."))
    ]
  }

  private func assumptions(_ result: ModelImpact, _ context: AuditContext) -> Table {
    var rows: [[Table.Cell]] = [
      [
        .text("mixture"),
        .text(
          "Data are a mixture of the parts that simulation has"
            + (result.comparison.mix.isFitted
              ? ", in shares that are fitted, with yields known to \(Wording.number(100 * mixUncertainty)) % beforehand."
              : ", in the shares that it has.")),
      ],
      [
        .text("classes shift alike"),
        .text(
          "One smearing and one map move a feature in all classes: what else differs in one class alone is spread over all."
        ),
      ],
      [
        .text("dependence"),
        .text(
          "Maps keep the order of events in each feature, and so simulation's dependence between features; a group gets the rank correlations of data. A shared change of dependence is fitted to the \(SharedDependence.mostPairs) pairs of inputs that differ most, its shape to at most \(SharedDependence.mostShaped) of them, and to three features together where these are their pairs; features with a multiple correlation above \(SharedDependence.tightest) in a class are left as they are."
        ),
      ],
      [
        .text("support"),
        .text(
          "Where data lie beyond simulation, simulated events are moved there and the classifier extrapolates."
        ),
      ],
    ]
    if !result.unsmeared.isEmpty {
      rows.append([
        .text("no smearing"),
        .text(
          "\(Wording.names(result.unsmeared, limit: 6)): the data do not constrain their smearing; only the quantile map is applied."
        ),
      ])
    }
    if result.ratio != nil {
      rows.append([
        .text("density ratio"),
        .text("Events of given features are of the classes that simulation has there: other than for maps."),
      ])
    }
    if !result.scored.otherInputs.isEmpty {
      rows.append([
        .text("not moved"),
        .text("\(Wording.names(result.scored.otherInputs, limit: 6)): no number that both samples have."),
      ])
    }
    rows.append([
      .text("missing values"), .text("Missing values stay missing: another missing fraction is not covered."),
    ])
    return Table(
      title: "Assumptions", columns: ["what", "in a sentence"], rows: rows,
      caption: "The unexplained selection tells whether all of them together can be right.")
  }
}
