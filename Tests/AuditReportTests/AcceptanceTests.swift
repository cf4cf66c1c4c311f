import AuditReport
import Testing

@Suite struct AcceptanceTests {
  private static let failing = JudgingTests.finding("a", 0.1, 0.09, 0.11, limits: [Limit(max: 0.05)])

  private static func accepted(expired: Bool) -> Finding {
    var finding = failing
    finding.acceptance = Acceptance(reason: "known", until: .distant, expired: expired)
    return finding
  }
  private static func report(_ findings: [Finding]) -> Report {
    Report(
      tool: .init(name: "simaudit", version: "0.1.0"), configuration: .null, samples: [], findings: findings,
      run: .init(started: "", seconds: 0, peakMemoryBytes: 0, jobs: 1))
  }

  @Test func anAcceptedFindingKeepsItsVerdictAndFailsNothing() {
    let report = Self.report([Self.accepted(expired: false)])
    #expect(report.findings[0].verdict == .fail && !report.findings[0].failsAudit)
    #expect(report.verdict == .pass)
    #expect(report.counts.accepted == 1 && report.counts.fail == 0)
    #expect(report.findings.openWorstFirst().count == 1, "it is listed")
  }

  @Test func anExpiredAcceptanceCountsAgain() {
    let report = Self.report([Self.accepted(expired: true)])
    #expect(report.verdict == .fail && report.counts.fail == 1 && report.counts.accepted == 0)
  }

  @Test func anAcceptanceOfWhatPassesChangesNothing() {
    var finding = JudgingTests.finding("a", 0.01, 0, 0.02, limits: [Limit(max: 0.05)])
    finding.acceptance = Acceptance(reason: "known", until: .distant, expired: false)
    #expect(!finding.isAccepted && Self.report([finding]).counts.pass == 1)
  }

  @Test func anUndecidedErrorThatIsAcceptedLeavesNothingUndecided() {
    var finding = JudgingTests.finding("a", 0.05, 0.04, 0.06, limits: [Limit(max: 0.05)])
    #expect(Self.report([finding]).verdict == .inconclusive)
    finding.acceptance = Acceptance(reason: "known", until: .distant, expired: false)
    #expect(Self.report([finding]).verdict == .pass)
  }

  @Test func acceptedOnesComeAfterWhatCounts() {
    let warning = JudgingTests.finding(
      "w", 0.03, 0.025, 0.035, limits: [Limit(max: 0.02, severity: .warning)])
    let pass = JudgingTests.finding("p", 0.0, 0, 0.01, limits: [Limit(max: 0.05)])
    #expect([pass, Self.accepted(expired: false), warning].worstFirst().map(\.id) == ["w", "a", "p"])
  }

  @Test(arguments: [
    ("2027-03-31", true), ("2027-03-31T10:00:00Z", true), ("2027-02-29", false), ("2028-02-29", true),
    ("2100-02-29", false), ("2000-02-29", true), ("2027-13-01", false), ("2027-04-31", false),
    ("27-04-01", false),
    ("2027-04-01x", false), ("2027/04/01", false), ("", false), ("2027-04-0a", false),
  ])
  func days(text: String, isDay: Bool) {
    let day = CalendarDay(text)
    #expect((day != nil) == isDay)
    if let day { #expect(day.description == text.prefix(10)) }
  }

  @Test func daysAreOrdered() throws {
    let days = try ["2026-12-31", "2027-01-01", "2027-01-02", "2027-02-01"].map {
      try #require(CalendarDay($0))
    }
    #expect(days.shuffled().sorted() == days)
  }
}
