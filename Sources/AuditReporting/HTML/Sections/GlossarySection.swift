import AuditReport

/// The metrics and notes of this report in words.
struct GlossarySection {
  let findings: [Finding]

  static func anchor(_ metric: String) -> String { Anchor.id("glossary/\(metric)") }

  var markup: Markup {
    let used = Set(findings.map(\.metric))
    let entries = MetricGlossary.entries.filter { used.contains($0.id) }
    var markup: Markup = "<section id=\"glossary\">\n<h2>Glossary</h2>\n"
    if entries.isEmpty {
      return markup + "<p>This report uses no metric that needs explaining.</p>\n</section>\n"
    }
    markup += "<dl>\n"
    for entry in entries {
      markup +=
        "<dt id=\"\(label: Self.anchor(entry.id))\">\(entry.title) <code>\(label: entry.id)</code><dd>\(entry.meaning)"
      if let formula = entry.formula { markup += " <span class=\"formula\">\(formula)</span>" }
      markup += "\n"
    }
    return markup
      + "<dt><i>p</i> and <i>q</i><dd>Probability of a value at least as extreme if there were no shift; <i>q</i> is adjusted for the number of columns looked at (Benjamini-Hochberg). Verdicts do not use them.\n</dl>\n</section>\n"
  }
}
