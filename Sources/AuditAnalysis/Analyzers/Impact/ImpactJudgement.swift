import AuditStatistics

/// What is judged of one metric: the envelope of the assumptions that agree with data.
struct ImpactJudgement: Sendable {
  /// The value of the first assumption that agrees, and the lowest and the highest end of all that do; nil where none could be
  /// confirmed.
  var change: ChangeEstimate?
  /// The assumptions whose envelope it is.
  var basis: [Assumption] = []
  /// Values that lie apart beyond their intervals; empty where all agree.
  var disagreeing: [(kind: Assumption.Kind, change: ChangeEstimate)] = []
  /// Why nothing can be said, as a clause.
  var reason: String?
}

extension AssumptionSet {
  /// Judges a metric, a place in ``ClassifierMetrics/metrics``; nil where nothing was measured of it.
  func judgement(_ metric: Int) -> ImpactJudgement? {
    let measured = all.filter { $0.changes[metric] != nil || $0.obstacle != nil }
    guard measured.contains(where: { $0.changes[metric] != nil }) else { return nil }
    var result = ImpactJudgement()
    if let chosen {
      guard let assumption = all.first(where: { $0.kind == chosen }), let change = assumption.changes[metric]
      else {
        result.reason = "it was not measured if \(chosen.clause), as the configuration says"
        return result
      }
      if let fault = assumption.fault {
        result.reason = "the configuration says that \(chosen.clause), but \(fault)"
        return result
      }
      (result.change, result.basis) = (change, [assumption])
      return result
    }
    let closing = measured.filter { $0.closes && $0.changes[metric] != nil }
    // With few events a change of dependence can imitate a process that stands out in its region.
    guard missing == nil, let preferred = closing.first(where: \.isConfirmed),
      let value = preferred.changes[metric]
    else {
      result.reason = fault
      return result
    }
    let changes = closing.compactMap { assumption in
      assumption.changes[metric].map { (kind: assumption.kind, change: $0) }
    }
    result.basis = closing
    result.change = ChangeEstimate(
      value: value.value, low: changes.map(\.change.low).min() ?? value.low,
      high: changes.map(\.change.high).max() ?? value.high, confidence: value.confidence,
      standardError: value.standardError)
    let apart = changes.filter { a in changes.contains { a.change.disagrees(with: $0.change) } }
    result.disagreeing = apart
    return result
  }

  /// Why no assumption is judged.
  private var fault: String {
    if let missing {
      let place = missing.region.map { ", mostly where \($0)" } ?? ""
      return
        "data hold at least \(Wording.percent(missing.process.fraction.low)) of events that no process explains"
        + place
    }
    // The widest of those that all classes share says most.
    let widest = [Assumption.Kind.dependence, .maps].compactMap { kind in
      all.first { $0.kind == kind && $0.closure != nil }
    }.first
    let why = widest.flatMap { widest in widest.fault.map { "if \(widest.kind.clause), \($0)" } }
    return "no assumption of how the classes move agrees with data: \(why ?? "none could be tested")"
  }
}

extension Assumption.Kind {
  /// Those that a configuration may choose, as words.
  static let choices = allCases.filter { $0 != .missing }.map(\.rawValue).joined(separator: ", ")
}
