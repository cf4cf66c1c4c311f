import AuditReport

/// One line of the list of limits: which findings it is for, and what it tolerates.
public struct LimitRule: Sendable, Equatable {
  /// One end of the tolerated range.
  public enum Bound: Sendable, Equatable {
    /// The largest or smallest tolerated value.
    case value(Double)
    /// Nothing is too large (too small).
    case open
  }

  /// Metric, e.g. `ks`.
  public var metric: String
  /// Column that it is for, `*` and `?` allowed; empty: only what is about no column; nil: everything.
  public var subject: String?
  /// Analyzer that it is for; nil: every one that measures the metric.
  public var analyzer: String?
  /// Smallest tolerated value; nil: the mirror image of `max` for two-sided metrics, otherwise open.
  public var min: Bound?
  /// Largest tolerated value; nil: the mirror image of `min` for two-sided metrics, otherwise open.
  public var max: Bound?
  /// What a failure means; nil: the rule replaces the limits of both severities, by an error limit or, where it does not
  /// judge, by none.
  public var severity: Severity?
  /// False: findings are measured and not judged.
  public var judge: Bool
  /// False: an undecided verdict is tolerated by a strict audit too; nil: it is not.
  public var strict: Bool?
  /// Why.
  public var reason: String?

  /// A rule.
  public init(
    metric: String, subject: String? = nil, analyzer: String? = nil, min: Bound? = nil, max: Bound? = nil,
    severity: Severity? = nil, judge: Bool = true, strict: Bool? = nil, reason: String? = nil
  ) {
    self.metric = metric
    self.subject = subject
    self.analyzer = analyzer
    self.min = min
    self.max = max
    self.severity = severity
    self.judge = judge
    self.strict = strict
    self.reason = reason
  }

  /// How limits of two severities go together, for people.
  public static let severityRule =
    "A limit without a severity replaces both: it is an error limit, and there is no warning. One with a severity leaves the other as it is."

  /// A rule that says what a default limit says.
  init(_ limit: Limit, of metric: MetricDefault) {
    self.init(
      metric: metric.metric, analyzer: metric.analyzer, min: limit.min.map(Bound.value) ?? .open,
      max: limit.max.map(Bound.value) ?? .open, severity: limit.severity)
  }

  /// A rule on a metric of this scale that says what a limit says, without what goes without saying.
  init(_ limit: Limit, scale: MetricDefault.Scale) {
    self.init(
      metric: "", min: limit.min.map(Bound.value), max: limit.max.map(Bound.value), severity: limit.severity,
      strict: limit.strict, reason: limit.reason)
    if max == nil, limit.min.flatMap(scale.mirrored) != nil { max = .open }
    if let mirror = limit.max.flatMap(scale.mirrored) { min = limit.min == mirror ? nil : min ?? .open }
  }

  /// The limit that the rule sets on a metric of this scale; a side that is not given mirrors the other one.
  func limit(scale: MetricDefault.Scale) -> Limit {
    func resolved(_ bound: Bound?, other: Bound?) -> Double? {
      switch (bound, other) {
      case (.value(let value), _): value
      case (nil, .value(let value)): scale.mirrored(value)
      default: nil
      }
    }
    return Limit(
      min: resolved(min, other: max), max: resolved(max, other: min), severity: severity ?? .error,
      strict: strict, reason: reason)
  }

  /// Why the rule makes no sense on a metric of this scale, or nil; `off` is how one writes that nothing is judged.
  func problem(scale: MetricDefault.Scale, off: String = "judge: false") -> String? {
    guard judge else {
      return min == nil && max == nil ? nil : "'\(off)' and a limit exclude each other"
    }
    if min == nil && max == nil { return "a limit needs 'max' or 'min', or '\(off)'" }
    let limit = limit(scale: scale)
    if limit.min == nil && limit.max == nil {
      return "a limit that is open on both sides judges nothing; write '\(off)'"
    }
    if let low = limit.min, let high = limit.max, low > high {
      return
        "the smallest tolerated value, \(LimitRule.text(low)), is above the largest, \(LimitRule.text(high))"
    }
    return nil
  }
}
