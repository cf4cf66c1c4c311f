import AuditReport

/// The top of the page: the verdict in one sentence, the counts, what was compared.
struct VerdictSection {
  let report: Report

  var markup: Markup {
    let mark = Mark(report.verdict)
    var markup: Markup = "<header class=\"\(label: mark.rawValue)\">\n"
    if let title = report.title { markup += "<p class=\"title\">\(title)</p>\n" }
    markup += "<p class=\"kicker\">\(compared)</p>\n"
    markup += "<h1><span aria-hidden=\"true\">\(label: mark.symbol)</span> \(report.verdictSentence)</h1>\n"
    if !report.marks.isEmpty {
      markup += "<ul class=\"counts\">"
      for (mark, count) in report.marks {
        markup +=
          "<li class=\"\(label: mark.rawValue)\"><b>\(NumberStyle.typeset.count(count))</b> \(label: mark.symbol) \(Self.noun(mark, count))"
      }
      markup += "</ul>\n"
    }
    return markup + "</header>\n"
  }

  private var compared: Markup {
    let whole = report.samples.filter { $0.partOf == nil }
    let first = whole.filter { $0.role != "data" }
    let second = whole.filter { $0.role == "data" }
    func list(_ samples: [SampleSummary]) -> Markup {
      var markup = Markup()
      for (index, sample) in samples.prefix(6).enumerated() {
        if index > 0 { markup += ", " }
        markup += "<b>\(name: sample.name, limit: 60)</b> (\(NumberStyle.typeset.count(sample.rows)) rows)"
      }
      return samples.count > 6 ? markup + " and \(samples.count - 6) more" : markup
    }
    if first.isEmpty || second.isEmpty { return "SimAudit of \(list(whole))" }
    return "SimAudit of \(list(first)) against \(list(second))"
  }

  private static func noun(_ mark: Mark, _ count: Int) -> String {
    switch mark {
    case .fail: count == 1 ? "failure" : "failures"
    case .warning: count == 1 ? "warning" : "warnings"
    case .inconclusive: "undecided"
    case .accepted: "accepted"
    case .pass: count == 1 ? "pass" : "passes"
    case .info: "without a limit"
    }
  }
}
