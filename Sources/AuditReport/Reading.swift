/// One measured quantity before it is judged: what an analyzer returns.
public struct Reading: Sendable, Equatable {
  /// What the measurement gave.
  public enum Outcome: Sendable, Equatable {
    /// A number with its interval.
    case measured(Estimate)
    /// No number; the reason is a clause such as "all 200 values are missing".
    case inconclusive(reason: String)
    /// A statement without a number, never judged.
    case noted
  }

  /// Stable from run to run: `analyzer/metric/subject`.
  public var id: String
  /// Kind of the analyzer, e.g. `shift`.
  public var analyzer: String
  /// What was measured, e.g. `ks`.
  public var metric: String
  /// What it was measured on.
  public var subject: Subject
  /// The number, or why there is none.
  public var outcome: Outcome
  /// One sentence for people.
  public var message: String
  /// What a reader needs to check the number.
  public var evidence: [Evidence]
  /// The same quantity where the column may have been misread: limits that judge it otherwise leave the reading undecided.
  public var alternative: Estimate?

  /// A reading of one metric on one subject.
  public init(
    id: String, analyzer: String, metric: String, subject: Subject, outcome: Outcome, message: String,
    evidence: [Evidence] = [], alternative: Estimate? = nil
  ) {
    self.id = id
    self.analyzer = analyzer
    self.metric = metric
    self.subject = subject
    self.outcome = outcome
    self.message = message
    self.evidence = evidence
    self.alternative = alternative
  }
}
