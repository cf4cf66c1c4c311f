import AuditReport

/// What a command prints: a line for each finding that did not pass, worst first, the columns that were not looked at, and a
/// line with the verdict.
public struct TextReporter: Reporter {
  /// Name on the command line.
  public static let kind = "text"
  /// One line for `simaudit list`.
  public static let summary = "lines for a terminal: what did not pass, worst first, and the verdict"
  /// Extension of its files.
  public static let fileExtension = "txt"

  /// True to mark verdicts with ANSI colours.
  public var usesColour: Bool

  /// A reporter as `--format` asks for it.
  public init() { usesColour = false }

  /// A reporter for a terminal; whether it shows colours is the caller's decision (`NO_COLOR`).
  public init(usesColour: Bool) { self.usesColour = usesColour }

  /// Writes the whole report, once.
  public func write(_ report: Report, to output: inout some TextOutputStream) {
    let findings = report.findings.openWorstFirst()
    let names = SubjectNames(report.findings)
    let kept = folded(findings)
    let rows = kept.map { row($0.finding, named: names.name(of: $0.finding)) }
    let widths = (0..<4).map { column in rows.map { $0.cells[column].count }.max() ?? 0 }
    for (place, row) in rows.enumerated() {
      var line = coloured(padded(row.mark.label, 9), as: row.mark)
      for (cell, width) in zip(row.cells, widths) { line += "  " + padded(cell, width) }
      if !row.note.isEmpty { line += "  " + row.note }
      while line.hasSuffix(" ") { line.removeLast() }
      output.write(line + "\n")
      if kept[place].more > 0 {
        let text = "\(kept[place].more) more of \(kept[place].finding.metric)"
        output.write(coloured(padded(row.mark.label, 9), as: row.mark) + "  " + text + "\n")
      }
    }
    if !rows.isEmpty { output.write("\n") }
    let omissions = OmissionLines(report)
    for (heading, lines) in [
      ("not looked at", omissions.overlooked), ("also not audited", omissions.declared),
    ] where !lines.isEmpty {
      output.write("\(heading):\n" + lines.map { "  \($0.text)\n" }.joined() + "\n")
    }
    if let title = report.title { output.write(VisibleText.name(title, limit: 200) + "\n") }
    let counts = report.marks.map { "\($0.count) \($0.mark.label.lowercased())" }.joined(separator: ", ")
    output.write(coloured(report.verdictSentence, as: Mark(report.verdict)) + "\n")
    if !counts.isEmpty { output.write(counts + "\n") }
  }

  /// More lines of one metric with one verdict than this are counted instead of listed.
  private static let mostAlike = 12

  /// The findings to list, each with the number of those like it that are left out behind it.
  private func folded(_ findings: [Finding]) -> [(finding: Finding, more: Int)] {
    let kinds = findings.map { "\(Mark($0).rawValue) \($0.analyzer) \($0.metric)" }
    var counts: [String: Int] = [:]
    for kind in kinds { counts[kind, default: 0] += 1 }
    var listed: [String: Int] = [:]
    return zip(findings, kinds).compactMap { finding, kind in
      let count = counts[kind] ?? 0
      let place = listed[kind, default: 0]
      listed[kind] = place + 1
      guard count > Self.mostAlike else { return (finding, 0) }
      guard place < Self.mostAlike - 1 else { return nil }
      return (finding, place == Self.mostAlike - 2 ? count - place - 1 : 0)
    }
  }

  private struct Row {
    var mark: Mark
    /// Subject, metric, estimate, limit.
    var cells: [String]
    var note: String
  }

  private func row(_ finding: Finding, named name: String) -> Row {
    let style = NumberStyle.plain
    let estimate = finding.estimate.map { EstimateText($0, style: style).line } ?? "no estimate"
    let limit = finding.limit.map { "limit " + $0.text(style: style, atMost: "<=", atLeast: ">=", to: "to") }
    let reason = finding.reason.map { "(" + VisibleText.sentence($0) + ")" }
    return Row(
      mark: Mark(finding),
      cells: [
        VisibleText.short(name, length: 44), VisibleText.name(finding.metric), VisibleText.name(estimate),
        limit ?? "",
      ],
      note: [
        reason,
        (finding.limit?.clause).map { "(" + VisibleText.sentence($0) + ")" },
        finding.acceptance.map { "(" + VisibleText.sentence($0.clause) + ")" },
      ].compactMap { $0 }.joined(separator: " "))
  }

  private func padded(_ text: String, _ width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.count))
  }

  private func coloured(_ text: String, as mark: Mark) -> String {
    guard usesColour else { return text }
    let code =
      switch mark {
      case .fail: "1;31"
      case .warning: "33"
      case .inconclusive: "35"
      case .accepted: "36"
      case .pass: "32"
      case .info: "2"
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
