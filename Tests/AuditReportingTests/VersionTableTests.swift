import AuditReport
import Testing

@testable import AuditReporting

@Suite struct VersionTableTests {
  private static func finding(_ column: String, _ version: String, _ value: Double) -> Finding {
    let estimate = Estimate(value: value, low: value - 0.005, high: value + 0.005, confidence: 0.95)
    return Finding(
      judging: Reading(
        id: "shift/ks/\(column)@\(version)", analyzer: "shift", metric: "ks",
        subject: Subject(feature: column, simulation: version, data: "data"),
        outcome: estimate.map { .measured($0) } ?? .noted, message: "m"), by: Gallery.limits)
  }
  private static let findings = [
    finding("eta", "v1", 0.01), finding("eta", "v2 | <b>", 0.012), finding("pt", "v1", 0.2),
    finding("pt", "v2 | <b>", 0.01),
    finding("phi", "v1", 0.01),
  ]
  private static func report(_ findings: [Finding]) -> Report {
    Report(
      tool: Gallery.report.tool, configuration: .null, samples: [], findings: findings,
      run: Gallery.report.run)
  }

  @Test func whatFailsSomewhereComesFirst() throws {
    let entry = try #require(MetricGlossary["ks"])
    let table = try #require(VersionTable(Self.findings, entry: entry))
    #expect(table.versions == ["v1", "v2 | <b>"] && table.subjects == ["pt", "eta", "phi"])
    #expect(table.open("v1") == 1 && table.open("v2 | <b>") == 0)
    #expect(table.finding("phi", "v2 | <b>") == nil)
  }

  @Test func oneSimulationNeedsNoTable() throws {
    let entry = try #require(MetricGlossary["ks"])
    #expect(VersionTable(Self.findings.filter { $0.subject.simulation == "v1" }, entry: entry) == nil)
  }

  @Test func pageAndMarkdownHaveIt() throws {
    let page = try HTMLReporter().text(of: Self.report(Self.findings))
    #expect(
      page.contains("KS distance of each simulation") && page.contains("<th scope=\"col\">v2 | &lt;b&gt;"))
    #expect(page.contains("<th scope=\"row\">did not pass<td>1 of 3<td>0 of 3"))
    let links = page.matches(of: /href="#([^"]*)"/).map { String($0.1) }
    let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(links).subtracting(ids).isEmpty && Set(ids).count == ids.count)
    let markdown = try MarkdownReporter().text(of: Self.report(Self.findings))
    #expect(
      markdown.contains("| | v1 | v2 \\| &lt;b&gt; |")
        && markdown.contains("| did not pass | 1 of 3 | 0 of 3 |"))
  }

  @Test func responseCurvesAreLinesInMarkdown() throws {
    let plot = try #require(TextPlot(Gallery.curve))
    #expect(plot.lines.count == 4)
    #expect(plot.lines[1].hasPrefix("fully connected  ") && plot.lines[1].count == 17 + 9)
    #expect(plot.lines[0] == "AUC against energy scale: energy scale [%] from −4 to 4")
  }
}
