import AuditReport

/// One page: what changed, with old and new side by side; needs no network and no script.
struct HTMLDifference {
  private let difference: ReportDifference
  private let names: SubjectNames
  /// Findings whose figures are drawn; more would make the page endless.
  private static let drawn = 12

  init(_ difference: ReportDifference) {
    self.difference = difference
    names = SubjectNames(difference.items.compactMap(\.latest))
  }

  var markup: Markup {
    let name: Markup = difference.isRegression ? "fail" : "pass"
    let title = "\(difference.new.tool.name) diff: \(difference.sentence)"
    var markup = Page.head(title: title, tool: difference.new.tool)
    markup +=
      "<body>\n\(Page.skipLink)<header class=\"\(name)\">\n<p class=\"kicker\">SimAudit, two results</p>\n"
    markup +=
      "<h1><span aria-hidden=\"true\">\(label: difference.isRegression ? "✗" : "✓")</span> \(difference.sentence)</h1>\n"
    markup += "<p>\(difference.countsText)</p>\n</header>\n"
    markup +=
      "<nav aria-label=\"Contents\"><a href=\"#changes\">Changes</a><a href=\"#samples\">Samples</a><a href=\"#figures\">Side by side</a><a href=\"#same\">Unchanged</a></nav>\n<main id=\"content\">\n"
    markup += changes + samples + figures + unchanged
    return markup + "</main>\n</body>\n</html>\n"
  }

  private var changes: Markup {
    var markup: Markup = "<section id=\"changes\">\n<h2>What changed</h2>\n"
    for remark in difference.remarks { markup += "<p>\(remark)</p>\n" }
    let notable = difference.notable
    if notable.isEmpty { markup += "<p>Nothing.</p>\n" } else { markup += table(notable) }
    markup += "<dl class=\"facts\">\n"
    for (change, _) in difference.counts {
      markup += "<dt>\(label: change.symbol) \(change.word)<dd>\(change.meaning)\n"
    }
    return markup
      + "</dl>\n<p class=\"rule\">Marked ✗: judged, not accepted, and worse by more than the margin of \(NumberStyle.typeset.rounded(difference.margin)) times, or newly failing.</p>\n</section>\n"
  }

  private func table(_ items: [ReportDifference.Item]) -> Markup {
    var markup: Markup =
      "<div class=\"sideways\" tabindex=\"0\"><table class=\"flow\">\n<thead><tr><th scope=\"col\">change"
    markup += "<th scope=\"col\">what<th scope=\"col\">metric<th scope=\"col\" class=\"r\">old"
    markup +=
      "<th scope=\"col\" class=\"r\">new<th scope=\"col\">verdict<th scope=\"col\">limit</thead>\n<tbody>\n"
    for item in items {
      guard let latest = item.latest else { continue }
      markup += "<tr id=\"\(Anchor(item.id))\"><td class=\"change\">"
      if item.isRegression { markup += "<b class=\"m fail\">✗</b> " }
      markup +=
        "\(label: item.change.symbol) \(item.change.word)<th scope=\"row\">\(name: names.name(of: latest))"
      markup += "<td>\(label: MetricGlossary.title(of: latest.metric))"
      markup +=
        "<td class=\"r n\" data-l=\"old\">\(value(item.old))<td class=\"r n\" data-l=\"new\">\(value(item.new))"
      markup +=
        "<td>\(verdicts(item))"
      let limits = item.limits(style: .typeset, arrow: "→")
      if !limits.isEmpty { markup += "<td class=\"n\" data-l=\"limit\">\(limits)" }
      markup += "\n"
    }
    return markup + "</tbody></table></div>\n"
  }

  private func value(_ finding: Finding?) -> Markup {
    guard let finding else { return "–" }
    return finding.estimate?.markup ?? "–"
  }

  private func verdicts(_ item: ReportDifference.Item) -> Markup {
    let marks = [item.old, item.new].compactMap { $0.map { Mark($0) } }
    guard let first = marks.first, let last = marks.last else { return Markup() }
    return marks.count == 2 && first != last ? "\(first.badge) → \(last.badge)" : last.badge
  }

  private var samples: Markup {
    let (old, new) = (difference.old.samples, difference.new.samples)
    var names: [String] = []
    for sample in old + new where sample.partOf == nil && !names.contains(sample.name) {
      names.append(sample.name)
    }
    let style = NumberStyle.typeset
    func cells(_ samples: [SampleSummary], _ name: String, _ label: Markup) -> Markup {
      guard let sample = samples.first(where: { $0.name == name && $0.partOf == nil }) else {
        return "<td class=\"r\" data-l=\"\(label) rows\">–<td class=\"r\" data-l=\"n eff\">–"
      }
      return
        "<td class=\"r\" data-l=\"\(label) rows\">\(style.count(sample.rows))<td class=\"r\" data-l=\"n eff\">\(style.quantity(sample.effectiveRows))"
    }
    var markup: Markup =
      "<section id=\"samples\">\n<h2>Samples</h2>\n<div class=\"sideways\" tabindex=\"0\"><table class=\"flow\">\n"
    markup +=
      "<thead><tr><th scope=\"col\">sample<th scope=\"col\" class=\"r\">old rows<th scope=\"col\" class=\"r\">"
    markup +=
      "old <i>n</i><sub>eff</sub><th scope=\"col\" class=\"r\">new rows<th scope=\"col\" class=\"r\">new <i>n</i><sub>eff</sub><th scope=\"col\">files</thead>\n<tbody>\n"
    for name in names {
      func files(_ samples: [SampleSummary]) -> [String] {
        samples.first { $0.name == name && $0.partOf == nil }?.files.map(\.sha256) ?? []
      }
      let same = files(old) == files(new) ? "the same" : "different"
      markup +=
        "<tr><th scope=\"row\">\(name: name)\(cells(old, name, "old"))\(cells(new, name, "new"))<td>\(same)\n"
    }
    return markup + "</tbody></table></div>\n</section>\n"
  }

  private var figures: Markup {
    var markup: Markup = "<section id=\"figures\">\n<h2>Old and new side by side</h2>\n"
    var drawn = 0
    // Equal figures of one column are drawn once.
    var shown: [Evidence] = []
    for item in difference.notable where drawn < Self.drawn {
      let (old, new) = (first(item.old), first(item.new))
      guard let latest = item.latest, let either = new ?? old, !shown.contains(either) else { continue }
      shown.append(either)
      drawn += 1
      markup +=
        "<article class=\"card\">\n<h3>\(name: names.name(of: latest)) <small>\(item.change.word)</small></h3>\n"
      markup += "<div class=\"pair\"><div><p class=\"kicker\">old</p>\(side(old))</div>"
      markup += "<div><p class=\"kicker\">new</p>\(side(new))</div></div>\n</article>\n"
    }
    if drawn == 0 { markup += "<p>No finding that changed has a figure.</p>\n" }
    return markup + "</section>\n"
  }

  private func first(_ finding: Finding?) -> Evidence? {
    finding?.evidence.first { if case .table = $0 { false } else { true } }
  }

  private func side(_ evidence: Evidence?) -> Markup {
    evidence.map { EvidenceFigure($0).markup } ?? "<p class=\"why\">no figure</p>"
  }

  private var unchanged: Markup {
    let rest = difference.items.filter { !$0.isNotable }
    guard !rest.isEmpty else { return "<section id=\"same\"><h2>Unchanged</h2><p>None.</p></section>\n" }
    return
      "<section id=\"same\">\n<h2>Unchanged</h2>\n<details><summary>\(rest.count) findings whose intervals overlap</summary>\(table(rest))</details>\n</section>\n"
  }
}
