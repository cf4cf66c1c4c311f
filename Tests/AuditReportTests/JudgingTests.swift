import AuditReport
import Testing

@Suite struct JudgingTests {
  static func finding(
    _ id: String = "shift/ks/pt", _ value: Double? = nil, _ low: Double = 0, _ high: Double = 0,
    limits: [Limit] = [],
    reason: String? = nil
  ) -> Finding {
    let estimate = value.flatMap { Estimate(value: $0, low: low, high: high, confidence: 0.95) }
    let outcome: Reading.Outcome =
      estimate.map { .measured($0) } ?? reason.map { .inconclusive(reason: $0) } ?? .noted
    return Finding(
      judging: Reading(
        id: id, analyzer: "shift", metric: "ks", subject: Subject(feature: "pt"), outcome: outcome,
        message: "m"),
      by: limits)
  }
  private static let error = Limit(max: 0.05)
  private static let warning = Limit(max: 0.02, severity: .warning)

  /// (low, high, verdict, severity of the limit that decided), limits 0.05 error and 0.02 warning.
  @Test(arguments: [
    (0.06, 0.08, Verdict.fail, Severity.error), (0.04, 0.06, .inconclusive, .error),
    (0.03, 0.04, .fail, .warning),
    (0.01, 0.04, .inconclusive, .warning), (0.0, 0.01, .pass, .error),
  ])
  func theMostSeriousOutcomeDecides(low: Double, high: Double, verdict: Verdict, severity: Severity) {
    for limits in [[Self.error, Self.warning], [Self.warning, Self.error]] {
      let finding = Self.finding("a", (low + high) / 2, low, high, limits: limits)
      #expect(finding.verdict == verdict)
      #expect(finding.limit?.severity == severity)
    }
  }

  @Test func withoutLimitsAFindingInforms() {
    #expect(Self.finding("a", 0.5, 0.4, 0.6).verdict == .info)
    #expect(Self.finding("a", reason: "no rows").verdict == .info)
    #expect(Self.finding("a").verdict == .info)
  }

  @Test func withoutAnEstimateAFindingIsUndecided() {
    let finding = Self.finding("a", limits: [Self.warning, Self.error], reason: "all values are missing")
    #expect(finding.verdict == .inconclusive)
    #expect(finding.reason == "all values are missing")
    #expect(finding.limit == Self.error)
    #expect(finding.estimate == nil)
  }

  @Test func notesAreNeverJudged() {
    let note = Self.finding("a", limits: [Self.error])
    #expect(note.verdict == .info)
    #expect(note.limit == nil)
  }

  @Test func onlyErrorsFailTheAudit() {
    #expect(Self.finding("a", 0.1, 0.09, 0.11, limits: [Self.error]).failsAudit)
    let warning = Self.finding("a", 0.1, 0.09, 0.11, limits: [Self.warning])
    #expect(!warning.failsAudit)
    #expect(warning.isWarning)
  }
}

@Suite struct OrderTests {
  private let error = Limit(max: 0.05)
  private let warning = Limit(max: 0.02, severity: .warning)

  @Test func whatFailedMostComesFirst() {
    let findings = [
      JudgingTests.finding("note"), JudgingTests.finding("pass", 0.01, 0, 0.02, limits: [error]),
      JudgingTests.finding("maybe warned", 0.02, 0.01, 0.03, limits: [warning]),
      JudgingTests.finding("warned", 0.5, 0.4, 0.6, limits: [warning]),
      JudgingTests.finding("undecided", 0.05, 0.01, 0.08, limits: [error]),
      JudgingTests.finding("bad", 0.1, 0.09, 0.11, limits: [error]),
      JudgingTests.finding("a worse one", 0.3, 0.2, 0.4, limits: [error]),
      JudgingTests.finding("as bad", 0.1, 0.09, 0.11, limits: [error]),
    ]
    let order = [
      "a worse one", "as bad", "bad", "undecided", "warned", "maybe warned", "pass", "note",
    ]
    #expect(findings.worstFirst().map(\.id) == order)
    #expect(findings.reversed().worstFirst().map(\.id) == order)
  }

  @Test func excessIsInUnitsOfTheLimit() {
    #expect(JudgingTests.finding("a", 0.1, 0.09, 0.11, limits: [error]).excess == 2)
    #expect(JudgingTests.finding("a", 0.5, 0.4, 0.6, limits: [Limit(min: 1)]).excess == 1.5)
    #expect(JudgingTests.finding("a", -3, -3, -3, limits: [Limit(min: -1, max: 1)]).excess == 3)
    #expect(JudgingTests.finding("a", 1, 1, 1, limits: [Limit(max: 0)]).excess == .infinity)
    #expect(JudgingTests.finding("a", 0, 0, 0, limits: [Limit(max: 0)]).excess == 1)
    #expect(JudgingTests.finding("a").excess == 0)
  }
}
