/// Where the first of several changes leaves its tolerance as a strength grows, from few strengths.
///
/// Changes and the ends of their intervals are taken as linear between strengths that were measured; at strength 0 they are
/// 0. ``wanted`` names the strengths whose measurement helps most: those at which the first change is thought to
/// cross, all at once, which models answer faster than one by one. A change that leaves the tolerance and returns between
/// two strengths is not seen.
public struct BreakdownCurves: Sendable {
  /// Strengths closer than this part of themselves are the same: what is interpolated between them is known much better.
  private static let precision = 0.03
  /// Rounds of ``wanted`` after which a crossing is known well enough: each squares what is missing, where curves are smooth.
  public static let rounds = 3
  private let tolerances: [ClosedRange<Double>]
  private var points: [(strength: Double, changes: [ChangeEstimate?])] = []

  /// No strength measured yet; one tolerance for each change, 0 inside of it.
  public init(tolerances: [ClosedRange<Double>]) { self.tolerances = tolerances }

  /// Adds what was measured at a strength; all strengths have one sign. O(strengths).
  public mutating func add(_ changes: [ChangeEstimate?], at strength: Double) {
    let place = points.firstIndex { abs($0.strength) >= abs(strength) } ?? points.count
    points.insert((strength, changes), at: place)
  }

  /// True when at the largest strength some change is certainly outside: nothing beyond can be first.
  public var isDecided: Bool {
    guard let last = points.last else { return false }
    return tolerances.indices.contains {
      ToleranceCondition.isOutside.excess(of: last.changes[$0], beyond: tolerances[$0]) > 0
    }
  }

  /// No tolerance is left before this size of the strength: the largest measured with no change outside up to it.
  public var inside: Double {
    points.prefix { point in
      tolerances.indices.allSatisfy {
        ToleranceCondition.valueIsOutside.excess(of: point.changes[$0], beyond: tolerances[$0]) <= 0
      }
    }.last.map { abs($0.strength) } ?? 0
  }

  /// The change that leaves its tolerance first, and where; of those that never do the one whose interval does.
  public var first: (change: Int, point: BreakdownPoint)? {
    guard !points.isEmpty else { return nil }
    var best: (change: Int, point: BreakdownPoint)?
    for change in tolerances.indices {
      let point = point(of: change)
      if let old = best, BreakdownPoint.nearest(old.point, point) == old.point { continue }
      best = (change, point)
    }
    return best
  }

  /// Strengths to measure next; empty when all crossings of the first change are known well.
  public var wanted: [Double] {
    guard let point = first?.point else { return [] }
    var strengths: [Double] = []
    for strength in [point.strength, point.low, point.high].compactMap({ $0 }) where strength != 0 {
      let known = points.map(\.strength) + strengths
      if !known.contains(where: { abs($0 - strength) <= Self.precision * abs(strength) }) {
        strengths.append(strength)
      }
    }
    return strengths
  }

  private func point(of change: Int) -> BreakdownPoint {
    BreakdownPoint(
      strength: crossing(.valueIsOutside, change), low: crossing(.touches, change),
      high: crossing(.isOutside, change), searched: points.last?.strength ?? 0)
  }

  private func crossing(_ condition: ToleranceCondition, _ change: Int) -> Double? {
    let range = tolerances[change]
    var inside = (strength: 0.0, excess: max(-range.upperBound, range.lowerBound))
    for point in points {
      let excess = condition.excess(of: point.changes[change], beyond: range)
      guard excess > 0 else {
        inside = (point.strength, excess)
        continue
      }
      // Next to a change that is not defined the condition is taken to begin where it was first seen.
      let share = -inside.excess / (excess - inside.excess)
      let part = excess.isFinite && inside.excess.isFinite ? (share.isFinite ? share : 0) : 1
      let found = inside.strength + part * (point.strength - inside.strength)
      // Closer to 0 the interval of no change at all touches the tolerance.
      return abs(found) < 0.01 * abs(points.first?.strength ?? 0) ? 0 : found
    }
    return nil
  }
}
