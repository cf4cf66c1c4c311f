/// One judged quantity: the unit of a report, of baselines and of suppressions.
public struct Finding: Codable, Sendable, Equatable {
  /// Stable from run to run: `analyzer/metric/subject`.
  public var id: String
  /// Kind of the analyzer, e.g. `shift`.
  public var analyzer: String
  /// What was measured, e.g. `ks`.
  public var metric: String
  /// What it was measured on.
  public var subject: Subject
  /// The number with its interval; absent when it could not be measured or is a mere note.
  public var estimate: Estimate?
  /// Why there is no estimate.
  public var reason: String?
  /// The limit that decided the verdict.
  public var limit: Limit?
  /// What the limit says of the interval.
  public var verdict: Verdict
  /// One sentence for people.
  public var message: String
  /// What a reader needs to check the number.
  public var evidence: [Evidence]
  /// That somebody accepted that it did not pass; absent for what passed and for what nobody accepted.
  public var acceptance: Acceptance?

  /// Judges a reading by the limits set on its metric.
  ///
  /// The most serious outcome decides: a failed error, then an undecided error, a failed warning, an undecided
  /// warning, and a pass. Without limits the finding is `info`; without an estimate `inconclusive`.
  public init(judging reading: Reading, by limits: [Limit]) {
    id = reading.id
    analyzer = reading.analyzer
    metric = reading.metric
    subject = reading.subject
    message = reading.message
    evidence = reading.evidence
    let bySeverity = limits.sorted { $0.severity > $1.severity }
    switch reading.outcome {
    case .noted:
      verdict = .info
    case .inconclusive(let reason):
      self.reason = reason
      limit = bySeverity.first
      verdict = limits.isEmpty ? .info : .inconclusive
    case .measured(let estimate):
      self.estimate = estimate
      let judged = bySeverity.map { ($0, $0.verdict(on: estimate)) }
      let decisive =
        judged.first { $0.0.severity == .error && $0.1 == .fail }
        ?? judged.first { $0.0.severity == .error && $0.1 == .inconclusive }
        ?? judged.first { $0.1 == .fail }
        ?? judged.first { $0.1 == .inconclusive }
        ?? judged.first
      limit = decisive?.0
      verdict = decisive?.1 ?? .info
    }
  }

  /// True when it did not pass and an acceptance holds: it is shown and changes no verdict.
  public var isAccepted: Bool { isOpen && acceptance?.expired == false }
  /// True when it failed or could not be decided.
  public var isOpen: Bool { verdict == .fail || verdict == .inconclusive }
  /// True when the finding by itself makes the audit fail.
  public var failsAudit: Bool { verdict == .fail && limit?.severity == .error && !isAccepted }
  /// True when the finding by itself keeps the audit from passing for certain: a limit of severity error is undecided, and
  /// nobody said that it may be.
  public var leavesAuditUndecided: Bool {
    verdict == .inconclusive && limit?.severity == .error && limit?.strict != false && !isAccepted
  }
  /// True when a limit of severity warning was exceeded.
  public var isWarning: Bool { verdict == .fail && limit?.severity == .warning && !isAccepted }

  /// 0 for the finding to read first: failed errors, undecided errors, warnings, undecided warnings, accepted ones,
  /// passes, notes.
  public var rank: Int {
    if isAccepted { return 4 }
    return switch (verdict, limit?.severity ?? .warning) {
    case (.fail, .error): 0
    case (.inconclusive, .error): 1
    case (.fail, .warning): 2
    case (.inconclusive, .warning): 3
    case (.pass, _): 5
    case (.info, _): 6
    }
  }
}
