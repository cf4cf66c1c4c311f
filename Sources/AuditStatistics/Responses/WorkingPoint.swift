/// Where a classifier decides.
public enum WorkingPoint: Sendable, Equatable, Codable {
  /// At the largest nominal score that selects at least this weighted fraction of the positives, in (0, 1).
  case signalEfficiency(Double)
  /// At this score: events with at least this score are selected.
  case threshold(Double)
}

/// Why responses cannot be measured.
public enum ResponseError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Arrays of different lengths.
  case counts(scores: Int, expected: Int)
  /// A score that is NaN, of the row given.
  case scoreIsNotANumber(row: Int)
  /// A class without a positive sum of weights.
  case noPositiveWeight(isPositive: Bool, sum: Double)
  /// A signal efficiency outside of (0, 1).
  case signalEfficiency(Double)

  /// One sentence: what was found and what was expected.
  public var description: String {
    switch self {
    case .counts(let scores, let expected):
      "there are \(scores) scores or weights for \(expected) events; there must be one for each"
    case .scoreIsNotANumber(let row):
      "the score of row \(row) is not a number; a classifier must score every event"
    case .noPositiveWeight(let isPositive, let sum):
      "the weights of the \(isPositive ? "positive" : "negative") events sum to \(sum); the sum must be positive"
    case .signalEfficiency(let value):
      "a working point at signal efficiency \(value) cannot be reached; it must lie between 0 and 1"
    }
  }
}
