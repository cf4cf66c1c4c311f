import AuditReport

/// One analyzer: its columns ranked by the headline metrics, then a card for each.
struct ChapterSection {
  let chapter: Chapter
  let names: SubjectNames

  var markup: Markup {
    var markup: Markup =
      "<section id=\"\(chapter.anchor)\" class=\"chapter\">\n<h2>\(name: chapter.title)</h2>\n"
    if !chapter.question.isEmpty { markup += "<p class=\"lead\">\(chapter.question)</p>\n" }
    for overview in overviews { markup += overview }
    if chapter.groups.contains(where: \.isQuiet), chapter.groups.contains(where: { !$0.isQuiet }) {
      // Works by style sheet alone.
      markup +=
        "<p class=\"filter\"><label><input type=\"checkbox\" class=\"only\"> show only what did not pass</label></p>\n"
    }
    let bare = chapter.groups.filter(\.isBare)
    // A few cards are read faster than a table.
    let tables = [bare.filter { !$0.isQuiet }, bare.filter(\.isQuiet)].map { $0.count > 3 ? $0 : [] }
    let inTables = Set(tables.joined().map(\.title))
    let shown = chapter.groups.filter { !inTables.contains($0.title) }
    // A ranking shows what the figures of quiet columns would repeat.
    let quiet =
      chapter.groups.contains(where: \.isRanking) ? shown.filter { $0.isQuiet && !$0.isRanking } : []
    let isQuietFolded = quiet.count > 3
    for group in shown where !isQuietFolded || !group.isQuiet || group.isRanking {
      markup += GroupCard(group: group, names: names).markup
    }
    if isQuietFolded {
      markup +=
        "<details class=\"quiet\"><summary>\(quiet.count) columns that passed, with their figures</summary>\n"
      let showsNumbers = quiet.count <= Self.mostWithNumbers
      if !showsNumbers {
        markup +=
          "<p class=\"rule\">The numbers of these \(quiet.count) columns' figures are in the result document.</p>\n"
      }
      for group in quiet {
        markup += GroupCard(group: group, names: names, showsNumbers: showsNumbers).markup
      }
      markup += "</details>\n"
    }
    for (table, isFolded) in zip(tables, [false, true]) where !table.isEmpty {
      markup += BareTable(groups: table, isFolded: isFolded).markup
    }
    return markup + "</section>\n"
  }

  /// More figures of columns that passed are drawn without tables of their bins.
  private static let mostWithNumbers = 16

  /// A ranking for each headline metric that at least two columns have.
  private var overviews: [Markup] {
    let findings = chapter.groups.flatMap(\.findings)
    return MetricGlossary.entries.filter(\.isHeadline).compactMap { entry -> Markup? in
      let versions = VersionTable(findings, entry: entry)?.markup ?? Markup()
      let ranked = findings.filter { $0.metric == entry.id && $0.estimate != nil }
      return ranked.count < 2
        ? nil : versions + RankedBars(findings: ranked, entry: entry, names: names).markup
    }
  }
}
