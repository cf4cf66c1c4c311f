import AuditAnalysis
import Dispatch
import Synchronization

/// Runs independent pieces of work on a fixed number of threads; results come back in the order of the pieces.
struct WorkQueue: Sendable {
  let jobs: Int

  /// `transform` of each item. The first error in the order of the items is thrown, after running pieces ended.
  func map<Item: Sendable, Output: Sendable>(
    _ items: [Item], _ transform: @escaping @Sendable (Item) throws -> Output
  ) throws -> [Output] {
    let state = Mutex(State<Output>(results: Array(repeating: nil, count: items.count)))
    let threads = max(1, min(jobs, items.count))
    DispatchQueue.concurrentPerform(iterations: threads) { _ in
      while let index = state.withLock({ $0.take(of: items.count) }) {
        let result = Result { try transform(items[index]) }
        state.withLock { $0.put(result, at: index) }
      }
    }
    return try state.withLock { state in
      try state.results.compactMap { try $0?.get() }
    }
  }

  /// The queue as analyzers may use it; the meter counts what they ask for.
  func pieces(countedBy meter: ProgressMeter? = nil) -> IndependentPieces {
    IndependentPieces { count, piece in
      meter?.add(count)
      return try map(Array(0..<count)) { number in
        defer { meter?.finish(1) }
        return try piece(number)
      }
    }
  }

  private struct State<Output: Sendable>: Sendable {
    var results: [Result<Output, any Error>?]
    var next = 0
    var failed = false

    /// The next piece, or nil when there is none or one has failed.
    mutating func take(of count: Int) -> Int? {
      guard !failed, next < count else { return nil }
      defer { next += 1 }
      return next
    }

    mutating func put(_ result: Result<Output, any Error>, at index: Int) {
      results[index] = result
      if case .failure = result { failed = true }
    }
  }
}
