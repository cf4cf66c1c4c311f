import AuditReport
import Foundation
import Testing

@testable import AuditReporting

@Suite struct PageTests {
  static let page = (try? HTMLReporter().text(of: Gallery.report)) ?? ""

  @Test func needsNoNetworkAndNoScript() {
    #expect(!Self.page.contains("<script"))
    #expect(Self.page.firstMatch(of: /https?:|url\(|@import|<link|<img|<iframe|src=/) == nil)
    #expect(Self.page.contains("default-src 'none'; style-src 'unsafe-inline'"))
  }

  @Test func comesInTheOrderInWhichAReviewerReads() throws {
    let parts = [
      "<h1>", "id=\"findings\"", "id=\"samples\"", "id=\"chapter/shift\"", "id=\"glossary\"",
      "id=\"provenance\"",
    ]
    let places = try parts.map { try #require(Self.page.range(of: $0), "\($0) is there").lowerBound }
    #expect(places == places.sorted())
  }

  @Test func everyIdentifierIsUniqueAndEveryLinkLeadsSomewhere() {
    let ids = Self.page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let links = Self.page.matches(of: /href="#([^"]*)"/).map { String($0.1) }
    #expect(!links.isEmpty)
    #expect(Set(links).subtracting(ids).isEmpty)
  }

  @Test func everyDrawingHasAnAlternative() {
    let drawings = Self.page.matches(of: /<svg [^>]*>/).map { String($0.0) }
    #expect(drawings.count > 10)
    #expect(drawings.allSatisfy { $0.contains("aria-label=") || $0.contains("aria-hidden=\"true\"") })
    let figures = Self.page.components(separatedBy: "<figure").count - 1
    #expect(Self.page.components(separatedBy: "<figcaption>").count - 1 == figures)
    // Behind each figure its numbers: in a folded table, or the figure is a table itself.
    #expect(Self.page.matches(of: /<figure(?s:.*?)<table/).count == figures)
  }

  @Test func verdictsAreWordsAndSymbols() {
    for mark in [Mark.fail, .warning, .inconclusive, .pass] {
      #expect(Self.page.contains("\(mark.symbol)</span> \(mark.word)</span>"))
    }
  }

  @Test func aReportWithoutFindingsIsAPage() throws {
    let report = Report(
      tool: .init(name: "simaudit", version: "0"), configuration: .null, samples: [], findings: [],
      run: .init(started: "", seconds: 0, peakMemoryBytes: 0, jobs: 1))
    let page = try HTMLReporter().text(of: report)
    #expect(page.contains("Nothing was measured."))
    #expect(page.hasSuffix("</html>\n"))
  }

  @Test func evidenceThatCannotBeDrawnSaysWhy() {
    var pair = Gallery.histogram
    pair.data.values.removeLast()
    let text = EvidenceFigure(.histogram(pair)).markup.text
    #expect(text.contains("&#39;data&#39; has 5 values for 6 bins"))
  }

  @Test func namesThatDifferHaveDifferentAnchors() {
    #expect(Anchor("shift/ks/pt").id == "shift/ks/pt")
    #expect(Anchor("a b").id == "a~20b")
    let long = String(repeating: "x", count: 5000)
    #expect(Anchor(long + "a") != Anchor(long + "b"))
    #expect(Anchor(long).id.count < 150)
  }
}
