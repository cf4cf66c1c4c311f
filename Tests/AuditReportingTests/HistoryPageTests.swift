import AuditReport
import Testing

@testable import AuditReporting

@Suite struct HistoryPageTests {
  private static func entry(_ report: Report, _ revision: String, day: Int) -> HistoryEntry {
    var report = report
    report.run.started = "2026-11-0\(day)T00:00:00Z"
    return HistoryEntry(report, revision: revision)
  }
  private static let entries = [
    entry(Gallery.report, "1.0", day: 1), entry(Gallery.accepted, "", day: 2),
    entry(DifferenceReporterTests.difference.new, "1.2", day: 3),
  ]

  @Test func thePageIsWholeAndAsksForNothing() throws {
    let page = HistoryPage(Self.entries).text
    #expect(page.firstMatch(of: /<script|https?:|url\(|@import|<link|<img|<iframe|src=/) == nil)
    let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let links = page.matches(of: /href="#([^"]*)"/).map { String($0.1) }
    #expect(Set(links).subtracting(ids).isEmpty)
    let drawings = page.matches(of: /<svg [^>]*>/).map { String($0.0) }
    #expect(drawings.count > 8 && drawings.allSatisfy { $0.contains("aria-label=") })
    for word in ["1.0", "2026-11-02", "1.2", "KS distance"] { #expect(page.contains(word), "\(word)") }
    try GoldenFile.expect(page, equals: "history.html")
  }

  @Test func findingsThatComeAndGoAreDrawnWhereTheyAre() {
    let series = HistorySeries.all(of: Self.entries) { _ in true }
    let lost = series.first { $0.id == "shift/ks/lost" }
    #expect(lost?.quantities.map { $0 != nil } == [true, true, false])
    let energy = series.first { $0.id == "shift/ks/energy" }
    #expect(energy?.hasMoved == true && energy?.hasChangedVerdict == true)
    #expect(series.first?.id == "impact/impact/model", "a failure of the chapter that is read first")
    #expect(HistorySeries.all(of: Self.entries) { $0.hasSuffix("/pt") }.count == 2)
    // Notes have no number and no limit.
    #expect(!series.contains { $0.id == "shift/constant/flag" })
  }

  @Test func oneAuditAndNoneAreAPage() {
    #expect(HistoryPage([Self.entries[0]]).text.contains("1 audit, "))
    #expect(HistoryPage([]).text.hasSuffix("</html>\n"))
  }

  @Test(arguments: EscapingTests.hostile.indices)
  func namesStayNames(index: Int) {
    func page(_ name: String) -> String {
      HistoryPage([Self.entry(EscapingTests.report(with: name), name, day: 1)]).text
    }
    func tags(_ page: String) -> Set<String> {
      Set(page.matches(of: /<([A-Za-z][A-Za-z0-9]*)/).map { String($0.1) })
    }
    let hostile = page(EscapingTests.hostile[index])
    #expect(tags(hostile).isSubset(of: tags(page("name")).union(["bdi"])))
    #expect(hostile.utf8.count < 150_000)
    #expect(
      hostile.unicodeScalars.allSatisfy {
        $0 == "\n" || $0.value >= 0x20 && !(0x202A...0x202E).contains($0.value)
      })
  }
}
