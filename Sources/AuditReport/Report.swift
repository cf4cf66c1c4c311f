/// The result of an audit: everything that a reporter may show.
public struct Report: Codable, Sendable, Equatable {
  /// Version of the result document, `major.minor`.
  public static let currentSchemaVersion = "1.2"

  /// What made the report.
  public struct Tool: Codable, Sendable, Equatable {
    /// `simaudit`
    public var name: String
    /// Semantic version.
    public var version: String
    /// A tool with its version.
    public init(name: String, version: String) {
      self.name = name
      self.version = version
    }
  }
  /// How many findings have which verdict.
  public struct Counts: Codable, Sendable, Equatable {
    /// Inside their limit.
    public var pass = 0
    /// Outside a limit of severity error.
    public var fail = 0
    /// Outside a limit of severity warning only.
    public var warning = 0
    /// Undecided.
    public var inconclusive = 0
    /// Without a limit.
    public var info = 0
    /// Not passed, and accepted: not among the others.
    public var accepted = 0

    /// The counts of some findings.
    public init(_ findings: [Finding]) {
      for finding in findings {
        if finding.isAccepted {
          accepted += 1
          continue
        }
        switch finding.verdict {
        case .pass: pass += 1
        case .fail: if finding.isWarning { warning += 1 } else { fail += 1 }
        case .inconclusive: inconclusive += 1
        case .info: info += 1
        }
      }
    }
  }
  /// How the run went: the only part that differs between runs on the same input.
  public struct Run: Codable, Sendable, Equatable {
    /// Start, ISO 8601.
    public var started: String
    /// Wall time in seconds.
    public var seconds: Double
    /// Peak resident memory.
    public var peakMemoryBytes: Int
    /// Worker threads.
    public var jobs: Int
    /// A run.
    public init(started: String, seconds: Double, peakMemoryBytes: Int, jobs: Int) {
      self.started = started
      self.seconds = seconds
      self.peakMemoryBytes = peakMemoryBytes
      self.jobs = jobs
    }
  }

  /// Version of the document's format.
  public var schemaVersion: String
  /// What made it.
  public var tool: Tool
  /// `fail` if a limit of severity error failed, `inconclusive` if one is undecided, otherwise `pass`;
  /// `info` when nothing was judged. What is accepted counts for nothing here.
  public var verdict: Verdict
  /// How many findings have which verdict.
  public var counts: Counts
  /// The configuration as run, defaults filled in.
  public var configuration: JSONValue
  /// The samples used.
  public var samples: [SampleSummary]
  /// The acceptances of the configuration and what they covered.
  public var acceptances: [AcceptanceRecord]
  /// The columns that nothing was measured of, and why.
  public var notLookedAt: [OmittedColumn]
  /// The findings, sorted by id.
  public var findings: [Finding]
  /// How the run went.
  public var run: Run

  /// A report over judged findings; sorts them, counts them and draws the verdict.
  public init(
    tool: Tool, configuration: JSONValue, samples: [SampleSummary], findings: [Finding], run: Run,
    acceptances: [AcceptanceRecord] = [], notLookedAt: [OmittedColumn] = []
  ) {
    schemaVersion = Report.currentSchemaVersion
    self.tool = tool
    self.configuration = configuration
    self.samples = samples
    self.findings = findings.sorted { $0.id < $1.id }
    self.run = run
    self.acceptances = acceptances
    self.notLookedAt = notLookedAt
    counts = Counts(findings)
    if counts.fail > 0 {
      verdict = .fail
    } else if findings.contains(where: \.leavesAuditUndecided) {
      verdict = .inconclusive
    } else {
      verdict = counts.pass + counts.warning + counts.inconclusive + counts.accepted > 0 ? .pass : .info
    }
  }
}
