import AuditReport
import Foundation
import Testing

@testable import AuditReporting

@Suite struct GoldenTests {
  @Test(arguments: Reporters.all.map { $0.kind })
  func reporterWritesWhatItWrote(kind: String) throws {
    let reporter = try Reporters.named(kind)
    let text = try reporter.text(of: Gallery.report)
    try GoldenFile.expect(text, equals: "report." + type(of: reporter).fileExtension)
  }

  @Test(arguments: Reporters.all.map { $0.kind }.filter { $0 != "html" })
  func acceptedFindingsAreWrittenAsTheyWere(kind: String) throws {
    let reporter = try Reporters.named(kind)
    try GoldenFile.expect(
      try reporter.text(of: Gallery.accepted), equals: "accepted." + type(of: reporter).fileExtension)
  }

  @Test(arguments: Reporters.all.map { $0.kind })
  func whatWasNotLookedAtIsWrittenAsItWas(kind: String) throws {
    let reporter = try Reporters.named(kind)
    let text = try reporter.text(of: Gallery.omitted)
    try GoldenFile.expect(text, equals: "omitted." + type(of: reporter).fileExtension)
    guard kind != "openmetrics", kind != "github" else { return }
    for column in Gallery.omitted.notLookedAt.map(\.column) where column != "truth_<pt>" {
      #expect(text.contains(column.replacing("_", with: kind == "markdown" ? "\\_" : "_")), "\(column)")
    }
  }

  @Test(arguments: DifferenceFormat.allCases)
  func aDifferenceIsShownAsItWas(format: DifferenceFormat) throws {
    let names = [DifferenceFormat.text: "txt", .markdown: "md", .html: "html"]
    try GoldenFile.expect(
      format.text(of: DifferenceReporterTests.difference), equals: "difference." + (names[format] ?? ""))
  }

  @Test(arguments: Gallery.all.map(\.name))
  func evidenceIsDrawnAsItWas(name: String) throws {
    let evidence = try #require(Gallery.all.first { $0.name == name }?.evidence)
    #expect(evidence.fault == nil)
    try GoldenFile.expect(EvidenceFigure(evidence).markup.text, equals: "\(name).html")
  }
}
