import AuditReport

/// All limits of an audit: the defaults, then those of the configuration, then those of the command line.
///
/// For each severity one rule decides: the last rule that names the column; where there is none, the last that
/// is for all columns. A rule without a severity is for both: it sets the error limit and leaves no warning. So a general
/// `{metric: ks, max: 0.1}` replaces both default limits and yields to `{metric: ks, subject: pt, max: 0.2}` wherever
/// it stands in the list; `{metric: ks, max: 0.01, severity: warning}` leaves the error limit as it is.
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
        guard (rule.severity ?? severity) == severity else { return false }
        guard let subject = rule.subject else { return true }
        return column.map { NamePattern(subject).matches($0) } ?? subject.isEmpty
      }
      guard let rule = candidates.last(where: { $0.subject != nil }) ?? candidates.last, rule.judge,
        (rule.severity ?? .error) == severity
      else { return nil }
      return rule.limit(scale: scales[metric] ?? .distance)
    }
  }

  /// The limits on what a reading measured.
  public func limits(for reading: Reading) -> [Limit] {
    limits(analyzer: reading.analyzer, metric: reading.metric, column: reading.subject.column)
  }
}

extension Limits {
  /// One sentence for each warning that nothing can reach: the error limit beside it is as tight, or another limit replaces it.
  ///
  /// O(rules²).
  public static func remarks(on rules: [LimitRule], metrics: [MetricDefault] = MetricDefault.all) -> [String]
  {
    let limits = Limits(rules, defaults: metrics)
    return rules.filter { $0.severity == .warning && $0.judge }.compactMap { rule in
      guard
        let metric = metrics.first(where: {
          $0.metric == rule.metric && (rule.analyzer ?? $0.analyzer) == $0.analyzer
        })
      else { return nil }
      let set = limits.limits(analyzer: metric.analyzer, metric: metric.metric, column: rule.subject)
      let warning = rule.limit(scale: metric.scale)
      let name = rule.metric + (rule.subject.map { " of '\($0)'" } ?? "")
      let start = "the warning limit on \(name), \(LimitsTable.words(warning)), is "
      guard set.contains(where: { $0.severity == .warning }) else {
        return start + "replaced by a limit without a severity; write 'error' there to keep both"
      }
      guard let error = set.first(where: { $0.severity == .error }),
        warning.min ?? -.infinity <= error.min ?? -.infinity,
        warning.max ?? .infinity >= error.max ?? .infinity
      else { return nil }
      return start + "never reached: the error limit, \(LimitsTable.words(error)), comes first; "
        + "a limit without a severity replaces both"
    }
  }
}
