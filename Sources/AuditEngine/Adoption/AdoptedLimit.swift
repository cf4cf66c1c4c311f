import AuditReport

/// A limit made from a reviewed result: what was measured, with a margin.
public struct AdoptedLimit: Sendable, Equatable {
  /// The rule to write.
  public var rule: LimitRule
  /// What was measured: value and interval, for the comment.
  public var measured: String

  /// What to do with the findings of a result.
  public struct Request: Sendable {
    /// By how much a quantity may be worse than the bad end of its interval, as a factor from 1 on.
    public var margin: Double
    /// Ids of findings or patterns; empty: every one that is judged.
    public var findings: [String]
    /// True: only what did not pass.
    public var isOpenOnly: Bool

    /// A request.
    public init(margin: Double = 1.2, findings: [String] = [], isOpenOnly: Bool = false) {
      self.margin = margin
      self.findings = findings
      self.isOpenOnly = isOpenOnly
    }
  }

  /// The limits that the judged findings of a report give, in their order, and what of them gave none, in words.
  ///
  /// | scale | limit, from the interval [low, high] |
  /// |---|---|
  /// | distance | max = margin · high |
  /// | signed | max = margin · max(abs(low), abs(high)), mirrored |
  /// | ratio | max = 1 + margin · (max(high, 1/low) − 1), mirrored |
  /// | amount | min = low / margin |
  ///
  /// rounded outwards to three digits. Findings that one rule would judge (the same metric, column and severity in several
  /// samples) give one limit, the loosest. Where another limit that is in force, such as a default warning, would still not let
  /// what was reviewed pass, it is adopted with the same bound: judged again by `rules` and these, all of it passes.
  /// O(findings × (patterns + rules)).
  public static func all(
    of report: Report, _ request: Request, rules: [LimitRule] = [],
    metrics: [MetricDefault] = MetricDefault.all
  ) -> (limits: [AdoptedLimit], remarks: [String]) {
    let patterns = request.findings.map { NamePattern($0) }
    var limits: [AdoptedLimit] = []
    var remarks: [String] = []
    var unmeasured = 0
    var adopted: [(Finding, Estimate, AdoptedLimit)] = []
    for finding in report.findings where finding.limit != nil && finding.verdict != .info {
      guard patterns.isEmpty || patterns.contains(where: { $0.matches(finding.id) }),
        !request.isOpenOnly || finding.isOpen
      else { continue }
      guard let estimate = finding.estimate else {
        unmeasured += 1
        continue
      }
      guard
        let metric = metrics.first(where: { $0.metric == finding.metric && $0.analyzer == finding.analyzer })
      else {
        remarks.append(
          "\(finding.id): this simaudit knows no metric '\(finding.metric)' of '\(finding.analyzer)'")
        continue
      }
      guard let rule = rule(for: finding, estimate, metric, metrics, margin: request.margin) else {
        remarks.append("\(finding.id): no limit tolerates \(EstimateText(estimate, style: .plain).line)")
        continue
      }
      let limit = AdoptedLimit(rule: rule, measured: EstimateText(estimate, style: .plain).line)
      add(limit, to: &limits)
      adopted.append((finding, estimate, limit))
    }
    let inForce = Limits(rules + limits.map(\.rule), defaults: metrics)
    for (finding, estimate, limit) in adopted {
      let judges = inForce.limits(
        analyzer: finding.analyzer, metric: finding.metric, column: finding.subject.column)
      for judge in judges where judge.verdict(on: estimate) != .pass {
        var other = limit
        other.rule.severity = judge.severity
        add(other, to: &limits)
      }
    }
    if unmeasured > 0 {
      remarks.append(
        "\(unmeasured) \(unmeasured == 1 ? "finding has" : "findings have") no estimate and \(unmeasured == 1 ? "gives" : "give") no limit"
      )
    }
    return (limits, remarks)
  }

  /// Of two limits that judge the same the looser one stays.
  private static func add(_ limit: AdoptedLimit, to limits: inout [AdoptedLimit]) {
    guard let index = limits.firstIndex(where: { $0.rule.judgesLike(limit.rule) }) else {
      limits.append(limit)
      return
    }
    if limit.rule.isLooser(than: limits[index].rule) { limits[index] = limit }
  }

  private static func rule(
    for finding: Finding, _ estimate: Estimate, _ metric: MetricDefault, _ metrics: [MetricDefault],
    margin: Double
  ) -> LimitRule? {
    let isShared = metrics.count { $0.metric == metric.metric } > 1
    var rule = LimitRule(
      metric: metric.metric, subject: finding.subject.column, analyzer: isShared ? metric.analyzer : nil,
      severity: finding.limit?.severity == .warning ? .warning : nil)
    let (low, high) = (min(estimate.low, estimate.high), max(estimate.low, estimate.high))
    let bound: Double
    switch metric.scale {
    case .distance: bound = roundedUp(max(0, margin * high))
    case .signed: bound = roundedUp(margin * max(abs(low), abs(high)))
    case .ratio:
      guard low > 0 else { return nil }
      bound = roundedUp(1 + margin * (max(high, 1 / low) - 1))
    case .amount:
      rule.min = .value(-roundedUp(-low / margin))
      return low.isFinite ? rule : nil
    }
    rule.max = .value(bound)
    return bound.isFinite ? rule : nil
  }

  /// The smallest number with three significant digits that is not below the value (but for rounding errors).
  static func roundedUp(_ value: Double) -> Double {
    guard value != 0, value.isFinite else { return value }
    let exponent = PowerOfTen.exponent(of: value) - 2
    let whole: (Double) -> Double = { ($0 - abs($0) * 1e-12).rounded(.up) }
    if exponent >= 0 { return whole(value / PowerOfTen[exponent]) * PowerOfTen[exponent] }
    return whole(value * PowerOfTen[-exponent]) / PowerOfTen[-exponent]
  }

  /// The rule as an entry of a list in YAML: `{ metric: ks, subject: pt, max: 0.0195 }`.
  var entry: String {
    var parts = ["metric: " + YAMLText.flow(.string(rule.metric))]
    if let subject = rule.subject { parts.append("subject: " + YAMLText.flow(.string(subject))) }
    if let analyzer = rule.analyzer { parts.append("analyzer: " + YAMLText.flow(.string(analyzer))) }
    if case .value(let value)? = rule.min { parts.append("min: " + LimitRule.text(value)) }
    if case .value(let value)? = rule.max { parts.append("max: " + LimitRule.text(value)) }
    if let severity = rule.severity { parts.append("severity: " + severity.rawValue) }
    return "{ " + parts.joined(separator: ", ") + " }"
  }
}

extension LimitRule {
  /// True when both judge the same findings with the same severity.
  func judgesLike(_ other: LimitRule) -> Bool {
    metric == other.metric && subject == other.subject && analyzer == other.analyzer && judge && other.judge
      && (severity ?? .error) == (other.severity ?? .error)
  }

  fileprivate func isLooser(than other: LimitRule) -> Bool {
    if case .value(let a)? = max, case .value(let b)? = other.max { return a > b }
    if case .value(let a)? = min, case .value(let b)? = other.min { return a < b }
    return false
  }
}
