import AuditReport
import Testing

@Suite struct ReportTests {
  private func report(_ findings: [Finding]) -> Report {
    Report(
      tool: .init(name: "simaudit", version: "0"), configuration: .null, samples: [], findings: findings,
      run: .init(started: "", seconds: 0, peakMemoryBytes: 0, jobs: 1))
  }
  private let error = [Limit(max: 0.05)]
  private let warning = [Limit(max: 0.05, severity: .warning)]
  private func pass(_ id: String) -> Finding { JudgingTests.finding(id, 0.01, 0, 0.02, limits: error) }
  private func fail(_ limits: [Limit]) -> Finding {
    JudgingTests.finding("f", 0.1, 0.09, 0.11, limits: limits)
  }
  private func undecided(_ limits: [Limit]) -> Finding {
    JudgingTests.finding("u", 0.05, 0, 0.1, limits: limits)
  }
  private let note = JudgingTests.finding("n")

  @Test func findingsAreCountedAndSorted() {
    let report = report([note, undecided(error), fail(warning), fail(error), pass("b"), pass("a")])
    #expect(report.findings.map(\.id) == ["a", "b", "f", "f", "n", "u"])
    #expect(report.counts.pass == 2)
    #expect(report.counts.fail == 1)
    #expect(report.counts.warning == 1)
    #expect(report.counts.inconclusive == 1)
    #expect(report.counts.info == 1)
  }

  @Test func theVerdictIsThatOfTheErrors() {
    #expect(report([pass("a"), fail(error), undecided(error)]).verdict == .fail)
    #expect(report([pass("a"), undecided(error)]).verdict == .inconclusive)
    #expect(report([pass("a"), fail(warning)]).verdict == .pass)
    #expect(report([pass("a"), undecided(warning)]).verdict == .pass)
    #expect(report([note]).verdict == .info)
    #expect(report([]).verdict == .info)
  }
}
