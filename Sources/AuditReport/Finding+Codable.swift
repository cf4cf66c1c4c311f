extension Finding {
  enum CodingKeys: String, CodingKey {
    case id, analyzer, metric, subject, estimate, reason, limit, verdict, message, evidence
    case acceptance = "accepted"
  }

  /// Evidence of a kind that this version knows, or nothing: a later minor version may add kinds, and its
  /// documents stay readable.
  private struct KnownEvidence: Decodable {
    private enum Key: String, CodingKey { case kind }
    static let kinds = Set(Evidence.Kind.allCases.map(\.rawValue))
    let evidence: Evidence?
    init(from decoder: any Decoder) throws {
      let kind = try decoder.container(keyedBy: Key.self).decode(String.self, forKey: .kind)
      evidence = Self.kinds.contains(kind) ? try Evidence(from: decoder) : nil
    }
  }

  /// Reads a finding; evidence of an unknown kind is left out.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    id = try container.decode(String.self, forKey: .id)
    analyzer = try container.decode(String.self, forKey: .analyzer)
    metric = try container.decode(String.self, forKey: .metric)
    subject = try container.decode(Subject.self, forKey: .subject)
    estimate = try container.decodeIfPresent(Estimate.self, forKey: .estimate)
    reason = try container.decodeIfPresent(String.self, forKey: .reason)
    limit = try container.decodeIfPresent(Limit.self, forKey: .limit)
    verdict = try container.decode(Verdict.self, forKey: .verdict)
    message = try container.decode(String.self, forKey: .message)
    evidence = try container.decode([KnownEvidence].self, forKey: .evidence).compactMap(\.evidence)
    acceptance = try container.decodeIfPresent(Acceptance.self, forKey: .acceptance)
  }
}
