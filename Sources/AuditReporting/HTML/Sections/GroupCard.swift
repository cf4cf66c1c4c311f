import AuditReport

/// All that is known of one column: its figures, its findings, the notes on it.
struct GroupCard {
  let group: Chapter.Group
  let names: SubjectNames
  /// True where the page would get too long: one figure, without the numbers behind it.
  var isShort = false
  /// False where the page would get too long for the numbers behind its figures.
  var showsNumbers = true

  var markup: Markup {
    var markup: Markup =
      "<article id=\"\(group.anchor)\" class=\"card\(label: group.isQuiet ? " quiet" : "")\(label: group.isLong ? " wide long" : group.isWide ? " wide" : "")\">\n"
    // A column of which nothing was measured has no verdict.
    let badge = measured.isEmpty ? Markup() : group.worst.map { Mark($0).badge } ?? Markup()
    markup +=
      "<h3>\(name: group.title) \(badge) <a class=\"here\" href=\"#\(group.anchor)\" title=\"link to this place\" aria-label=\"Link to this place\">#</a></h3>\n<div class=\"cols\">\n"
    let figures = self.figures
    if !figures.isEmpty { markup += "<div class=\"figs\">\(figures)</div>\n" }
    markup += "<div class=\"facts\">\(table)\(notes)</div>\n"
    return markup + "</div></article>\n"
  }

  /// More figures than this are folded away.
  private static let mostFigures = 6

  /// Equal evidence of several findings is drawn once; figures of findings that did not pass come first.
  private var figures: Markup {
    var drawn: [Evidence] = []
    let ordered = group.findings.filter { !$0.isQuiet } + group.findings.filter(\.isQuiet)
    for evidence in EvidenceFigure.distinguished(ordered) where !drawn.contains(evidence) {
      drawn.append(evidence)
    }
    var markup = Markup()
    if isShort { return drawn.first.map { EvidenceFigure($0, showsNumbers: false).markup } ?? Markup() }
    func draw(_ figures: ArraySlice<Evidence>) {
      for evidence in figures { markup += EvidenceFigure(evidence, showsNumbers: showsNumbers).markup }
    }
    let most = showsNumbers ? Self.mostFigures : Self.mostFigures / 2
    draw(drawn.prefix(most))
    let rest = drawn.dropFirst(most)
    guard !rest.isEmpty else { return markup }
    guard showsNumbers else {
      return markup + "<p class=\"why\">\(rest.count) more figures are in the result document.</p>\n"
    }
    markup += "<details><summary>\(rest.count) more figures</summary>\n"
    draw(rest)
    return markup + "</details>\n"
  }

  private var measured: [Finding] { group.findings.filter { $0.estimate != nil || $0.reason != nil } }

  private var table: Markup {
    guard !measured.isEmpty else { return Markup() }
    let simulations = Set(measured.map { $0.subject.simulation ?? $0.subject.sample ?? "" })
    let data = Set(measured.map { $0.subject.data ?? "" })
    let models = Set(measured.map { $0.subject.modelOfMiscalibration ?? "" })
    var markup: Markup =
      "<table class=\"flow facts\">\n<thead><tr><th scope=\"col\">metric<th scope=\"col\" class=\"r\">\(heading)"
    markup += "<th scope=\"col\" class=\"r\">limit"
    markup += "<th scope=\"col\">verdict</thead>\n<tbody>\n"
    for finding in ordered {
      markup += row(
        finding, namesSample: simulations.count > 1, namesData: data.count > 1, namesModel: models.count > 1)
    }
    return markup + "</tbody></table>\n"
  }

  /// The order of the glossary, which is the same in every card, then the order of the document.
  private var ordered: [Finding] {
    measured.enumerated()
      .sorted { a, b in
        let (x, y) = (
          MetricGlossary.position(of: a.element.metric), MetricGlossary.position(of: b.element.metric)
        )
        return x != y ? x < y : a.offset < b.offset
      }
      .map(\.element)
  }

  private var heading: String {
    let levels = Set(measured.compactMap { $0.estimate?.confidence })
    guard let level = levels.first, levels.count == 1 else { return "value [interval]" }
    return "value [\(NumberStyle.typeset.percent(level)) interval]"
  }

  private func row(_ finding: Finding, namesSample: Bool, namesData: Bool, namesModel: Bool) -> Markup {
    let style = NumberStyle.typeset
    let entry = MetricGlossary[finding.metric]
    var markup: Markup = "<tr id=\"\(Anchor(finding.id))\"><th>"
    if entry == nil {
      markup += "\(name: finding.metric)"
    } else {
      markup +=
        "<a href=\"#\(GlossarySection.anchor(finding.metric))\">\(label: MetricGlossary.title(of: finding.metric))</a>"
    }
    if let other = finding.subject.other { markup += " <small>\(name: other)</small>" }
    if namesModel, let model = finding.subject.modelOfMiscalibration {
      markup += " <small>\(name: model)</small>"
    }
    if namesSample, let sample = finding.subject.simulation ?? finding.subject.sample {
      markup += " <small>\(name: sample)</small>"
    }
    if namesData, let data = finding.subject.data { markup += " <small>\(name: data)</small>" }
    if let estimate = finding.estimate {
      markup += "<td>\(estimate.markup)"
      if let p = estimate.pValue {
        markup += "<br><small><i>p</i> \(style.comparison(withProbability: p))"
        if let q = estimate.qValue { markup += ", <i>q</i> \(style.comparison(withProbability: q))" }
        markup += "</small>"
      }
    } else {
      markup += "<td class=\"why\">no estimate: \(finding.reason ?? "")"
    }
    markup += finding.limit.map { "<td data-l=\"limit\">\($0.text(style: style))" } ?? "<td>"
    if let clause = finding.limit?.clause { markup += "<br><small>\(clause)</small>" }
    // A long report has thousands of rows: only what did not pass carries a link to itself.
    if finding.verdict == .info { return markup + "<td class=\"m info\">\(label: Mark.info.word)\n" }
    let badge = Mark(finding).badge
    if finding.isQuiet { return markup + "<td>\(badge)\n" }
    return markup + "<td><a class=\"self\" href=\"#\(Anchor(finding.id))\">\(badge)</a>\n"
  }

  /// Statements without a number, and what is to be said of findings that did not pass.
  private var notes: Markup {
    let noted = group.findings.filter { $0.estimate == nil && $0.reason == nil }
    guard !noted.isEmpty else { return Markup() }
    var markup: Markup = "<ul class=\"notes\">\n"
    for finding in noted {
      markup +=
        "<li id=\"\(Anchor(finding.id))\"><b>\(label: MetricGlossary.title(of: finding.metric)):</b> \(finding.sentence)\n"
    }
    return markup + "</ul>\n"
  }
}

extension MetricGlossary {
  private static let positions = Dictionary(
    entries.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { first, _ in first })

  /// Place of a metric in the glossary; unknown ones come last.
  static func position(of id: String) -> Int { positions[id] ?? entries.count }
}

extension Finding {
  /// True when nothing is to be done about it.
  fileprivate var isQuiet: Bool { verdict == .pass || verdict == .info }
}
