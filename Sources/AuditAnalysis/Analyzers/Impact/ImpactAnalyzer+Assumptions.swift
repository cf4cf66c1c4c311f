import AuditReport
import AuditStatistics

/// What is known of a classifier without an assumption, and under each.
extension ImpactAnalyzer {
  /// The assumption that the configuration names. Errors: an unknown name; no reason for it.
  func chosenAssumption() throws(ImpactError) -> Assumption.Kind? {
    guard !assumption.isEmpty else { return nil }
    guard let kind = Assumption.Kind(rawValue: assumption), kind != .missing else {
      throw ImpactError.unknownAssumption(assumption)
    }
    guard !assumptionReason.isEmpty else { throw ImpactError.noReason(assumption) }
    return kind
  }

  /// Selected fraction and score of data against simulation at the declared mix.
  func identified(_ set: AssumptionSet, _ subject: Subject, _ context: AuditContext) -> [Reading] {
    let model = "'\(subject.model ?? "")'"
    guard let selected = set.selected else {
      return [
        .unmeasured(
          by: Self.kind, "selected-fraction", of: subject,
          because: "data lack an input of the classifier, or have too few events",
          message: "What \(model) selects of data could not be measured.")
      ]
    }
    var readings = [
      Reading.measured(
        by: Self.kind, "selected-fraction", of: subject, selected, confidence: context.confidence,
        pValue: selected.pValue,
        message:
          "\(model) selects \(Wording.decimal(set.fractions.data, 4)) of data and "
          + "\(Wording.decimal(set.fractions.simulation, 4)) of simulation at its declared mix: "
          + "\(Wording.short(selected.value)) (\(Wording.short(selected.low)) to \(Wording.short(selected.high))), measured "
          + "without any assumption.")
    ]
    if let (distance, position) = set.scoreDistance {
      readings.append(
        .measured(
          by: Self.kind, "score-distance", of: subject, distance, confidence: context.confidence,
          pValue: distance.pValue,
          message:
            "The scores of \(model) in data and in simulation at its declared mix differ by up to "
            + "\(Wording.number(distance.value)) (\(Wording.number(distance.low)) to \(Wording.number(distance.high))), at "
            + "\(Wording.number(position))."))
    }
    return readings
  }

  /// Each assumption's numbers and closure, a missing process, and control regions.
  func assumptions(_ set: AssumptionSet, _ subject: Subject, _ context: AuditContext) -> [Reading] {
    let model = "'\(subject.model ?? "")'"
    func of(_ other: String) -> Subject {
      var result = subject
      result.other = other
      return result
    }
    var readings: [Reading] = []
    for assumption in set.all {
      if let obstacle = assumption.obstacle {
        // The same findings as those of other events, of which it could be measured.
        var metrics = context.trainer == nil ? [] : ["assumption-closure"]
        if assumption.kind != .background { metrics.append("assumption-efficiency") }
        if assumption.kind != .signal { metrics.append("assumption-background") }
        readings += metrics.map {
          .noted(
            by: Self.kind, $0, of: of(assumption.kind.rawValue),
            message: "The impact on \(model) if \(assumption.kind.clause) was not measured: \(obstacle).",
            evidence: [])
        }
        continue
      }
      let verdict =
        assumption.fault.map { "; it is ruled out: \($0)" } ?? assumption.remark.map { "; \($0)" } ?? ""
      for (metric, name, place) in [
        ("assumption-efficiency", "signal", 0), ("assumption-background", "background", 1),
      ] {
        // What an assumption keeps by itself is no measurement.
        guard let change = assumption.changes[place], change.standardError > 0 else { continue }
        readings.append(
          measured(
            metric, of(assumption.kind.rawValue), change, context,
            "If \(assumption.kind.clause), the \(name) efficiency of \(model) changes by \(words(change))\(verdict)."
          ))
      }
      if let area = assumption.closure?.area {
        let interval = area.interval(confidence: context.confidence)
        readings.append(
          .measured(
            by: Self.kind, "assumption-closure", of: of(assumption.kind.rawValue),
            IntervalEstimate(
              value: area.value, low: interval.low, high: interval.high, confidence: context.confidence),
            confidence: context.confidence,
            message:
              "If \(assumption.kind.clause), trees separate data from moved simulation with an AUC of "
              + "\(Wording.decimal(area.value)) (\(Wording.decimal(interval.low)) to \(Wording.decimal(interval.high)))\(verdict)."
          ))
      }
    }
    if let (process, region) = set.missing {
      readings.append(
        .measured(
          by: Self.kind, "missing-process", of: subject, process.fraction, confidence: context.confidence,
          message:
            "At least \(Wording.percent(process.fraction.low)) of data are events that no process of simulation explains: where data "
            + "are three times as dense there are \(Wording.percent(process.shares.data)) of data and "
            + "\(Wording.percent(process.shares.simulation)) of simulation"
            + (region.map { ", mostly where \($0)" } ?? "")
            + ". Elsewhere trees separate the samples with an AUC of \(Wording.decimal(process.areas.outside)) instead of "
            + "\(Wording.decimal(process.areas.all)). How many there are cannot be known."))
    } else if set.isSearched {
      readings.append(
        .noted(
          by: Self.kind, "missing-process", of: subject,
          message:
            "No region was found in which data hold \(Wording.percent(AssumptionSet.smallestProcess)) or more of events that no process of simulation explains.",
          evidence: []))
    }
    return readings + controlReadings(set, of, context)
  }

