import AuditReport

/// The first page for those who read no other: what each chapter found, in counts, and the three figures to look at first.
struct OverviewSection {
  let findings: [Finding]
  let chapters: [Chapter]
  let names: SubjectNames

  /// A row for each chapter; nothing where there is only one, whose counts stand above.
  var table: Markup {
    guard chapters.count > 1 else { return Markup() }
    let marks = Mark.allCases.filter { mark in findings.contains { Mark($0) == mark } }
    var markup: Markup =
      "<section id=\"overview\">\n<h2>At a glance</h2>\n<div class=\"sideways\" tabindex=\"0\"><table class=\"glance\">\n<thead><tr><th scope=\"col\">chapter<th scope=\"col\">question"
    for mark in marks {
      markup +=
        "<th scope=\"col\" class=\"r m \(label: mark.rawValue)\"><span aria-hidden=\"true\">\(label: mark.symbol)</span> \(label: mark.word)"
    }
    markup += "</thead>\n<tbody>\n"
    for chapter in chapters {
      let findings = chapter.groups.flatMap(\.findings)
      markup +=
        "<tr><th scope=\"row\"><a href=\"#\(chapter.anchor)\">\(name: chapter.title)</a><td>\(chapter.question)"
      for mark in marks {
        let count = findings.count { Mark($0) == mark }
        markup += "<td class=\"r\(label: count > 0 && mark == .fail ? " m fail" : "")\">"
        if count > 0 { markup += "\(NumberStyle.typeset.count(count))" }
      }
      markup += "\n"
    }
    return markup + "</tbody></table></div>\n</section>\n"
  }

  /// The first figure of each of the three worst findings that have one.
  var figures: Markup {
    var drawn: [(finding: Finding, evidence: Evidence)] = []
    for finding in findings.openWorstFirst() where drawn.count < 3 && !finding.isAccepted {
      guard let evidence = finding.evidence.first(where: Self.isDrawing),
        !drawn.contains(where: { $0.evidence == evidence || $0.finding.subject == finding.subject })
      else { continue }
      drawn.append((finding, evidence))
    }
    guard !drawn.isEmpty else { return Markup() }
    var markup: Markup =
      "<section id=\"first-figures\">\n<h2>What to look at first</h2>\n<div class=\"pair\">\n"
    for (finding, evidence) in drawn {
      markup +=
        "<div><p class=\"ft\"><a href=\"#\(Anchor(finding.id))\">\(name: names.name(of: finding))</a> "
      markup += "\(Mark(finding).badge)</p>\(EvidenceFigure(evidence).markup)</div>\n"
    }
    return markup + "</div>\n</section>\n"
  }

  private static func isDrawing(_ evidence: Evidence) -> Bool {
    switch evidence {
    case .histogram, .curve, .heatMap, .multiples: evidence.fault == nil
    case .bars, .table: false
    }
  }
}
