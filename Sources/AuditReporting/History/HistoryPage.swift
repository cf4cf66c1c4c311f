import AuditReport

/// A history as one page: which audits there are, and every finding over them. Needs no network and no script.
public struct HistoryPage {
  private let entries: [HistoryEntry]
  private let series: [HistorySeries]
  private let names: SubjectNames
  /// Figures drawn; further findings have a line in the table.
  private static let drawn = 30

  /// The page of the audits, oldest first.
  ///
  /// - Parameter isWanted: Which findings are shown, by id.
  public init(_ entries: [HistoryEntry], isWanted: (String) -> Bool = { _ in true }) {
    self.entries = entries
    series = HistorySeries.all(of: entries, isWanted)
    names = SubjectNames(entries.last.map { $0.quantities.map(Finding.init) } ?? [])
  }

  /// How many findings are shown.
  public var findingCount: Int { series.count }

  /// The whole page.
  public var text: String { markup.text }

  private var markup: Markup {
    let notable = series.filter(\.isNotable)
    let last = entries.last
    let tool = last?.tool ?? Report.Tool(name: "simaudit", version: "")
    let sentence =
      "\(entries.count) \(entries.count == 1 ? "audit" : "audits"), \(series.count) findings: \(notable.count) did not pass last or changed"
    let mark = last.map { Mark($0.verdict) } ?? .info
    var markup = Page.head(title: "\(tool.name) history: \(sentence)", tool: tool)
    markup +=
      "<body>\n\(Page.skipLink)<header class=\"\(label: mark.rawValue)\">\n<p class=\"kicker\">SimAudit, history"
    if let first = entries.first, let last {
      markup += " from \(name: first.title) to \(name: last.title)"
    }
    markup += "</p>\n<h1>\(sentence)</h1>\n</header>\n"
    markup +=
      "<nav aria-label=\"Contents\"><a href=\"#audits\">Audits</a><a href=\"#changed\">What changed or did not pass</a><a href=\"#all\">All findings</a></nav>\n<main id=\"content\">\n"
    markup += audits + figures(notable) + table
    return markup + "</main>\n</body>\n</html>\n"
  }

  private var audits: Markup {
    var markup: Markup =
      "<section id=\"audits\">\n<h2>Audits</h2>\n<div class=\"sideways\" tabindex=\"0\"><table class=\"flow\">\n"
    markup += "<thead><tr><th scope=\"col\">audit<th scope=\"col\">started<th scope=\"col\">verdict"
    markup += "<th scope=\"col\">samples<th scope=\"col\">tool</thead>\n<tbody>\n"
    for (index, entry) in entries.enumerated() {
      markup += "<tr><th scope=\"row\">\(index + 1). \(name: entry.title)<td class=\"n\">\(entry.started)"
      markup += "<td>\(Mark(entry.verdict).badge)<td>"
      for (place, sample) in entry.samples.enumerated() {
        if place > 0 { markup += ", " }
        markup += "\(name: sample.name) (\(NumberStyle.typeset.count(sample.rows)) rows)"
      }
      markup += "<td>\(name: entry.tool.version)\n"
    }
    return markup + "</tbody></table></div>\n</section>\n"
  }

  private func figures(_ notable: [HistorySeries]) -> Markup {
    var markup: Markup = "<section id=\"changed\">\n<h2>What changed or did not pass</h2>\n"
    if notable.isEmpty { markup += "<p>Nothing.</p>\n" }
    markup += "<div class=\"pair\">\n"
    for series in notable.prefix(Self.drawn) {
      let title =
        "\(names.name(of: Finding(series.latest))): \(MetricGlossary.title(of: series.latest.metric))"
      markup +=
        "<article class=\"card\" id=\"\(Anchor("figure/" + series.id))\">\n<h3>\(title) \(Mark(series.latest).badge)</h3>\n"
      markup += "<figure>\(HistoryPlot(series, titles: entries.map(\.title), isSmall: false).svg)"
      markup +=
        "<figcaption>Estimates with their intervals over the audits; dashed: the limit in force. Look for points whose interval leaves the others, and for where it crosses the limit.</figcaption>"
      markup +=
        "<details><summary>Numbers</summary><div class=\"scroll\" tabindex=\"0\">\(numbers(series))</div></details></figure>\n</article>\n"
    }
    markup += "</div>\n"
    if notable.count > Self.drawn {
      markup +=
        "<p>\(notable.count - Self.drawn) more are in the table below; <code>--finding</code> draws them.</p>\n"
    }
    return markup + "</section>\n"
  }

  private func numbers(_ series: HistorySeries) -> Markup {
    var markup: Markup =
      "<table class=\"num\"><thead><tr><th scope=\"col\">audit<th scope=\"col\">value [interval]<th scope=\"col\">limit<th scope=\"col\">verdict</thead><tbody>\n"
    for (entry, quantity) in zip(entries, series.quantities) {
      markup += "<tr><th scope=\"row\">\(name: entry.title)"
      guard let quantity else {
        markup += "<td>–<td><td>\n"
        continue
      }
      markup += "<td>\(quantity.estimate?.markup ?? "–")<td>\(quantity.limit?.text(style: .typeset) ?? "")"
      markup += "<td>\(Mark(quantity).badge)\n"
    }
    return markup + "</tbody></table>"
  }

  private var table: Markup {
    var markup: Markup =
      "<section id=\"all\">\n<h2>All findings</h2>\n<table class=\"flow history\">\n<thead><tr><th scope=\"col\">finding<th scope=\"col\">over the audits<th scope=\"col\" class=\"r\">first<th scope=\"col\" class=\"r\">latest<th scope=\"col\">verdict</thead>\n<tbody>\n"
    for series in self.series {
      let first = series.quantities.lazy.compactMap { $0?.estimate }.first
      markup +=
        "<tr id=\"\(Anchor(series.id))\"><th scope=\"row\">\(name: names.name(of: Finding(series.latest)))<br>"
      markup += "<small>\(label: MetricGlossary.title(of: series.latest.metric))</small>"
      markup += "<td class=\"spark\">\(HistoryPlot(series, titles: entries.map(\.title), isSmall: true).svg)"
      markup += "<td class=\"r n\" data-l=\"first\">\(first?.markup ?? "–")"
      markup += "<td class=\"r n\" data-l=\"latest\">\(series.latest.estimate?.markup ?? "–")"
      markup += "<td>\(Mark(series.latest).badge)\n"
    }
    return markup + "</tbody></table>\n</section>\n"
  }
}

extension Finding {
  /// A finding of a history, for its name.
  fileprivate init(_ quantity: HistoryEntry.Quantity) {
    self.init(
      judging: Reading(
        id: quantity.id, analyzer: quantity.analyzer, metric: quantity.metric, subject: quantity.subject,
        outcome: .noted, message: ""), by: [])
  }
}
