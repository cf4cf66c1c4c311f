import AuditReport

/// The default limits as `simaudit limits` prints them.
public struct LimitsTable: Sendable, Equatable {
  /// One metric in words.
  public struct Row: Codable, Sendable, Equatable {
    /// Name in limits, e.g. `ks`.
    public var metric: String
    /// Analyzer that measures it.
    public var analyzer: String
    /// Tolerated range that fails the audit when left, or a dash.
    public var error: String
    /// Tolerated range that is reported when left, or a dash.
    public var warning: String
    /// What the metric is.
    public var summary: String
    /// Why these limits.
    public var why: String
  }

  /// One row for each metric.
  public var rows: [Row]

  /// The limits that hold on metrics after the rules, for all columns.
  public init(_ limits: Limits = Limits(), metrics: [MetricDefault] = MetricDefault.all) {
    rows = metrics.map { metric in
      let set = limits.limits(analyzer: metric.analyzer, metric: metric.metric, column: nil)
      func words(_ severity: Severity) -> String {
        set.first { $0.severity == severity }.map { LimitsTable.words($0) } ?? "–"
      }
      return Row(
        metric: metric.metric, analyzer: metric.analyzer, error: words(.error), warning: words(.warning),
        summary: metric.summary, why: metric.why)
    }
  }

  /// "≤ 0.05", "−0.1 to 0.1", "≥ 0.9".
  static func words(_ limit: Limit) -> String {
    switch (limit.min.map(number), limit.max.map(number)) {
    case (let low?, let high?): "\(low) to \(high)"
    case (nil, let high?): "≤ \(high)"
    case (let low?, nil): "≥ \(low)"
    case (nil, nil): "–"
    }
  }

  /// Four significant digits, a real minus sign.
  private static func number(_ value: Double) -> String {
    var digits = 1.0
    while value != 0, abs(value) * digits < 1000, digits < 1e15 { digits *= 10 }
    let text = LimitRule.text((value * digits).rounded() / digits)
    return text.hasPrefix("-") ? "−" + text.dropFirst() : text
  }

  /// Lines for a terminal: a table, and for each metric what it is and why its limits are what they are.
  public func text() -> String {
    let head = Row(
      metric: "metric", analyzer: "analyzer", error: "error", warning: "warning", summary: "", why: "")
    let columns: [KeyPath<Row, String>] = [\.metric, \.analyzer, \.error, \.warning]
    let widths = columns.map { column in ([head] + rows).map { $0[keyPath: column].count }.max() ?? 0 }
    func line(_ row: Row) -> String {
      zip(columns, widths).map { column, width in
        let cell = row[keyPath: column]
        return cell + String(repeating: " ", count: width - cell.count)
      }.joined(separator: "  ").trimmingTrailingBlanks
    }
    let table = ([head] + rows).map(line).joined(separator: "\n")
    let notes = rows.map { "\($0.metric): \($0.summary)\n  \($0.why)" }.joined(separator: "\n")
    return """
      \(table)

      \(notes)

      Outside its error limit a finding fails the audit (exit code 1); outside its warning limit it is reported.
      Change them in the configuration (limits: [{metric: ks, subject: "pt*", max: 0.1}]) or by --limit ks:pt=0.1,
      --limit iqr-ratio=0.8..1.3:warning, --limit tvd=off. \(LimitRule.severityRule)

      """
  }
}

extension String {
  fileprivate var trimmingTrailingBlanks: String {
    String(reversed().drop { $0 == " " }.reversed())
  }
}
