import AuditReport
import Testing

@testable import AuditEngine

@Suite struct AcceptanceTests {
  private static func finding(_ column: String, _ low: Double = 0.1, _ high: Double = 0.2) -> Finding {
    let estimate = Estimate(value: (low + high) / 2, low: low, high: high, confidence: 0.95)
    return Finding(
      judging: Reading(
        id: "shift/ks/\(column)", analyzer: "shift", metric: "ks", subject: Subject(feature: column),
        outcome: estimate.map { .measured($0) } ?? .noted, message: "m"), by: [Limit(max: 0.05)])
  }

  private static func apply(
    _ entries: [(String, String)], on today: String, to findings: inout [Finding]
  ) throws -> [AcceptanceRecord] {
    let entries = try entries.map {
      Configuration.Accepted(finding: $0.0, reason: "because", until: try #require(CalendarDay($0.1)))
    }
    return Acceptances(entries, today: try #require(CalendarDay(today))).apply(to: &findings)
  }

  @Test func theLastDayIsIncluded() throws {
    for (today, expired) in [("2027-03-30", false), ("2027-03-31", false), ("2027-04-01", true)] {
      var findings = [Self.finding("pt"), Self.finding("eta")]
      let records = try Self.apply([("shift/ks/pt", "2027-03-31")], on: today, to: &findings)
      #expect(findings[0].isAccepted == !expired && findings[1].acceptance == nil)
      #expect(findings[0].verdict == .fail)
      #expect(records.map(\.expired) == [expired] && records[0].matches == 1 && records[0].open == 1)
    }
  }

  @Test func patternsUnknownNamesAndPassesAreTold() throws {
    var findings = [Self.finding("pt"), Self.finding("pt_2"), Self.finding("eta", 0, 0.01)]
    let records = try Self.apply(
      [("shift/ks/pt*", "2027-01-01"), ("shift/ks/ett", "2027-01-01"), ("shift/ks/eta", "2027-01-01")],
      on: "2026-01-01", to: &findings)
    #expect(records.map(\.matches) == [2, 0, 1] && records.map(\.open) == [2, 0, 0])
    #expect(findings.map(\.isAccepted) == [true, true, false])
    #expect(
      records.map(\.state) == [
        "covers 2 findings that did not pass", "names no finding of this audit",
        "no longer needed: what it names passes",
      ])
    let report = Report(
      tool: .init(name: "simaudit", version: "0"), configuration: .null, samples: [], findings: findings,
      run: .init(started: "", seconds: 0, peakMemoryBytes: 0, jobs: 1), acceptances: records)
    let remarks = Acceptances.remarks(on: report)
    #expect(remarks.count == 1)
    #expect(
      remarks.first?.hasPrefix(
        "accepted 'shift/ks/ett' names no finding of this audit; did you mean 'shift/ks/eta'") == true
    )
  }

  @Test func ofTwoTheOneThatHoldsLongestDecides() throws {
    for entries in [
      [("*", "2026-01-01"), ("shift/*", "2027-01-01")], [("shift/*", "2027-01-01"), ("*", "2026-01-01")],
    ] {
      var findings = [Self.finding("pt")]
      _ = try Self.apply(entries, on: "2026-06-01", to: &findings)
      #expect(findings[0].acceptance?.expired == false)
    }
  }

  private func problems(_ text: String) -> String {
    let vocabulary = ConfigurationVocabulary(analyses: [], formats: ["json", "html", "markdown"])
    do {
      _ = try ConfigurationFile(
        text: "samples: {data: {files: a}, simulation: {files: b}}\n" + text, vocabulary)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func mistakesAreSentences() {
    #expect(
      problems("accepted: [{finding: a, reason: b, until: soon}]").contains(
        "'until' expects a day such as 2027-03-31, found 'soon'"))
    #expect(
      problems("accepted: [{finding: a, until: 2027-03-31}]").contains("an accepted finding needs 'reason'"))
    #expect(problems("accepted: [{finding: a, reason: b}]").contains("an accepted finding needs 'until'"))
    #expect(problems("accepted: [{finding: a, reason: b, until: 2027-02-30}]").contains("found '2027-02-30'"))
    #expect(problems("accepted: [{finding: a, reason: b, until: 2027-02-28}]").isEmpty)
    #expect(problems("preset: cj").contains("'preset' expects one of 'training', 'ci', 'review', found 'cj'"))
  }

  @Test func presetsFillInWhatIsNotSaid() throws {
    let vocabulary = ConfigurationVocabulary(
      analyses: AnalyzerRegistry.entries.map(\.kind),
      formats: ["json", "html", "junit", "markdown", "openmetrics"])
    let samples = "samples: {training: {files: a}, data: {files: b}}\n"
    func file(_ text: String) throws -> Configuration {
      try ConfigurationFile(text: samples + text, vocabulary).withPreset().configuration
    }
    #expect(try file("").output.formats == ["json", "html"])
    #expect(try file("preset: ci").output.formats == ["json", "html", "junit", "markdown", "openmetrics"])
    #expect(try file("preset: ci\noutput: {formats: [json]}").output.formats == ["json"])
    #expect(try file("preset: ci\noutput: {name: x}").output.formats.contains("junit"))
    #expect(
      try file("preset: training").analyses.map(\.kind)
        == AnalyzerRegistry.analyses(for: .composition).map(\.kind))
    #expect(try file("preset: training\nanalyses: {overlap: }").analyses.map(\.kind) == ["overlap"])
    #expect(throws: ConfigurationError.self) {
      try ConfigurationFile(
        text: "samples: {simulation: {files: a}, data: {files: b}}\npreset: training", vocabulary
      ).withPreset()
    }
  }
}
