import AuditReport
import AuditSamples
import FoundationEssentials

/// The findings that a configuration accepts, on the day of an audit.
public struct Acceptances: Sendable, Equatable {
  /// The entries, in the order of the configuration.
  public var entries: [Configuration.Accepted]
  /// The day of the audit.
  public var today: CalendarDay

  /// Acceptances on a day.
  public init(_ entries: [Configuration.Accepted] = [], today: CalendarDay) {
    self.entries = entries
    self.today = today
  }

  /// Marks what did not pass and is accepted; what became of each entry.
  ///
  /// Where several entries name a finding, the one that holds longest decides. O(entries × findings).
  public func apply(to findings: inout [Finding]) -> [AcceptanceRecord] {
    entries.map { entry in
      let pattern = NamePattern(entry.finding)
      var record = AcceptanceRecord(
        finding: entry.finding, reason: entry.reason, until: entry.until, expired: today > entry.until,
        matches: 0, open: 0)
      for index in findings.indices where pattern.matches(findings[index].id) {
        record.matches += 1
        guard findings[index].isOpen else { continue }
        record.open += 1
        if let other = findings[index].acceptance, other.until >= entry.until { continue }
        findings[index].acceptance = Acceptance(
          reason: entry.reason, until: entry.until, expired: record.expired)
      }
      return record
    }
  }

  /// What a user should hear of the entries: those that name nothing, with the nearest id, and those that are over.
  public static func remarks(on report: Report) -> [String] {
    report.acceptances.compactMap { record in
      if record.matches == 0 {
        let near = suggestion(for: record.finding, among: report.findings.map(\.id))
        return "accepted '\(record.finding)' names no finding of this audit\(near)"
      }
      guard record.expired, record.open > 0 else { return nil }
      return "the acceptance of '\(record.finding)' ended on \(record.until): it counts again"
    }
  }
}

extension CalendarDay {
  /// The day in Coordinated Universal Time on which this is called.
  public static var today: CalendarDay? { CalendarDay(Date().ISO8601Format()) }
}

extension Configuration {
  /// A finding, or all that a pattern names, that is known and accepted until a date.
  public struct Accepted: Sendable, Equatable {
    /// Id of a finding; `*` and `?` stand for other characters.
    public var finding: String
    /// Why.
    public var reason: String
    /// The last day on which it holds.
    public var until: CalendarDay

    /// An acceptance.
    public init(finding: String, reason: String, until: CalendarDay) {
      self.finding = finding
      self.reason = reason
      self.until = until
    }
  }
}
