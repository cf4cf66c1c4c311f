/// How an interval of a change stands to a tolerance; the three edges of a breakdown point.
enum ToleranceCondition {
  /// Some of the interval is outside.
  case touches
  /// The value is outside.
  case valueIsOutside
  /// All of the interval is outside.
  case isOutside

  /// How far beyond the tolerance a change is: above 0 where the condition holds. A change that is not defined touches any
  /// tolerance and is never outside: ±∞.
  func excess(of change: ChangeEstimate?, beyond tolerance: ClosedRange<Double>) -> Double {
    guard let change else { return self == .touches ? .infinity : -.infinity }
    let (low, high) =
      switch self {
      case .touches: (change.low, change.high)
      case .valueIsOutside: (change.value, change.value)
      case .isOutside: (change.high, change.low)
      }
    return max(tolerance.lowerBound - low, high - tolerance.upperBound)
  }
}