  private func controlReadings(_ set: AssumptionSet, _ of: (String) -> Subject, _ context: AuditContext)
    -> [Reading]
  {
    if let obstacle = set.controlObstacle {
      return [
        .unmeasured(
          by: Self.kind, "control-efficiency", of: of("regions"), because: obstacle,
          message: "Control regions could not be used: \(obstacle).")
      ]
    }
    guard let control = set.control else { return [] }
    let parts = [("signal", control.positives), ("background", control.negatives)]
    let level = (1 - context.confidence) / 2
    return parts.map { name, part in
      let estimate = IntervalEstimate(
        value: part.efficiency.value, low: part.efficiency.low, high: part.efficiency.high,
        confidence: context.confidence)
      return .measured(
        by: Self.kind, "control-efficiency", of: of(name), estimate, confidence: context.confidence,
        pValue: part.pValue,
        message:
          "Control regions in '\(controlRegions)' (signal shares \(control.mixes.map { Wording.percent($0) }.joined(separator: ", "))) say that the "
          + "\(name) \(part.pValue < level ? "moved" : "did not move by more than chance") (p = \(Wording.number(part.pValue))); its "
          + "efficiency changes by \(words(part.efficiency)).")
    }
  }

  /// What the impact depends on, as a sentence; nil where it depends on nothing.
  func dependenceOnAssumptions(_ set: AssumptionSet) -> String? {
    guard let judgement = set.judgement(0) else { return nil }
    if let reason = judgement.reason { return "The change of the signal efficiency is not known: \(reason)." }
    let aside = ratioAside(set, judgement)
    guard !judgement.disagreeing.isEmpty else {
      guard set.faultOfMaps != nil || aside != nil, let change = judgement.change else { return nil }
      return "The signal efficiency changes by \(words(change)) if "
        + judgement.basis.map(\.kind.clause).joined(separator: ", or if ") + (aside ?? "") + "."
    }
    let values = judgement.disagreeing.map { "\(words($0.change)) if \($0.kind.clause)" }
    return "It depends on how the classes move, which unlabelled data do not determine: "
      + values.joined(separator: "; ") + (aside ?? "") + "."
  }

  /// What the density ratio would say where it is ruled out, because it describes the mixture as well as the others; nil where it agrees.
  private func ratioAside(_ set: AssumptionSet, _ judgement: ImpactJudgement) -> String? {
    guard let ratio = set.all.first(where: { $0.kind == .ratio }), let fault = ratio.fault,
      let change = ratio.changes[0],
      judgement.basis.contains(where: { $0.changes[0]?.disagrees(with: change) ?? false })
    else { return nil }
    return "; it would be \(words(change)) if \(ratio.kind.clause), but then \(fault)"
  }

  /// All assumptions side by side.
  func assumptionTable(_ set: AssumptionSet) -> Table {
    func text(_ change: ChangeEstimate?) -> Table.Cell {
      change.map { .text($0.standardError > 0 ? words($0) : "stays") } ?? .empty
    }
    let test =
      set.hasTrees
      ? "cross-fitted trees, the score and pairs of features"
      : "the score and pairs of features (no trainer for trees)"
    return Table(
      title: "How the classes may have moved",
      columns: [
        "if", "agrees", "signal efficiency", "background efficiency", "trees", "ln rejection", "AUC",
      ],
      rows: set.all.map { assumption in
        let area = assumption.closure?.area.map { Wording.decimal($0.value) }
        let verdict =
          assumption.obstacle.map { "not measured: \($0)" } ?? assumption.fault.map { "no: \($0)" }
          ?? (set.isTested(assumption)
            ? assumption.remark.map { "yes; \($0)" } ?? "yes"
            : assumption.kind == .ratio ? "in its mix; otherwise by construction" : "by construction")
        let changes = assumption.changes.map(text)
        return [.text(assumption.kind.clause), .text(verdict)] + changes.prefix(2)
          + [area.map { .text($0) } ?? .empty] + changes.dropFirst(2)
      },
      caption:
        "Agreement is tested with \(test). Limits apply to the envelope of all that agree; the density ratio, of which only the fractions of the classes can be tested, counts only beside others."
        + (set.chosen.map { " The configuration chose: \($0.clause), because \(assumptionReason)." } ?? ""))
  }
}

/// What can be wrong with the settings of the impact.
enum ImpactError: Error, CustomStringConvertible {
  /// No such assumption.
  case unknownAssumption(String)
  /// An assumption without a reason.
  case noReason(String)

  /// One sentence.
  var description: String {
    switch self {
    case .unknownAssumption(let name):
      "analyses: impact: assumption '\(name)' is not known; choose one of \(Assumption.Kind.choices)"
    case .noReason(let name):
      "analyses: impact: assumption '\(name)' needs a reason that the report can show; give 'assumptionReason'"
    }
  }
}
