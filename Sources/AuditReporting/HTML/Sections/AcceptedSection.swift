import AuditReport

/// What the configuration accepts, why and until when, and what became of each acceptance.
struct AcceptedSection {
  let acceptances: [AcceptanceRecord]

  var markup: Markup {
    guard !acceptances.isEmpty else { return Markup() }
    var markup: Markup =
      "<section id=\"accepted\">\n<h2>Accepted</h2>\n<div class=\"sideways\" tabindex=\"0\"><table class=\"flow\">\n"
    markup += "<thead><tr><th scope=\"col\">finding<th scope=\"col\">reason<th scope=\"col\">until"
    markup += "<th scope=\"col\">what became of it</thead>\n<tbody>\n"
    for record in acceptances {
      markup += "<tr><th scope=\"row\"><code>\(label: record.finding, limit: 200)</code><td>\(record.reason)"
      markup += "<td class=\"n\" data-l=\"until\">\(label: record.until.description)<td>\(record.state)\n"
    }
    return markup
      + "</tbody></table></div>\n<p class=\"rule\">Accepted findings keep their own verdict and are listed above; the verdict of the audit leaves them out until their day.</p>\n</section>\n"
  }
}
