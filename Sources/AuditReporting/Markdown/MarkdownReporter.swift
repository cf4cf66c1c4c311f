import AuditReport

/// Markdown to paste into a merge request: the verdict, what did not pass, the three plots to look at first, the samples.
public struct MarkdownReporter: Reporter {
  /// Name on the command line.
  public static let kind = "markdown"
  /// One line for `simaudit list`.
  public static let summary =
    "Markdown for merge requests: verdict, what did not pass, the plots that matter most"
  /// Extension of its files.
  public static let fileExtension = "md"

  /// More findings than this are counted instead of listed.
  private static let listed = 25
  /// Plots shown.
  private static let plots = 3

  /// A reporter as `--format` asks for it.
  public init() {}

  /// Writes the whole report, once.
  public func write(_ report: Report, to output: inout some TextOutputStream) {
    let mark = Mark(report.verdict)
    if let title = report.title { output.write("# \(MarkdownText.inline(title))\n\n") }
    output.write("## \(mark.symbol) \(MarkdownText.inline(report.verdictSentence))\n\n")
    let counts = report.marks.map { "\($0.count) \($0.mark.symbol) \($0.mark.word)" }
    if !counts.isEmpty { output.write(counts.joined(separator: " · ") + "\n\n") }
    let open = report.findings.openWorstFirst()
    output.write(findings(open, of: report))
    for entry in MetricGlossary.entries where entry.isHeadline {
      if let table = VersionTable(report.findings, entry: entry) {
        output.write(table.markdown(rows: Self.listed))
      }
    }
    output.write(figures(open))
    output.write(samples(report.samples))
    output.write(omissions(OmissionLines(report)))
    output.write("\(MarkdownText.inline(report.tool.name)) \(MarkdownText.inline(report.tool.version))\n")
  }

  private func findings(_ open: [Finding], of report: Report) -> String {
    guard !open.isEmpty else { return "" }
    let names = SubjectNames(report.findings)
    var text = "| | what | metric | value [95 % interval] | limit | |\n|---|---|---|---|---|---|\n"
    for finding in open.prefix(Self.listed) {
      let mark = Mark(finding)
      let cells = [
        "\(mark.symbol) \(mark.word)",
        MarkdownText.inline(VisibleText.short(names.name(of: finding), length: 60)),
        MarkdownText.inline(MetricGlossary.title(of: finding.metric)),
        MarkdownText.inline(finding.estimate.map { EstimateText($0, style: .typeset).line } ?? "–"),
        MarkdownText.inline(finding.limit?.text(style: .typeset) ?? ""),
        MarkdownText.inline(
          finding.message + (finding.reason.map { " (\($0))" } ?? "")
            + (finding.acceptance.map { " (\($0.clause))" } ?? "")),
      ]
      text += "| " + cells.joined(separator: " | ") + " |\n"
    }
    if open.count > Self.listed { text += "\n… and \(open.count - Self.listed) more\n" }
    return text + "\n"
  }

  private func figures(_ open: [Finding]) -> String {
    var drawn: [String] = []
    var text = ""
    for finding in open where drawn.count < Self.plots {
      for evidence in finding.evidence {
        guard drawn.count < Self.plots, let title = TextPlot.title(of: evidence), !drawn.contains(title),
          let plot = TextPlot(evidence)
        else { continue }
        drawn.append(title)
        text += plot.lines.map { "    \($0)\n" }.joined() + "\n"
      }
    }
    return text
  }

  private func samples(_ samples: [SampleSummary]) -> String {
    guard !samples.isEmpty else { return "" }
    var text = "| sample | rows | n_eff | w < 0 |\n|---|---:|---:|---:|\n"
    for sample in samples where sample.partOf == nil {
      let style = NumberStyle.typeset
      let unlabelled = sample.unlabelledRows.map { " (and \(style.count($0)) without a label)" } ?? ""
      text +=
        "| \(MarkdownText.inline(sample.name)) | \(style.count(sample.rows))\(unlabelled) | \(style.quantity(sample.effectiveRows)) "
        + "| \(style.percent(sample.negativeWeightFraction)) |\n"
    }
    return text + "\n"
  }

  private func omissions(_ omissions: OmissionLines) -> String {
    guard !omissions.overlooked.isEmpty || !omissions.declared.isEmpty else { return "" }
    var text = "### Not looked at\n\n"
    for line in omissions.overlooked {
      text += "- **\(MarkdownText.inline(line.names, limit: .max))**: \(MarkdownText.inline(line.words))\n"
    }
    if omissions.count > 0 { text += "\n\(OmissionLines.advice)\n" }
    guard !omissions.declared.isEmpty else { return text + "\n" }
    if omissions.count > 0 { text += "\n" }
    text += "Also not audited:\n\n"
    for line in omissions.declared {
      text += "- \(MarkdownText.inline(line.names, limit: .max)): \(MarkdownText.inline(line.words))\n"
    }
    return text + "\n"
  }
}
