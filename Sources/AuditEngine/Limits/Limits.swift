import AuditReport

/// All limits of an audit: the defaults, then those of the configuration, then those of the command line.
///
/// For each severity one rule decides: the last rule that names the column; where there is none, the last that
/// is for all columns. So a general `{metric: ks, max: 0.1}` replaces the default error limit, leaves the default warning, and
/// yields to `{metric: ks, subject: pt, max: 0.2}` wherever it stands in the list.
public struct Limits: Sendable, Equatable {
  /// The rules, least important first.
  public var rules: [LimitRule]
  private let scales: [String: MetricDefault.Scale]

  /// Limits from some rules on top of the defaults of these metrics.
  public init(_ rules: [LimitRule] = [], defaults: [MetricDefault] = MetricDefault.all) {
    let first = Limits.rules(of: defaults)
    // The configuration in a result document already begins with them.
    self.rules = rules.starts(with: first) ? rules : first + rules
    scales = Dictionary(defaults.map { ($0.metric, $0.scale) }) { first, _ in first }
  }

  /// The default limits as rules.
  static func rules(of defaults: [MetricDefault]) -> [LimitRule] {
    defaults.flatMap { metric in metric.limits.map { LimitRule($0, of: metric) } }
  }

  /// The limits on one quantity, error first; empty when it is not judged. O(rules).
  public func limits(analyzer: String, metric: String, column: String?) -> [Limit] {
    let ofMetric = rules.filter { $0.metric == metric && ($0.analyzer ?? analyzer) == analyzer }
    return [Severity.error, .warning].compactMap { severity in
      let candidates = ofMetric.filter { rule in
        guard (rule.severity ?? (rule.judge ? .error : severity)) == severity else { return false }
        guard let subject = rule.subject else { return true }
        return column.map { NamePattern(subject).matches($0) } ?? false
      }
      guard let rule = candidates.last(where: { $0.subject != nil }) ?? candidates.last, rule.judge else {
        return nil
      }
      return rule.limit(scale: scales[metric] ?? .distance)
    }
  }

  /// The limits on what a reading measured.
  public func limits(for reading: Reading) -> [Limit] {
    limits(analyzer: reading.analyzer, metric: reading.metric, column: reading.subject.column)
  }
}
