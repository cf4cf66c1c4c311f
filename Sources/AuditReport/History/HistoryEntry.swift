/// What a history keeps of one audit: its estimates and verdicts, without evidence.
public struct HistoryEntry: Codable, Sendable, Equatable {
  /// Version of this form.
  public static let currentVersion = 1

  /// A sample, as far as a history needs to know it.
  public struct Sample: Codable, Sendable, Equatable {
    /// Name in the report.
    public var name: String
    /// Role: simulation, data, training, validation, test.
    public var role: String
    /// Rows that passed the selection.
    public var rows: Int
    /// SHA-256 of each file, hexadecimal.
    public var sha256: [String]
  }

  /// A finding without its evidence.
  public struct Quantity: Codable, Sendable, Equatable {
    /// Id of the finding.
    public var id: String
    /// Kind of the analyzer.
    public var analyzer: String
    /// What was measured.
    public var metric: String
    /// What it was measured on.
    public var subject: Subject
    /// The number with its interval; absent when there is none.
    public var estimate: Estimate?
    /// The limit that decided.
    public var limit: Limit?
    /// What it said.
    public var verdict: Verdict
    /// True when an acceptance held.
    public var accepted: Bool

    /// 0 for what to read first, as ``Finding/rank``.
    public var rank: Int {
      if accepted { return 4 }
      return switch (verdict, limit?.severity ?? .warning) {
      case (.fail, .error): 0
      case (.inconclusive, .error): 1
      case (.fail, .warning): 2
      case (.inconclusive, .warning): 3
      case (.pass, _): 5
      case (.info, _): 6
      }
    }

    /// A quantity.
    public init(
      id: String, analyzer: String, metric: String, subject: Subject, estimate: Estimate? = nil,
      limit: Limit? = nil, verdict: Verdict, accepted: Bool = false
    ) {
      self.id = id
      self.analyzer = analyzer
      self.metric = metric
      self.subject = subject
      self.estimate = estimate
      self.limit = limit
      self.verdict = verdict
      self.accepted = accepted
    }
  }

  /// Version of the form.
  public var historyVersion: Int
  /// What the audit is called, e.g. the version of the simulation; may be empty.
  public var revision: String
  /// Start, ISO 8601.
  public var started: String
  /// What made the report.
  public var tool: Report.Tool
  /// Verdict of the audit.
  public var verdict: Verdict
  /// The samples that are no parts of others.
  public var samples: [Sample]
  /// Every finding that has a number or a limit.
  public var quantities: [Quantity]

  /// What a history keeps of a report. Notes are left out.
  public init(_ report: Report, revision: String) {
    historyVersion = Self.currentVersion
    self.revision = revision
    started = report.run.started
    tool = report.tool
    verdict = report.verdict
    samples = report.samples.filter { $0.partOf == nil }.map {
      Sample(name: $0.name, role: $0.role, rows: $0.rows, sha256: $0.files.map(\.sha256))
    }
    quantities = report.findings.filter { $0.estimate != nil || $0.limit != nil }.map {
      Quantity(
        id: $0.id, analyzer: $0.analyzer, metric: $0.metric, subject: $0.subject, estimate: $0.estimate,
        limit: $0.limit, verdict: $0.verdict, accepted: $0.isAccepted)
    }
  }

  /// An entry of a store.
  public init(
    revision: String, started: String, tool: Report.Tool, verdict: Verdict, samples: [Sample],
    quantities: [Quantity]
  ) {
    historyVersion = Self.currentVersion
    self.revision = revision
    self.started = started
    self.tool = tool
    self.verdict = verdict
    self.samples = samples
    self.quantities = quantities
  }
}
