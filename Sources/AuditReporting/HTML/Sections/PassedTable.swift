import AuditReport

/// The columns of a chapter that have nothing to show but numbers within their limits, one row each, folded away.
struct PassedTable {
  let groups: [Chapter.Group]

  var markup: Markup {
    let findings = groups.flatMap(\.findings)
    let metrics = findings.map(\.metric).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .sorted { MetricGlossary.position(of: $0) < MetricGlossary.position(of: $1) }
    var markup: Markup =
      "<details class=\"quiet passed\"><summary>\(groups.count) columns with nothing to show but numbers "
    markup +=
      "within their limits</summary><div class=\"scroll\"><table class=\"num\"><thead><tr><th scope=\"col\">column"
    for metric in metrics {
      markup +=
        "<th scope=\"col\"><a href=\"#\(GlossarySection.anchor(metric))\">\(label: MetricGlossary.title(of: metric))</a>"
    }
    markup += "</thead><tbody>\n"
    for group in groups {
      markup += "<tr id=\"\(group.anchor)\"><th scope=\"row\">\(name: group.title)"
      for metric in metrics {
        markup += "<td>"
        for (place, finding) in group.findings.filter({ $0.metric == metric }).enumerated() {
          if place > 0 { markup += "<br>" }
          markup += "<span id=\"\(Anchor(finding.id))\" class=\"n\">"
          if let estimate = finding.estimate { markup += estimate.markup }
          if let part = finding.subject.sample ?? finding.subject.other {
            markup += " <small>\(name: part)</small>"
          }
          markup += "</span>"
        }
      }
      markup += "\n"
    }
    return markup + "</tbody></table></div></details>\n"
  }
}
