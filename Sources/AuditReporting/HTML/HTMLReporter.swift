import AuditReport

/// The report for people: one HTML file that needs no network, no script and no other file.
///
/// In this order: the verdict in a sentence, what each chapter found, what did not pass and why, the samples, what was not looked at, a chapter
/// for each analyzer, the glossary, and all that is needed to repeat the run. A content security policy in the page forbids scripts
/// and requests, whatever a file or a configuration had in its names.
public struct HTMLReporter: Reporter {
  /// Name on the command line.
  public static let kind = "html"
  /// One line for `simaudit list`.
  public static let summary = "one page for people, with plots; needs no network and no script"
  /// Extension of its files.
  public static let fileExtension = "html"

  /// A reporter as `--format` asks for it.
  public init() {}

  /// Writes the whole report, once.
  public func write(_ report: Report, to output: inout some TextOutputStream) {
    output.write(page(report).text)
  }

  private func page(_ report: Report) -> Markup {
    let names = SubjectNames(report.findings)
    let chapters = Chapter.all(of: report.findings)
    var markup = Markup()
    markup.reserve(16_000 + 8_000 * report.findings.count)
    let omissions = OmissionLines(report)
    let title = "\(report.title ?? report.tool.name): \(report.verdictSentence)"
    markup += Page.head(title: title, tool: report.tool)
    markup += "<body>\n"
    markup += Page.skipLink
    markup += VerdictSection(report: report).markup
    markup += contents(chapters, report)
    markup += "<main id=\"content\">\n"
    let overview = OverviewSection(findings: report.findings, chapters: chapters, names: names)
    markup += overview.table
    markup += WorstSection(findings: report.findings, names: names).markup
    markup += overview.figures
    markup += AcceptedSection(acceptances: report.acceptances).markup
    markup += SamplesSection(samples: report.samples).markup
    markup += OmissionsSection(omissions: omissions).markup
    let isLong = ChapterSection.isLongReport(chapters)
    for chapter in chapters {
      markup += ChapterSection(chapter: chapter, names: names, isInLongReport: isLong).markup
    }
    markup += GlossarySection(findings: report.findings).markup
    markup += ProvenanceSection(report: report).markup
    return markup + "</main>\n</body>\n</html>\n"
  }

  private func contents(_ chapters: [Chapter], _ report: Report) -> Markup {
    var markup: Markup = "<nav aria-label=\"Contents\"><a href=\"#findings\">What did not pass</a>"
    if !report.acceptances.isEmpty { markup += "<a href=\"#accepted\">Accepted</a>" }
    markup += "<a href=\"#samples\">Samples</a>"
    if !report.notLookedAt.isEmpty { markup += "<a href=\"#not-looked-at\">Not looked at</a>" }
    for chapter in chapters {
      markup += "<a href=\"#\(chapter.anchor)\">\(name: chapter.title)</a>"
    }
    return markup + "<a href=\"#glossary\">Glossary</a><a href=\"#provenance\">Provenance</a></nav>\n"
  }
}
