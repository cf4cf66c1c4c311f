import AuditReport
import AuditReporting
import Testing

@Suite struct TextReporterTests {
  @Test func coloursOnlyWhenAsked() throws {
    #expect(try !TextReporter().text(of: Gallery.report).contains("\u{1B}"))
    let coloured = try TextReporter(usesColour: true).text(of: Gallery.report)
    #expect(coloured.contains("\u{1B}[1;31mFAIL"))
    let plain = coloured.replacing(/\u{1B}\[[0-9;]*m/, with: "")
    #expect(try plain == TextReporter().text(of: Gallery.report))
  }

  @Test func severalSimulationsAreNamed() throws {
    var report = Gallery.report
    var other = try #require(report.findings.first { $0.id == "shift/ks/pt" })
    other.id = "shift/ks/pt/herwig"
    other.subject.simulation = "herwig"
    report.findings.append(other)
    let text = try TextReporter().text(of: report)
    #expect(text.contains("pt · herwig"))
    #expect(text.contains("pt · simulation"))
  }

  @Test func formatsAreFoundByName() throws {
    #expect(
      Reporters.all.map { $0.kind } == ["html", "json", "text", "markdown", "junit", "openmetrics", "github"])
    #expect(try Reporters.named("json") is JSONReporter)
    #expect {
      try Reporters.named("yaml")
    } throws: {
      "\($0)".hasPrefix("there is no format 'yaml'; there is 'html', 'json', 'text', 'markdown', ")
    }
  }
}
