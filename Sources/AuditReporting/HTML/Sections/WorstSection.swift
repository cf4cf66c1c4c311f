import AuditReport

/// What did not pass and why, worst first.
struct WorstSection {
  /// More than this are folded away.
  private static let shown = 12

  let findings: [Finding]
  let names: SubjectNames

  var markup: Markup {
    let open = findings.openWorstFirst()
    var markup: Markup = "<section id=\"findings\">\n<h2>What did not pass, and why</h2>\n"
    if open.isEmpty {
      markup +=
        findings.contains { $0.verdict == .pass }
        ? "<p>Nothing: every interval lies within its limit.</p>\n" : "<p>Nothing was judged.</p>\n"
    } else {
      markup += list(open.prefix(Self.shown))
      let rest = open.dropFirst(Self.shown)
      if !rest.isEmpty {
        markup +=
          "<details class=\"open-in-print\"><summary>\(rest.count) more</summary>\(list(rest))</details>\n"
      }
    }
    return markup + Self.rule + "</section>\n"
  }

  private func list(_ findings: ArraySlice<Finding>) -> Markup {
    var markup: Markup = "<ol class=\"worst\">\n"
    for finding in findings {
      let mark = Mark(finding)
      markup += "<li class=\"\(label: mark.rawValue)\"><p>\(mark.badge) "
      markup +=
        "<a href=\"#\(Anchor(finding.id))\">\(name: names.name(of: finding), limit: 200)</a>: \(label: MetricGlossary.title(of: finding.metric)) "
      if let estimate = finding.estimate {
        markup += "<span class=\"n\">\(estimate.markup)</span>"
      }
      if let limit = finding.limit {
        markup += " <span class=\"n l\">limit \(limit.text(style: .typeset))</span>"
        if let clause = limit.clause { markup += " <small>(\(clause))</small>" }
      }
      markup += "</p><p class=\"why\">\(finding.sentence)"
      if let reason = finding.reason { markup += " No estimate: \(reason)." }
      if let acceptance = finding.acceptance { markup += " <b>\(acceptance.clause.capitalisedFirst)</b>" }
      markup += "</p></li>\n"
    }
    return markup + "</ol>\n"
  }

  private static let rule: Markup = """
    <p class="rule">A finding passes when its whole interval lies within the limit and fails when the whole \
    interval lies outside. If the limit is inside the interval the finding is undecided: the sample is too small \
    to say. Limits of severity error must hold; a warning never fails an audit. What somebody accepted in the \
    configuration is listed until it passes and fails the audit again after its day.</p>

    """
}

extension Mark {
  /// Symbol and word.
  var badge: Markup {
    "<span class=\"m \(label: rawValue)\"><span aria-hidden=\"true\">\(label: symbol)</span> \(label: word)</span>"
  }
}

extension String {
  /// The same with a capital at its beginning.
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

extension Estimate {
  /// Value and interval, with the interval in small print.
  var markup: Markup {
    let text = EstimateText(self, style: .typeset)
    return "\(text.value) <small>\(text.interval)\(text.scale)</small>"
  }
}
