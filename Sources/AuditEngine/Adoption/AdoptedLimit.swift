import AuditReport

/// A limit made from a reviewed result, where the limits in force would not let the same pass again.
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
    /// True: only what did not pass, nothing for what passed so narrowly that chance can leave it undecided.
    public var isOpenOnly: Bool
    /// Why what was measured is tolerable.
    public var reason: String?

    /// A request.
    public init(
      margin: Double = 1.2, findings: [String] = [], isOpenOnly: Bool = false, reason: String? = nil
    ) {
      self.margin = margin
      self.findings = findings
      self.isOpenOnly = isOpenOnly
      self.reason = reason
    }
  }

  /// The limits that the judged findings of a report need, in their order, and what is to be said besides.
  ///
  /// Each limit in force is kept where the finding passes it. A side that it did not pass is moved outwards to ``Reach/bound``,
  /// never inwards. An error limit that the next sample of the same nature may leave undecided by chance (``Reach/chance``), or of
  /// something that could not be measured or was only noted, gets `strict: false`: it fails when it is exceeded for certain, and not when it is undecided. Judged again
  /// by `rules` and these, nothing that was reviewed fails, and all that has an estimate and did not pass, passes.
  ///
  /// Findings that one rule judges (the same metric, column and severity in several samples) give one limit, the loosest; where
  /// error and warning become the same, one without a severity. O(findings × (patterns + rules)).
  public static func all(
    of report: Report, _ request: Request, rules: [LimitRule] = [],
    metrics: [MetricDefault] = MetricDefault.all
  ) -> (limits: [AdoptedLimit], remarks: [String]) {
    let patterns = request.findings.map { NamePattern($0) }
    let inForce = Limits(rules, defaults: metrics)
    // A rule without a column is for everything: where columns are judged, too, it has to say that it is for none of them.
    let ofColumns = Set(
      report.findings.filter { $0.subject.column != nil }.map { "\($0.analyzer)/\($0.metric)" })
    var limits: [AdoptedLimit] = []
    var remarks: [String] = []
    for finding in report.findings
    where finding.estimate != nil || finding.reason != nil || !request.isOpenOnly {
      guard patterns.isEmpty || patterns.contains(where: { $0.matches(finding.id) }) else { continue }
      guard
        let metric = metrics.first(where: { $0.metric == finding.metric && $0.analyzer == finding.analyzer })
      else {
        if finding.limit != nil {
          remarks.append(
            "\(finding.id): this simaudit knows no metric '\(finding.metric)' of '\(finding.analyzer)'")
        }
        continue
      }
      let judges = inForce.limits(
        analyzer: finding.analyzer, metric: finding.metric, column: finding.subject.column)
      for limit in judges {
        guard let needed = needed(limit, for: finding.estimate, metric.scale, request) else { continue }
        var rule = LimitRule(needed, scale: metric.scale)
        rule.metric = metric.metric
        // An error limit that stands alone needs no severity, and leaves no warning behind.
        if judges.count == 1, needed.severity == .error { rule.severity = nil }
        rule.analyzer = metrics.count { $0.metric == metric.metric } > 1 ? metric.analyzer : nil
        rule.subject =
          finding.subject.column
          ?? (ofColumns.contains("\(finding.analyzer)/\(finding.metric)") ? LimitRule.noColumn : nil)
        rule.reason = request.reason ?? needed.reason
        let measured = finding.estimate.map { EstimateText($0, style: .plain).line } ?? "not measured"
        add(AdoptedLimit(rule: rule, measured: measured), to: &limits)
      }
    }
    return (joined(limits), remarks)
  }

  /// The limit that lets the estimate pass, or nothing where the one in force does.
  private static func needed(
    _ limit: Limit, for estimate: Estimate?, _ scale: MetricDefault.Scale, _ request: Request
  ) -> Limit? {
    var needed = limit
    guard let estimate else {
      needed.strict = false
      return limit.severity == .error && limit.strict != false ? needed : nil
    }
    let passes = limit.verdict(on: estimate) == .pass
    let reaches = [Reach.Side.low, .high].map { Reach(estimate, $0, scale, margin: request.margin) }
    if !passes {
      needed.min = limit.min.map { $0 <= estimate.low ? $0 : -roundedUp(-Swift.min($0, reaches[0].bound)) }
      needed.max = limit.max.map { $0 >= estimate.high ? $0 : roundedUp(Swift.max($0, reaches[1].bound)) }
    }
    let isCertain =
      needed.min ?? -.infinity <= -roundedUp(-reaches[0].chance)
      && needed.max ?? .infinity >= roundedUp(reaches[1].chance)
    if limit.severity == .error, !isCertain, !(passes && request.isOpenOnly) { needed.strict = false }
    return needed == limit ? nil : needed
  }

  /// Of two limits that judge the same, each side of the looser one.
  private static func add(_ limit: AdoptedLimit, to limits: inout [AdoptedLimit]) {
    guard let index = limits.firstIndex(where: { $0.rule.judgesLike(limit.rule) }) else {
      limits.append(limit)
      return
    }
    limits[index].widen(by: limit)
  }

  private mutating func widen(by other: AdoptedLimit) {
    let old = rule
    if case .value(let a)? = rule.max, case .value(let b)? = other.rule.max { rule.max = .value(max(a, b)) }
    if case .value(let a)? = rule.min, case .value(let b)? = other.rule.min { rule.min = .value(min(a, b)) }
    if other.rule.strict == false { rule.strict = false }
    if rule != old { measured = other.measured }
  }

  /// Error and warning limits that became the same, as one.
  private static func joined(_ limits: [AdoptedLimit]) -> [AdoptedLimit] {
    var joined = limits
    for limit in limits where limit.rule.severity == .error {
      var twin = limit.rule
      (twin.severity, twin.strict) = (.warning, nil)
      guard let warning = joined.firstIndex(where: { $0.rule == twin }),
        let error = joined.firstIndex(of: limit)
      else { continue }
      joined[error].rule.severity = nil
      joined.remove(at: warning)
    }
    return joined
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
    func text(_ bound: LimitRule.Bound) -> String {
      if case .value(let value) = bound { LimitRule.text(value) } else { "none" }
    }
    var parts = ["metric: " + YAMLText.flow(.string(rule.metric))]
    if let subject = rule.subject { parts.append("subject: " + YAMLText.flow(.string(subject))) }
    if let analyzer = rule.analyzer { parts.append("analyzer: " + YAMLText.flow(.string(analyzer))) }
    if let min = rule.min { parts.append("min: " + text(min)) }
    if let max = rule.max { parts.append("max: " + text(max)) }
    if let severity = rule.severity { parts.append("severity: " + severity.rawValue) }
    if let strict = rule.strict { parts.append("strict: \(strict)") }
    if let reason = rule.reason { parts.append("reason: " + YAMLText.flow(.string(reason))) }
    return "{ " + parts.joined(separator: ", ") + " }"
  }
}

extension LimitRule {
  /// True when both judge the same findings with the same severity.
  func judgesLike(_ other: LimitRule) -> Bool {
    metric == other.metric && subject == other.subject && analyzer == other.analyzer && judge && other.judge
      && (severity ?? .error) == (other.severity ?? .error)
  }
}
