/// That somebody knows of a finding that did not pass and lets it be until a day.
///
/// It changes what the finding does to the verdict of the audit, never the finding's own verdict.
public struct Acceptance: Codable, Sendable, Equatable {
  /// Why.
  public var reason: String
  /// The last day on which it holds.
  public var until: CalendarDay
  /// True when the audit ran after that day: the finding counts again.
  public var expired: Bool

  /// An acceptance as it stood on the day of the audit.
  public init(reason: String, until: CalendarDay, expired: Bool) {
    self.reason = reason
    self.until = until
    self.expired = expired
  }
}

/// One acceptance of the configuration, and what it covered.
public struct AcceptanceRecord: Codable, Sendable, Equatable {
  /// Id of a finding, or a pattern.
  public var finding: String
  /// Why.
  public var reason: String
  /// The last day on which it holds.
  public var until: CalendarDay
  /// True when the audit ran after that day.
  public var expired: Bool
  /// How many findings it names.
  public var matches: Int
  /// How many of these did not pass.
  public var open: Int

  /// A record.
  public init(
    finding: String, reason: String, until: CalendarDay, expired: Bool, matches: Int, open: Int
  ) {
    self.finding = finding
    self.reason = reason
    self.until = until
    self.expired = expired
    self.matches = matches
    self.open = open
  }

  /// What became of it, as a clause.
  public var state: String {
    if matches == 0 { return "names no finding of this audit" }
    if expired { return "expired: what it names counts again" }
    if open == 0 { return "no longer needed: what it names passes" }
    return open == 1 ? "covers one finding that did not pass" : "covers \(open) findings that did not pass"
  }
}
