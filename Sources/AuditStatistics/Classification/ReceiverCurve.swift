/// Points of the weighted ROC curve: efficiency of the class against efficiency of the rest.
public struct ReceiverCurve: Sendable, Equatable {
  /// One working point: events scored at or above a threshold.
  public struct Point: Sendable, Equatable {
    /// Weighted fraction of the other events that pass.
    public var background: Double
    /// Weighted fraction of the class that passes.
    public var signal: Double
  }
  /// From (0, 0) to (1, 1), thresholds falling.
  public let points: [Point]

  /// The curve of a class, thinned to at most `maximum` points at equal steps in signal + background; nil unless both
  /// sums of weights are positive. O(n).
  public init?(_ events: RankedEvents, positive: UInt8 = 1, maximum: Int = 101) {
    var all: [Point] = []
    var (inside, outside) = (0.0, 0.0)
    events.forEachGroup(positive: positive) { positive, rest in
      all.append(Point(background: outside, signal: inside))
      inside += positive.first
      outside += rest.first
    }
    guard inside > 0, outside > 0 else { return nil }
    all.append(Point(background: outside, signal: inside))
    let falling = all.reversed().map {
      Point(background: 1 - $0.background / outside, signal: 1 - $0.signal / inside)
    }
    guard falling.count > maximum else {
      points = falling
      return
    }
    var kept: [Point] = []
    let step = 2 / Double(maximum - 1)
    var next = 0.0
    for point in falling where point.background + point.signal >= next {
      kept.append(point)
      next = max(next + step, point.background + point.signal)
    }
    if let last = falling.last, kept.last != last { kept.append(last) }
    points = kept
  }
}
