import AuditReport
import Testing

@testable import AuditReporting

@Suite struct SentenceTests {
  private func sentence(_ findings: Finding...) -> String {
    Report(
      tool: .init(name: "simaudit", version: "0"), configuration: .null, samples: [], findings: findings,
      run: .init(started: "", seconds: 0, peakMemoryBytes: 0, jobs: 1)
    ).verdictSentence
  }
  private let pass = Gallery.finding("a", "x", Gallery.measured(0.01, 0, 0.02), limits: [Limit(max: 0.05)])
  private let fail = Gallery.finding("b", "x", Gallery.measured(0.1, 0.09, 0.2), limits: [Limit(max: 0.05)])
  private let warning = Gallery.finding(
    "c", "x", Gallery.measured(0.1, 0.09, 0.2), limits: [Limit(max: 0.05, severity: .warning)])
  private let undecided = Gallery.finding(
    "d", "x", Gallery.measured(0.05, 0, 0.1), limits: [Limit(max: 0.05)])
  private let mildlyUndecided = Gallery.finding(
    "e", "x", Gallery.measured(0.05, 0, 0.1), limits: [Limit(max: 0.05, severity: .warning)])
  private let info = Gallery.finding("f", "x", Gallery.measured(0.05, 0, 0.1))

  @Test("a sample that is compared with several others is named with each; one that is not stands alone")
  func comparisonsAreNamed() {
    func finding(_ simulation: String, _ data: String) -> Finding {
      var finding = pass
      finding.subject = Subject(feature: "pt", simulation: simulation, data: data)
      return finding
    }
    let findings = [
      finding("training", "test"), finding("training", "validation"), finding("simulation", "data"),
    ]
    let names = SubjectNames(findings)
    #expect(
      findings.map { names.name(of: $0) } == [
        "pt · training – test", "pt · training – validation", "pt · simulation",
      ])
    #expect(SubjectNames([findings[2]]).name(of: findings[2]) == "pt")
  }

  @Test func eachVerdictHasItsSentence() {
    #expect(sentence(pass, fail) == "Failed: 1 of 2 judged findings lies outside a limit that must hold.")
    #expect(sentence(fail) == "Failed: the one judged finding lies outside a limit that must hold.")
    #expect(sentence(pass) == "Passed: the one judged finding lies within its limit.")
    #expect(sentence(pass, pass) == "Passed: all 2 judged findings lie within their limits.")
    #expect(
      sentence(pass, warning)
        == "Passed with one warning: none of 2 judged findings lies outside a limit that must hold.")
    #expect(
      sentence(undecided, pass)
        == "Undecided: no limit that must hold is certainly exceeded, but the samples are too small to decide one finding."
    )
    #expect(
      sentence(pass, mildlyUndecided)
        == "Passed: none of 2 judged findings lies outside its limit; 1 could not be decided.")
    #expect(sentence(info) == "Nothing was judged: no limit applies to what was measured.")
    #expect(sentence() == "Nothing was measured.")
  }
}
