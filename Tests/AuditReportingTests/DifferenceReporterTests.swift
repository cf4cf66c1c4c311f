import AuditReport
import Foundation
import Testing

@testable import AuditReporting

@Suite struct DifferenceReporterTests {
  /// The gallery before and after: one worse, one better, one gone, one new, one accepted.
  static let difference: ReportDifference = {
    var old = Gallery.report
    old.findings.removeAll { $0.id == "impact/impact/model" }
    var new = Gallery.accepted
    new.findings.removeAll { $0.id == "shift/ks/lost" }
    for index in new.findings.indices {
      switch new.findings[index].id {
      case "shift/ks/energy":
        new.findings[index].estimate = Estimate(value: 0.12, low: 0.1, high: 0.14, confidence: 0.95)
        new.findings[index].verdict = .fail
      case "shift/wasserstein/pt":
        new.findings[index].estimate = Estimate(value: 0.1, low: 0, high: 0.2, confidence: 0.95, unit: "GeV")
      default: break
      }
    }
    return ReportDifference(old: old, new: new, margin: 1.2) { $0.metric == "impact" ? .fromZero : .larger }
  }()

  @Test func theTextSaysWhatChanged() {
    let text = DifferenceFormat.text.text(of: Self.difference)
    let lines = text.split(separator: "\n").map(String.init)
    #expect(lines[1].hasPrefix("!WORSE   energy"))
    #expect(text.contains("PASS -> FAIL") && text.contains("FAIL -> ACCEPTED") && text.contains(" GONE"))
    #expect(text.contains("Worse: 2 findings got worse by more than the margin of 1.2 or newly fail."))
  }

  @Test func thePageIsWholeAndAsksForNothing() {
    let page = DifferenceFormat.html.text(of: Self.difference)
    #expect(page.firstMatch(of: /<script|https?:|url\(|@import|<link|<img|<iframe|src=/) == nil)
    let ids = page.matches(of: /\sid="([^"]*)"/).map { String($0.1) }
    #expect(Set(ids).count == ids.count)
    let links = page.matches(of: /href="#([^"]*)"/).map { String($0.1) }
    #expect(Set(links).subtracting(ids).isEmpty)
    // Old and new side by side.
    #expect(
      page.contains("<p class=\"kicker\">old</p><figure>")
        && page.contains("<p class=\"kicker\">new</p><figure>"))
    #expect(page.hasSuffix("</html>\n"))
  }

  @Test func oldSchemaVersionsAreCompared() throws {
    let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Fixtures/documents")
    let old = try Report(jsonData: Data(contentsOf: folder.appending(path: "result-1.0.json")))
    let new = try Report(jsonData: Data(contentsOf: folder.appending(path: "result-1.1.json")))
    let difference = ReportDifference(old: old, new: new)
    #expect(difference.items.allSatisfy { $0.change == .same })
    #expect(difference.notable.map(\.id).sorted() == ["shift/ks/n_jets", "shift/ks/pt"], "now accepted")
    #expect(
      DifferenceFormat.text.text(of: difference).contains("(schema 1.0) and simaudit 0.1.0 (schema 1.1)"))
  }

  @Test(arguments: EscapingTests.hostile.indices)
  func namesStayNames(index: Int) throws {
    let name = EscapingTests.hostile[index]
    let harmless = ReportDifference(old: EscapingTests.report(with: "name"), new: Gallery.report)
    let hostile = ReportDifference(old: EscapingTests.report(with: name), new: Gallery.report)
    let page = DifferenceFormat.html.text(of: hostile)
    func tags(_ page: String) -> Set<String> {
      Set(page.matches(of: /<([A-Za-z][A-Za-z0-9]*)/).map { String($0.1) })
    }
    #expect(tags(page).isSubset(of: tags(DifferenceFormat.html.text(of: harmless)).union(["bdi"])))
    for format in DifferenceFormat.allCases {
      let text = format.text(of: hostile)
      #expect(
        text.unicodeScalars.allSatisfy {
          $0 == "\n"
            || $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) && !(0x202A...0x202E).contains($0.value)
        })
      #expect(text.utf8.count < 400_000)
    }
    let lines = DifferenceFormat.text.text(of: hostile).split(separator: "\n").count
    #expect(lines == DifferenceFormat.text.text(of: harmless).split(separator: "\n").count)
    #expect(
      MarkdownDifference(hostile).text.split(separator: "\n").count
        == MarkdownDifference(harmless).text.split(separator: "\n").count)
  }
}
