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
  }

  var analyzer: String
  /// What to read first comes first.
  var groups: [Group]

  /// The chapters in the order of their analyzers.
  static func all(of findings: [Finding]) -> [Chapter] {
    var order: [String] = []
    var byAnalyzer: [String: [Finding]] = [:]
    for finding in findings {
      if byAnalyzer[finding.analyzer] == nil { order.append(finding.analyzer) }
      byAnalyzer[finding.analyzer, default: []].append(finding)
    }
    return order.map { Chapter(analyzer: $0, findings: byAnalyzer[$0] ?? []) }
  }

  private init(analyzer: String, findings: [Finding]) {
    self.analyzer = analyzer
    var order: [String] = []
    var byTitle: [String: [Finding]] = [:]
    for finding in findings {
      let subject = finding.subject
      let title = subject.column ?? subject.sample ?? subject.comparison ?? analyzer
      if byTitle[title] == nil { order.append(title) }
      byTitle[title, default: []].append(finding)
    }
    let groups = order.map {
      Group(title: $0, anchor: Anchor("column/\(analyzer)/\($0)"), findings: byTitle[$0] ?? [])
    }
    self.groups = groups.map { ($0, Chapter.order(of: $0)) }
      .sorted { a, b in
        a.1.rank != b.1.rank ? a.1.rank < b.1.rank : a.1.headline > b.1.headline
      }
      .map(\.0)
  }

  /// Groups are sorted by their worst finding, then by their largest headline metric; the sort is stable.
  private static func order(of group: Group) -> (rank: Int, headline: Double) {
    let headlines = group.findings.filter { MetricGlossary[$0.metric]?.isHeadline ?? false }
    return (
      group.findings.map(\.rank).min() ?? 5, headlines.compactMap { $0.estimate?.value }.max() ?? -1
    )
  }

  var anchor: Anchor { Anchor("chapter/\(analyzer)") }

  var title: String {
    AnalyzerGlossary[analyzer]?.title ?? analyzer.prefix(1).uppercased() + analyzer.dropFirst()
  }

  /// What the chapter answers, in a sentence; empty for analyzers without one.
  var question: String { AnalyzerGlossary[analyzer]?.question ?? "" }
}
