/// What a finding means once its limit has been applied to its interval.
public enum Verdict: String, Codable, Sendable, CaseIterable {
  /// The whole interval lies inside the limit.
  case pass
  /// The whole interval lies outside the limit.
  case fail
  /// The interval contains the limit, or there is no interval: the sample is too small to say.
  case inconclusive
  /// Measured; no limit was set.
  case info
}

/// How much a failed limit matters: only `error` changes the exit code.
public enum Severity: String, Codable, Sendable, CaseIterable, Comparable {
  /// Shown, counted, never changes the exit code.
  case warning
  /// Fails the audit.
  case error

  /// `warning` is less than `error`.
  public static func < (a: Severity, b: Severity) -> Bool { a == .warning && b == .error }
}
