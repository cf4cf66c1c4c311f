import AuditReport

/// The report for people: one HTML file that needs no network, no script and no other file.
///
/// In this order: the verdict in a sentence, what did not pass and why, the samples, a chapter for each analyzer,
/// the glossary, and all that is needed to repeat the run. A content security policy in the page forbids scripts
/// and requests, whatever a file or a configuration had in its names.
public struct HTMLReporter: Reporter {
  public static let kind = "html"
  public static let summary = "one page for people, with plots; needs no network and no script"
  public static let fileExtension = "html"

  public init() {}

  public func write(_ report: Report, to output: inout some TextOutputStream) {
    output.write(page(report).text)
  }

  private func page(_ report: Report) -> Markup {
    let names = SubjectNames(report.findings)
    let chapters = Chapter.all(of: report.findings)
    var markup = Markup()
    markup.reserve(16_000 + 8_000 * report.findings.count)
    let title = "\(report.tool.name): \(report.verdictSentence)"
    markup += """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
      <meta name="color-scheme" content="light dark">
      <meta name="generator" content="\(label: report.tool.name) \(label: report.tool.version)">
      <title>\(title)</title>
      <style>
      \(PageStyle.css)
      </style>
      </head>
      <body>

      """
    markup += VerdictSection(report: report).markup
    markup += contents(chapters)
    markup += "<main>\n"
    markup += WorstSection(findings: report.findings, names: names).markup
    markup += SamplesSection(samples: report.samples).markup
    for chapter in chapters { markup += ChapterSection(chapter: chapter, names: names).markup }
    markup += GlossarySection(findings: report.findings).markup
    markup += ProvenanceSection(report: report).markup
    return markup + "</main>\n</body>\n</html>\n"
  }

  private func contents(_ chapters: [Chapter]) -> Markup {
    var markup: Markup =
      "<nav aria-label=\"Contents\"><a href=\"#findings\">What did not pass</a><a href=\"#samples\">Samples</a>"
    for chapter in chapters {
      markup += "<a href=\"#\(label: chapter.anchor)\">\(name: chapter.title)</a>"
    }
    return markup + "<a href=\"#glossary\">Glossary</a><a href=\"#provenance\">Provenance</a></nav>\n"
  }
}
