/// How far an audit is; called from worker threads.
public struct AuditProgress: Sendable {
  /// What is being done, e.g. `shift`.
  public var stage: String
  /// Column sets finished.
  public var done: Int
  /// Column sets in all.
  public var total: Int
}
