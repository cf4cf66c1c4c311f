import AuditReport

extension ReportDifference.Change {
  /// The word in documents.
  var word: String { rawValue }

  /// The symbol beside the word.
  var symbol: String {
    switch self {
    case .worse: "↓"
    case .new: "+"
    case .gone: "−"
    case .lost: "?"
    case .moved: "↔"
    case .better: "↑"
    case .same: "="
    }
  }

  /// What it means.
  var meaning: String {
    switch self {
    case .worse: "the whole new interval is worse than the whole old one"
    case .new: "only in the new document"
    case .gone: "only in the old document"
    case .lost: "had an estimate and has none now"
    case .moved: "the intervals do not touch, and neither is known to be worse"
    case .better: "the whole new interval is better than the whole old one"
    case .same: "the intervals overlap"
    }
  }
}

extension ReportDifference.Item {
  /// `passes → fails`, or the one verdict that there is.
  func verdicts(_ word: (Mark) -> String, arrow: String) -> String {
    let (was, now) = (old.map { word(Mark($0)) }, new.map { word(Mark($0)) })
    switch (was, now) {
    case (let was?, let now?): return was == now ? now : "\(was) \(arrow) \(now)"
    case (let only?, nil), (nil, let only?): return only
    case (nil, nil): return ""
    }
  }

  /// Value and interval of one side; a dash where there is none.
  static func value(_ finding: Finding?, style: NumberStyle) -> String {
    finding?.estimate.map { EstimateText($0, style: style).line } ?? "–"
  }

  /// The limit, or the old and the new one.
  func limits(
    style: NumberStyle, arrow: String, atMost: String = "≤", atLeast: String = "≥", to: String = "…"
  )
    -> String
  {
    func text(_ finding: Finding?) -> String? {
      finding?.limit.map { $0.text(style: style, atMost: atMost, atLeast: atLeast, to: to) }
    }
    let (was, now) = (text(old), text(new))
    guard isLimitChanged else { return now ?? was ?? "" }
    return "\(was ?? "none") \(arrow) \(now ?? "none")"
  }
}

extension ReportDifference {
  /// The outcome in one sentence.
  var sentence: String {
    let regressions = items.count(where: \.isRegression)
    let notable = items.count(where: \.isNotable)
    if regressions > 0 {
      let what = regressions == 1 ? "One finding" : "\(regressions) findings"
      return margin == 1
        ? "Worse: \(what.lowercasedFirst) got worse beyond both intervals or newly \(regressions == 1 ? "fails" : "fail")."
        : "Worse: \(what.lowercasedFirst) got worse by more than the margin of \(NumberStyle.plain.rounded(margin)) or newly \(regressions == 1 ? "fails" : "fail")."
    }
    if notable == 0 { return "No change: all \(items.count) findings agree within their intervals." }
    let worse = items.count { $0.change == .worse }
    return worse == 0
      ? "Not worse: \(notable) of \(items.count) findings changed, none for the worse."
      : "Not worse beyond the margin: \(notable) of \(items.count) findings changed, \(worse) of them for the worse."
  }

  /// `2 worse, 1 better, 40 same`
  var countsText: String {
    let verdicts = items.count(where: \.isVerdictChanged)
    return counts.map { "\($0.count) \($0.change.word)" }.joined(separator: ", ")
      + (verdicts == 0 ? "" : "; \(verdicts) \(verdicts == 1 ? "verdict" : "verdicts") changed")
  }

  /// What makes the comparison less than one of like with like, a sentence each.
  var remarks: [String] {
    var remarks: [String] = []
    if old.schemaVersion != new.schemaVersion || old.tool != new.tool {
      remarks.append(
        "The documents are of \(old.tool.name) \(old.tool.version) (schema \(old.schemaVersion)) and \(new.tool.name) \(new.tool.version) (schema \(new.schemaVersion))."
      )
    }
    func digests(_ report: Report) -> [[String]] { report.samples.map { $0.files.map(\.sha256) } }
    if old.samples.map(\.name) != new.samples.map(\.name) {
      remarks.append("The documents are of different samples.")
    } else if digests(old) == digests(new), !digests(new).joined().isEmpty {
      remarks.append("Both documents are of the same files.")
    }
    let limits = items.count(where: \.isLimitChanged)
    if limits > 0 {
      remarks.append(
        "\(limits == 1 ? "One finding has" : "\(limits) findings have") another limit than before.")
    }
    return remarks
  }
}

extension String {
  /// The same with a small letter at its beginning.
  var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
