/// Where the first of several changes leaves its tolerance as a strength grows, from few strengths.
///
/// Changes and the ends of their intervals are taken as linear between strengths that were measured; at strength 0 they are
/// 0. ``wanted`` names the strengths whose measurement helps most: those at which the first change is thought to
/// cross. Unlike ``BreakdownPoint/search(strengths:known:tolerance:precision:evaluate:)`` all strengths of a round are
/// asked for at once, which models answer faster, and bisection gives way to regula falsi.
public struct BreakdownCurves: Sendable {
  /// Strengths closer than this part of themselves are the same.
  private static let precision = 0.02
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
    return tolerances.indices.contains { excess(.isOutside, $0, last.changes) > 0 }
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
      high: crossing(.isOutside, change), searched: points.last?.strength ?? 0, evaluations: points.count)
  }

  private enum Condition { case touches, valueIsOutside, isOutside }

  /// How far beyond the tolerance; negative inside.
  private func excess(_ condition: Condition, _ place: Int, _ changes: [ChangeEstimate?]) -> Double {
    let range = tolerances[place]
    guard let change = changes[place] else { return condition == .touches ? .leastNormalMagnitude : -1 }
    return switch condition {
    case .touches: max(change.high - range.upperBound, range.lowerBound - change.low)
    case .valueIsOutside: max(change.value - range.upperBound, range.lowerBound - change.value)
    case .isOutside: max(change.low - range.upperBound, range.lowerBound - change.high)
    }
  }

  private func crossing(_ condition: Condition, _ change: Int) -> Double? {
    let range = tolerances[change]
    var inside = (strength: 0.0, excess: max(-range.upperBound, range.lowerBound))
    for point in points {
      let excess = excess(condition, change, point.changes)
      guard excess > 0 else {
        inside = (point.strength, excess)
        continue
      }
      let part = excess - inside.excess > 0 ? -inside.excess / (excess - inside.excess) : 0
      let found = inside.strength + part * (point.strength - inside.strength)
      // Closer to 0 the interval of no change at all touches the tolerance.
      return abs(found) < 0.01 * abs(points.first?.strength ?? 0) ? 0 : found
    }
    return nil
  }
}
