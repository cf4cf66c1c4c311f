import AuditReport

/// The findings of one analyzer, gathered by what they are about.
struct Chapter: Sendable {
  /// The findings about one column, or about one sample or pair of samples as a whole.
  struct Group: Sendable {
    var title: String
    var anchor: Anchor
    /// In the order of the result document.
    var findings: [Finding]

    /// The finding to read first.
    var worst: Finding? { findings.worstFirst().first }
    /// True when nothing failed and nothing is undecided.
    var isQuiet: Bool { findings.allSatisfy { $0.verdict == .pass || $0.verdict == .info } }
    /// True when there is nothing to see but numbers.
    var isBare: Bool {
      findings.allSatisfy { $0.evidence.isEmpty && ($0.estimate != nil || $0.reason != nil) }
    }
    /// True when it ranks the columns and so leads into the chapter.
    var isRanking: Bool {
      findings.contains { finding in
        finding.estimate == nil && finding.verdict == .info
          && finding.evidence.contains { if case .bars = $0 { true } else { false } }
      }
    }
    /// True when its findings are too many for a table beside the figures.
    var isLong: Bool { findings.count { $0.estimate != nil || $0.reason != nil } > 24 }
    /// True when a table needs the width of the page.
    var isWide: Bool {
      findings.contains {
        $0.evidence.contains { if case .table(let table) = $0 { table.columns.count > 4 } else { false } }
      }
    }
  }

  var analyzer: String
  /// What to read first comes first.
  var groups: [Group]

  /// The chapters in the order of the glossary of analyzers: what to read first comes first.
  static func all(of findings: [Finding]) -> [Chapter] {
    var order: [String] = []
    var byAnalyzer: [String: [Finding]] = [:]
    for finding in findings {
      if byAnalyzer[finding.analyzer] == nil { order.append(finding.analyzer) }
      byAnalyzer[finding.analyzer, default: []].append(finding)
    }
    return order.enumerated().sorted { a, b in
      (AnalyzerGlossary.position(of: a.element), a.offset) < (
        AnalyzerGlossary.position(of: b.element), b.offset
      )
    }.map { Chapter(analyzer: $0.element, findings: byAnalyzer[$0.element] ?? []) }
  }

  private init(analyzer: String, findings: [Finding]) {
    self.analyzer = analyzer
    var order: [String] = []
    var byTitle: [String: [Finding]] = [:]
    for finding in findings {
      let subject = finding.subject
      let title = subject.column ?? subject.sample ?? subject.comparison ?? "all samples"
      if byTitle[title] == nil { order.append(title) }
      byTitle[title, default: []].append(finding)
    }
    let groups = order.map {
      Group(title: $0, anchor: Anchor("column/\(analyzer)/\($0)"), findings: byTitle[$0] ?? [])
    }
    self.groups = groups.map { ($0, Chapter.order(of: $0)) }
      .sorted { a, b in
        if a.0.isRanking != b.0.isRanking { return a.0.isRanking }
        return a.1.rank != b.1.rank ? a.1.rank < b.1.rank : a.1.headline > b.1.headline
      }
      .map(\.0)
  }

  /// Groups are sorted by their worst finding, then by their largest headline metric; the sort is stable.
  private static func order(of group: Group) -> (rank: Int, headline: Double) {
    let headlines = group.findings.filter { MetricGlossary[$0.metric]?.isHeadline ?? false }
    return (
      group.findings.map(\.rank).min() ?? 6, headlines.compactMap { $0.estimate?.value }.max() ?? -1
    )
  }

  var anchor: Anchor { Anchor("chapter/\(analyzer)") }

  var title: String {
    AnalyzerGlossary[analyzer]?.title ?? analyzer.prefix(1).uppercased() + analyzer.dropFirst()
  }

  /// What the chapter answers, in a sentence; empty for analyzers without one.
  var question: String { AnalyzerGlossary[analyzer]?.question ?? "" }
}
