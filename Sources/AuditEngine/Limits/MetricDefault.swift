import AuditReport

/// A metric as limits know it: what it is, on which side it can go wrong, and the limits that hold by default.
public struct MetricDefault: Sendable, Equatable {
  /// What values a metric can take, and so what a single number means as a limit.
  public enum Scale: String, Sendable {
    /// 0 is perfect, more is worse: `0.05` is a largest value.
    case distance
    /// 0 is perfect, both signs are bad: `0.05` means −0.05 to 0.05.
    case signed
    /// 1 is perfect: `1.1` means 1/1.1 to 1.1.
    case ratio
    /// More is better: `100` is a smallest value.
    case amount

    /// The other end of a range that is given by one; nil where one end is enough.
    func mirrored(_ bound: Double) -> Double? {
      switch self {
      case .distance, .amount: nil
      case .signed: -bound
      case .ratio: bound > 0 ? 1 / bound : nil
      }
    }
  }

  /// Name in limits and findings, e.g. `ks`.
  public var metric: String
  /// Analyzer that measures it.
  public var analyzer: String
  /// One sentence that says what it is, with its unit.
  public var summary: String
  /// What values it can take.
  public var scale: Scale
  /// Limits that hold unless the configuration sets others; empty: measured, not judged.
  public var limits: [Limit]
  /// Why these limits, or why none.
  public var why: String

  /// A metric with its default limits.
  public init(
    metric: String, analyzer: String, summary: String, scale: Scale, limits: [Limit] = [], why: String
  ) {
    self.metric = metric
    self.analyzer = analyzer
    self.summary = summary
    self.scale = scale
    self.limits = limits
    self.why = why
  }
}

extension [MetricDefault] {
  /// The metrics that a limit can name, each once: several analyzers may measure the same.
  var names: [String] { map(\.metric).reduce(into: []) { if !$0.contains($1) { $0.append($1) } } }
}
