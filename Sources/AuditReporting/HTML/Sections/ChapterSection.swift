import AuditReport

/// One analyzer: its columns ranked by the headline metrics, then a card for each.
struct ChapterSection {
  let chapter: Chapter
  let names: SubjectNames
  /// True where all chapters together would make the page too long.
  var isInLongReport = false

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
    // What is long has all figures and their numbers for what did not pass; the result document has the rest.
    let drawn = shown.count { !$0.isBare }
    let isLong = drawn > (isInLongReport ? Self.mostInLongReport : Self.mostWithNumbers)
    if isLong {
      markup +=
        "<p class=\"rule\">This \(isInLongReport ? "report" : "chapter") is long: of columns that pass or are undecided on a warning it shows the first figure; further ones and the numbers of the bins are in the result document.</p>\n"
    }
    func card(_ group: Chapter.Group) -> Markup {
      let isOpen = group.findings.contains { $0.rank < 3 }
      return GroupCard(
        group: group, names: names, isShort: isLong && !isOpen && !group.isRanking,
        showsNumbers: !isLong || isOpen
      ).markup
    }
    for group in shown where !isQuietFolded || !group.isQuiet || group.isRanking { markup += card(group) }
    if isQuietFolded {
      markup +=
        "<details class=\"quiet\"><summary>\(quiet.count) columns that passed, with their figures</summary>\n"
      for group in quiet { markup += card(group) }
      markup += "</details>\n"
    }
    for (table, isFolded) in zip(tables, [false, true]) where !table.isEmpty {
      markup += BareTable(groups: table, isFolded: isFolded).markup
    }
    return markup + "</section>\n"
  }

  /// A chapter of more columns with figures is long.
  private static let mostWithNumbers = 24
  /// In a long report a chapter is long sooner.
  private static let mostInLongReport = 4
  /// A report whose chapters have more columns with figures than this is long.
  private static let mostInReport = 80

  /// True when the chapters have so many columns with figures that each must be told in fewer words.
  static func isLongReport(_ chapters: [Chapter]) -> Bool {
    chapters.reduce(0) { $0 + $1.groups.count { !$0.isBare } } > mostInReport
  }

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
