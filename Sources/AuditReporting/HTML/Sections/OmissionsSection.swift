import AuditReport

/// The columns that were not looked at, with the reason of each.
struct OmissionsSection {
  let omissions: OmissionLines

  var markup: Markup {
    guard !omissions.overlooked.isEmpty || !omissions.declared.isEmpty else { return Markup() }
    var markup: Markup = "<section id=\"not-looked-at\">\n<h2>Not looked at</h2>\n"
    if omissions.count > 0 {
      markup += table(omissions.overlooked)
      markup += "<p class=\"rule\">\(OmissionLines.advice)</p>\n"
    }
    if !omissions.declared.isEmpty {
      let count = Set(omissions.declared.flatMap(\.columns).map(\.column)).count
      markup +=
        "<details class=\"open-in-print\"><summary>\(count) \(count == 1 ? "column" : "columns") also not audited: with a role, not chosen, declared, or without a counterpart</summary>\n\(table(omissions.declared))</details>\n"
    }
    return markup + "</section>\n"
  }

  private func table(_ lines: [OmissionLines.Line]) -> Markup {
    var markup: Markup = "<table class=\"flow omitted\">\n<thead><tr><th scope=\"col\">column"
    markup += "<th scope=\"col\">why</thead>\n<tbody>\n"
    for line in lines {
      markup += "<tr><th scope=\"row\">"
      for (place, column) in line.columns.enumerated() {
        if place > 0 { markup += ", " }
        markup += "<code>\(name: column.column)</code>"
      }
      markup += "<td>\(line.words)\n"
    }
    return markup + "</tbody></table>\n"
  }
}
