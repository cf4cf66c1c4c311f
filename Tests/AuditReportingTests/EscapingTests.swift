import AuditReport
import Foundation
import Testing

@testable import AuditReporting

/// Names come from files that anybody can write: none may become markup, reorder a line or fill a screen.
@Suite struct EscapingTests {
  static let hostile = [
    "<script>alert(1)</script>", "\" onload=\"alert(1)", "' onmouseover='alert(1)", "</style><img src=x>",
    "a\nb\r\nc\td", "\u{202E}gnp.exe", "\u{0}\u{1B}[31mred", "&lt;already&gt;", "🧪 αβγ", "שלום עולם",
    String(repeating: "long_name_", count: 1024), "](javascript:alert(1))", "{{ template }}", "\u{FEFF}bom",
  ]

  static func report(with name: String) -> Report {
    let contents = HistogramPair.Contents(name: name, values: [3, 2], variances: [3, 2])
    let pair = HistogramPair(
      title: name, unit: name, axis: .category, labels: [name, "b"], normalisation: .data,
      simulation: contents,
      processes: [contents], data: contents, caption: name)
    var linear = pair
    linear.axis = .linear
    linear.edges = [0, 1, 2]
    let point = Curve.Point(x: 0, y: 1, low: 0, high: 2)
    let evidence: [Evidence] = [
      .histogram(pair), .histogram(linear),
      .curve(
        Curve(
          title: name, xLabel: name, yLabel: name, series: [.init(name: name, points: [point])], caption: name
        )),
      .heatMap(HeatMap(title: name, rowLabels: [name], columnLabels: [name], values: [[1]], caption: name)),
      .bars(
        Bars(title: name, label: name, items: [.init(name: name, value: 1, low: 0, high: 2)], caption: name)),
      .table(Table(title: name, columns: [name], rows: [[.text(name)]], caption: name)),
    ]
    let subject = Subject(feature: name, simulation: name, data: name, other: name)
    let estimate = Estimate(value: 1, low: 0.9, high: 1.1, confidence: 0.95, unit: name)
    func reading(_ metric: String, _ outcome: Reading.Outcome) -> Reading {
      Reading(
        id: "\(name)/\(metric)/\(name)", analyzer: name, metric: metric, subject: subject, outcome: outcome,
        message: name, evidence: evidence)
    }
    let findings = [
      Finding(judging: reading("ks", estimate.map { .measured($0) } ?? .noted), by: [Limit(max: 0.5)]),
      Finding(judging: reading(name, .inconclusive(reason: name)), by: [Limit(max: 0.5)]),
      Finding(judging: reading("note " + name, .noted), by: []),
    ]
    return Report(
      tool: .init(name: name, version: name),
      configuration: .object([name: .string(name), "seed": .string(name)]),
      samples: [
        SampleSummary(
          name: name, role: name, partOf: name, files: [.init(path: name, bytes: 1, sha256: name)],
          table: name,
          selection: name, weight: name, rows: 2, rowsRead: 2, effectiveRows: 2, sumOfWeights: 2,
          negativeWeightFraction: 0)
      ], findings: findings, run: .init(started: name, seconds: 1, peakMemoryBytes: 1, jobs: 1))
  }

  @Test(arguments: hostile.indices)
  func htmlHasNoElementFromAName(index: Int) throws {
    let harmless = try HTMLReporter().text(of: Self.report(with: "name"))
    let page = try HTMLReporter().text(of: Self.report(with: Self.hostile[index]))
    let names = try tags(page)
    #expect(Set(names).isSubset(of: Set(try tags(harmless) + ["bdi"])))
    // Attributes that the page itself never has.
    let attributes = page.matches(of: /<[A-Za-z][^<>]*>/).map { $0.0.replacing(/"[^"]*"/, with: "") }
    #expect(attributes.filter { $0.contains(/[\s"](on\w+|src)/) || $0.contains("'") } == [])
    let links = page.matches(of: /href="([^"]?)/).map { $0.1 }
    #expect(links.allSatisfy { $0 == "#" })
    let hidden = page.unicodeScalars.filter {
      $0.value < 0x20 && $0 != "\n" || (0x202A...0x202E).contains($0.value)
    }
    #expect(hidden.isEmpty)
    #expect(page.utf8.count < 150_000)
  }

  /// The start tags of a page; in ours, attribute values hold no `>`.
  private func tags(_ page: String) throws -> [String] {
    page.matches(of: /<([A-Za-z][A-Za-z0-9]*)/).map { String($0.1) }
  }

  @Test func aNameThatIsTooLongSaysSo() throws {
    let page = try HTMLReporter().text(of: Self.report(with: String(repeating: "long_name_", count: 1024)))
    #expect(page.contains("… (10\u{202F}240 characters)"))
    let text = try TextReporter().text(of: Self.report(with: String(repeating: "long_name_", count: 1024)))
    #expect(text.split(separator: "\n").allSatisfy { $0.count < 1200 })
  }

  @Test(arguments: hostile.indices)
  func textHasNoControlCharacters(index: Int) throws {
    let text = try TextReporter().text(of: Self.report(with: Self.hostile[index]))
    #expect(
      text.unicodeScalars.allSatisfy { $0 == "\n" || $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) })
    #expect(text.split(separator: "\n").count == 4, "one line a finding that did not pass and two of summary")
  }

  @Test(arguments: hostile.indices)
  func jsonKeepsNamesAsTheyAre(index: Int) throws {
    let report = Self.report(with: Self.hostile[index])
    let text = try JSONReporter().text(of: report)
    #expect(try Report(jsonData: Data(text.utf8)) == report)
  }

  @Test func markupEscapesWhatIsInterpolated() {
    let name = "<b> & \"quotes\" 'too'"
    let markup: Markup = "<i>\(name)</i>"
    #expect(markup.text == "<i>&lt;b&gt; &amp; &quot;quotes&quot; &#39;too&#39;</i>")
  }

  @Test func hiddenCharactersAreSpeltOut() {
    #expect(VisibleText.name("a\nb\u{202E}c") == "a⟨U+000A⟩b⟨U+202E⟩c")
    #expect(VisibleText.name("αβγ 🧪") == "αβγ 🧪")
    #expect(VisibleText.name(String(repeating: "x", count: 12), limit: 4) == "xxxx… (12 characters)")
    #expect(VisibleText.short("abcdefghijklmnop", length: 8) == "abcd…nop")
  }
}
