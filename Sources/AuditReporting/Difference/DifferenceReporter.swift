import AuditReport

/// A way to show a difference of two result documents.
public enum DifferenceFormat: String, CaseIterable, Sendable {
  /// Lines for a terminal.
  case text
  /// For merge requests.
  case markdown
  /// One page, old and new side by side.
  case html

  /// The difference in this format.
  public func text(of difference: ReportDifference) -> String {
    switch self {
    case .text: TextDifference(difference).text
    case .markdown: MarkdownDifference(difference).text
    case .html: HTMLDifference(difference).markup.text
    }
  }
}

/// Lines for a terminal: what changed, what to look at first first.
struct TextDifference {
  private let difference: ReportDifference

  init(_ difference: ReportDifference) { self.difference = difference }

  var text: String {
    let names = SubjectNames(difference.items.compactMap(\.latest))
    let rows = difference.notable.map { item in
      [
        (item.isRegression ? "!" : " ") + item.change.word.uppercased(),
        item.latest.map { VisibleText.short(names.name(of: $0), length: 44) } ?? "",
        VisibleText.name(item.latest?.metric ?? ""),
        VisibleText.name(ReportDifference.Item.value(item.old, style: .plain)),
        VisibleText.name(ReportDifference.Item.value(item.new, style: .plain)),
        item.verdicts(\.label, arrow: "->"),
        item.limits(style: .plain, arrow: "->", atMost: "<=", atLeast: ">=", to: "to"),
      ]
    }
    let table = rows.isEmpty ? [] : [["", "what", "metric", "old", "new", "verdict", "limit"]] + rows
    let widths = (0..<7).map { column in table.map { $0[column].count }.max() ?? 0 }
    var text = ""
    for row in table {
      var line = zip(row, widths).map { $0 + String(repeating: " ", count: $1 - $0.count) }
        .joined(separator: "  ")
      while line.hasSuffix(" ") { line.removeLast() }
      text += line + "\n"
    }
    if !table.isEmpty { text += "\n" }
    text += difference.sentence + "\n" + difference.countsText + "\n"
    for remark in difference.remarks { text += VisibleText.sentence(remark) + "\n" }
    return text
  }
}

/// Markdown for a merge request.
struct MarkdownDifference {
  private let difference: ReportDifference
  /// More rows than this are counted instead of listed.
  private static let listed = 40

  init(_ difference: ReportDifference) { self.difference = difference }

  var text: String {
    let names = SubjectNames(difference.items.compactMap(\.latest))
    var text = "## \(difference.isRegression ? "✗" : "✓") \(MarkdownText.inline(difference.sentence))\n\n"
    text += MarkdownText.inline(difference.countsText) + "\n\n"
    let notable = difference.notable
    if !notable.isEmpty {
      text += "| | what | metric | old | new | verdict | limit |\n|---|---|---|---|---|---|---|\n"
      for item in notable.prefix(Self.listed) {
        let cells = [
          (item.isRegression ? "✗ " : "") + item.change.symbol + " " + item.change.word,
          item.latest.map { VisibleText.short(names.name(of: $0), length: 60) } ?? "",
          item.latest.map { MetricGlossary.title(of: $0.metric) } ?? "",
          ReportDifference.Item.value(item.old, style: .typeset),
          ReportDifference.Item.value(item.new, style: .typeset),
          item.verdicts(\.word, arrow: "→"), item.limits(style: .typeset, arrow: "→"),
        ]
        text += "| " + cells.map(MarkdownText.inline).joined(separator: " | ") + " |\n"
      }
      if notable.count > Self.listed { text += "\n… and \(notable.count - Self.listed) more\n" }
      text += "\n"
    }
    for remark in difference.remarks { text += MarkdownText.inline(remark) + "\n\n" }
    return text
  }
}
