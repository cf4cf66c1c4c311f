// Keys that a minor version added are absent in older documents.

extension Report {
  enum CodingKeys: String, CodingKey {
    case schemaVersion, tool, verdict, counts, configuration, samples, notLookedAt, findings, run
    case acceptances = "accepted"
  }

  /// Reads a document of any minor version.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    schemaVersion = try container.decode(String.self, forKey: .schemaVersion)
    tool = try container.decode(Tool.self, forKey: .tool)
    verdict = try container.decode(Verdict.self, forKey: .verdict)
    counts = try container.decode(Counts.self, forKey: .counts)
    configuration = try container.decode(JSONValue.self, forKey: .configuration)
    samples = try container.decode([SampleSummary].self, forKey: .samples)
    // 1.1
    acceptances = try container.decodeIfPresent([AcceptanceRecord].self, forKey: .acceptances) ?? []
    // 1.2
    notLookedAt = try container.decodeIfPresent([OmittedColumn].self, forKey: .notLookedAt) ?? []
    findings = try container.decode([Finding].self, forKey: .findings)
    run = try container.decode(Run.self, forKey: .run)
  }
}

extension Report.Counts {
  enum CodingKeys: String, CodingKey { case pass, fail, warning, inconclusive, info, accepted }

  /// Reads counts of any minor version.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    pass = try container.decode(Int.self, forKey: .pass)
    fail = try container.decode(Int.self, forKey: .fail)
    warning = try container.decode(Int.self, forKey: .warning)
    inconclusive = try container.decode(Int.self, forKey: .inconclusive)
    info = try container.decode(Int.self, forKey: .info)
    // 1.1
    accepted = try container.decodeIfPresent(Int.self, forKey: .accepted) ?? 0
  }
}
