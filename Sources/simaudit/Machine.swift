import FoundationEssentials

/// What the program runs on.
enum Machine {
  /// Cores that this process may use.
  static var cores: Int { max(1, ProcessInfo.processInfo.activeProcessorCount) }
}
