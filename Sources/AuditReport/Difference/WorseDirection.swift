/// In which direction a quantity gets worse.
public enum WorseDirection: Sendable, Equatable {
  /// More is worse: distances, losses.
  case larger
  /// Less is worse: counts, efficiencies.
  case smaller
  /// Away from 0 is worse.
  case fromZero
  /// Away from 1 is worse.
  case fromOne

  /// What a limit tells of it: one from above that more is worse, one from below that less is, one around 0 or 1 the
  /// distance; nil for any other range.
  public init?(_ limit: Limit) {
    switch (limit.min, limit.max) {
    case (nil, _?): self = .larger
    case (_?, nil): self = .smaller
    case (let min?, let max?):
      if min < 0, max > 0 {
        self = .fromZero
      } else if min > 0, min < 1, max > 1 {
        self = .fromOne
      } else {
        return nil
      }
    case (nil, nil): return nil
    }
  }

  /// The interval of an estimate on a scale on which 0 is perfect and more is worse.
  ///
  /// |x| and |ln x| of an interval that holds the perfect value begin at 0; less-is-worse quantities become 1/x, infinite for
  /// x ≤ 0. A ratio that is not positive is infinitely bad.
  func badness(_ estimate: Estimate) -> (low: Double, high: Double) {
    let (low, high) = (Swift.min(estimate.low, estimate.high), Swift.max(estimate.low, estimate.high))
    switch self {
    case .larger: return (low, high)
    case .smaller:
      return (high > 0 ? 1 / high : .infinity, low > 0 ? 1 / low : .infinity)
    case .fromZero:
      let ends = (abs(low), abs(high))
      return (low <= 0 && high >= 0 ? 0 : Swift.min(ends.0, ends.1), Swift.max(ends.0, ends.1))
    case .fromOne:
      // max(x, 1/x) − 1 orders like |ln x| and needs no logarithm.
      func away(_ x: Double) -> Double { x > 0 ? Swift.max(x, 1 / x) - 1 : .infinity }
      let ends = (away(low), away(high))
      return (low <= 1 && high >= 1 ? 0 : Swift.min(ends.0, ends.1), Swift.max(ends.0, ends.1))
    }
  }
}
