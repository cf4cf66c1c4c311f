import Synchronization

/// The largest difference between two evaluators of one model that several threads have seen.
final class LargestDifference: Sendable {
  private let seen = Mutex<Float?>(nil)

  /// nil: none so far.
  var value: Float? { seen.withLock { $0 } }

  /// Takes in one more.
  func note(_ difference: Float) { seen.withLock { $0 = max($0 ?? 0, difference) } }
}
