/// The tolerated range of a quantity, and how much it matters when the quantity is outside.
public struct Limit: Codable, Sendable, Equatable {
  /// Smallest tolerated value; absent: no lower bound.
  public var min: Double?
  /// Largest tolerated value; absent: no upper bound.
  public var max: Double?
  /// What a failure means.
  public var severity: Severity
  /// False: an undecided verdict was reviewed and is tolerated, also by a strict audit; absent: it is not.
  public var strict: Bool?
  /// Why the limit is what it is; absent for the defaults, whose reasons `simaudit limits` prints.
  public var reason: String?

  /// A limit from below, above, or both.
  public init(
    min: Double? = nil, max: Double? = nil, severity: Severity = .error, strict: Bool? = nil,
    reason: String? = nil
  ) {
    self.min = min
    self.max = max
    self.severity = severity
    self.strict = strict
    self.reason = reason
  }

  /// `pass` if the interval lies inside the limit, `fail` if it lies wholly outside, otherwise `inconclusive`
  /// (DESIGN 5). With a limit L from above: pass if high <= L, fail if low > L.
  public func verdict(on estimate: Estimate) -> Verdict {
    let above = self.max.map { estimate.low > $0 } ?? false
    let below = self.min.map { estimate.high < $0 } ?? false
    if above || below { return .fail }
    let upper = self.max.map { estimate.high <= $0 } ?? true
    let lower = self.min.map { estimate.low >= $0 } ?? true
    return upper && lower ? .pass : .inconclusive
  }
}
