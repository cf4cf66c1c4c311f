import AuditReport

/// The columns of a chapter that have nothing to show but numbers, one row each; folded away where all are within limits.
struct BareTable {
  let groups: [Chapter.Group]
  let isFolded: Bool

  var markup: Markup {
    guard isFolded else { return "<div class=\"card wide\">\(table)</div>\n" }
    return
      "<details class=\"quiet open-in-print\"><summary>\(groups.count) columns with nothing to show but numbers within their limits</summary>\(table)</details>\n"
  }

  private var table: Markup {
    let findings = groups.flatMap(\.findings)
    let metrics = findings.map(\.metric).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .sorted { MetricGlossary.position(of: $0) < MetricGlossary.position(of: $1) }
    var markup: Markup =
      "<div class=\"scroll\" tabindex=\"0\"><table class=\"num flow\"><thead><tr><th scope=\"col\">column"
    for metric in metrics {
      markup +=
        "<th scope=\"col\"><a href=\"#\(GlossarySection.anchor(metric))\">\(label: MetricGlossary.title(of: metric))</a>"
    }
    markup += "</thead><tbody>\n"
    for group in groups {
      markup += "<tr id=\"\(group.anchor)\"><th scope=\"row\">\(name: group.title)"
      for metric in metrics {
        let cell = group.findings.filter { $0.metric == metric }
        if cell.isEmpty {
          markup += "<td>"
        } else {
          markup += "<td data-l=\"\(label: MetricGlossary.title(of: metric))\">"
        }
        for (place, finding) in cell.enumerated() {
          if place > 0 { markup += "<br>" }
          markup += entry(finding, namesPair: cell.count > 1)
        }
      }
      markup += "\n"
    }
    return markup + "</tbody></table></div>"
  }

  private func entry(_ finding: Finding, namesPair: Bool) -> Markup {
    var markup: Markup = "<span id=\"\(Anchor(finding.id))\" class=\"n\">"
    if let estimate = finding.estimate {
      markup += estimate.markup
    } else {
      markup += "no estimate: \(finding.reason ?? "")"
    }
    if let model = finding.subject.modelOfMiscalibration { markup += " <small>\(name: model)</small>" }
    let pair = namesPair ? finding.subject.comparison : nil
    if let part = finding.subject.sample ?? finding.subject.other ?? pair {
      markup += " <small>\(name: part)</small>"
    }
    if finding.verdict != .pass, finding.verdict != .info { markup += " \(Mark(finding).badge)" }
    return markup + "</span>"
  }
}
