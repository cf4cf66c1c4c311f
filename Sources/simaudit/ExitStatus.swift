/// What the exit code tells a script.
enum ExitStatus {
  /// Nothing of severity error failed.
  static let passed: Int32 = 0
  /// A limit of severity error failed (with `--strict`: or is undecided).
  static let failed: Int32 = 1
  /// The audit could not be done: usage, configuration or input.
  static let unusable: Int32 = 2
  /// Interrupted.
  static let interrupted: Int32 = 130
}
