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
  /// Column that it is for, `*` and `?` allowed; nil: every column.
  public var subject: String?
  /// Analyzer that it is for; nil: every one that measures the metric.
  public var analyzer: String?
  /// Smallest tolerated value; nil: the mirror image of `max` for two-sided metrics, otherwise open.
  public var min: Bound?
  /// Largest tolerated value; nil: the mirror image of `min` for two-sided metrics, otherwise open.
  public var max: Bound?
  /// What a failure means; nil: of a rule that judges, error; of one that does not, both severities.
  public var severity: Severity?
  /// False: findings are measured and not judged.
  public var judge: Bool

  /// A rule.
  public init(
    metric: String, subject: String? = nil, analyzer: String? = nil, min: Bound? = nil, max: Bound? = nil,
    severity: Severity? = nil, judge: Bool = true
  ) {
    self.metric = metric
    self.subject = subject
    self.analyzer = analyzer
    self.min = min
    self.max = max
    self.severity = severity
    self.judge = judge
  }

  /// A rule that says what a default limit says.
  init(_ limit: Limit, of metric: MetricDefault) {
    self.init(
      metric: metric.metric, analyzer: metric.analyzer, min: limit.min.map(Bound.value) ?? .open,
      max: limit.max.map(Bound.value) ?? .open, severity: limit.severity)
  }

  /// The limit that the rule sets on a metric of this scale; a side that is not given mirrors the other one.
  func limit(scale: MetricDefault.Scale) -> Limit {
    func mirrored(_ bound: Bound?) -> Double? {
      guard case .value(let value) = bound else { return nil }
      switch scale {
      case .distance, .amount: return nil
      case .signed: return -value
      case .ratio: return value > 0 ? 1 / value : nil
      }
    }
    func resolved(_ bound: Bound?, other: Bound?) -> Double? {
      switch bound {
      case .value(let value): value
      case .open: nil
      case nil: mirrored(other)
      }
    }
    return Limit(
      min: resolved(min, other: max), max: resolved(max, other: min), severity: severity ?? .error)
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
