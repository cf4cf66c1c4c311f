/// The smallest strength at which the change of a metric leaves a tolerance.
///
/// Found between neighbours of a grid of strengths by secants: a response that leaves the tolerance and returns
/// between two neighbours is not seen. The interval of the strength is where the edges of the interval of the change
/// cross the tolerance.
public struct BreakdownPoint: Sendable, Equatable, Codable {
  /// Where the change itself leaves the tolerance; nil: nowhere up to `searched`.
  public let strength: Double?
  /// From here on the interval of the change is not inside of the tolerance; nil: it is up to `searched`.
  public let low: Double?
  /// From here on the interval of the change is outside of the tolerance; nil: nowhere up to `searched`.
  public let high: Double?
  /// The strength farthest from 0 that was examined.
  public let searched: Double
  /// Responses that were asked for.
  public let evaluations: Int

  /// Searches strengths of one sign, away from 0. `tolerance` must contain 0; `known`: changes at the strengths that
  /// have been measured already. `evaluate` gives the change at a strength, nil where it is not defined, which counts
  /// as unknown. The strength is known to `precision` of itself, or to a tenth of the width of its interval. O(log)
  /// evaluations for each of three edges.
  public static func search(
    strengths: [Double], known: [ChangeEstimate?]? = nil, tolerance: ClosedRange<Double>,
    precision: Double = 0.01, evaluate: (Double) throws -> ChangeEstimate?
  ) rethrows -> BreakdownPoint {
    var search = Search(tolerance: tolerance)
    if let known {
      for (strength, change) in zip(strengths, known) { search.changes[strength] = .some(change) }
    }
    let grid = strengths.sorted { abs($0) < abs($1) }
    let low = try search.crossing(grid, to: precision, .touches, evaluate)
    let high = try search.crossing(grid, to: precision, .isOutside, evaluate)
    var coarse = precision
    if let low, let high, high != 0 { coarse = max(precision, 0.1 * abs(high - low) / abs(high)) }
    let strength = try search.crossing(grid, to: coarse, .valueIsOutside, evaluate)
    return BreakdownPoint(
      strength: strength, low: low, high: high, searched: grid.last ?? 0, evaluations: search.evaluations)
  }

  /// The one of two signs that is reached first.
  public static func nearest(_ first: BreakdownPoint, _ second: BreakdownPoint) -> BreakdownPoint {
    func distance(_ point: BreakdownPoint) -> (Double, Double) {
      (point.strength.map(abs) ?? .infinity, point.low.map(abs) ?? .infinity)
    }
    return distance(second) < distance(first) ? second : first
  }

  /// Remembers what was evaluated.
  private struct Search {
    let tolerance: ClosedRange<Double>
    typealias Evaluation = (Double) throws -> ChangeEstimate?
    var changes: [Double: ChangeEstimate?] = [:]
    var evaluations = 0

    /// First strength of the grid where the condition holds, refined towards the one before; nil: none.
    mutating func crossing(
      _ grid: [Double], to precision: Double, _ condition: ToleranceCondition, _ evaluate: Evaluation
    ) rethrows -> Double? {
      var inside = 0.0
      for strength in grid where strength != 0 {
        if try excess(condition, at: strength, evaluate) > 0 {
          return try refined(from: inside, to: strength, to: precision, condition, evaluate)
        }
        inside = strength
      }
      return nil
    }

    /// Where the condition begins to hold between two strengths: secants, until two in a row agree.
    private mutating func refined(
      from inside: Double, to outside: Double, to precision: Double, _ condition: ToleranceCondition,
      _ evaluate: Evaluation
    ) rethrows -> Double {
      var (inside, outside) = (inside, outside)
      let start = outside
      // What was evaluated for another edge of the interval narrows this one.
      for strength in changes.keys.sorted(by: { abs($0) < abs($1) })
      where strength * start > 0 && abs(strength) > abs(inside) && abs(strength) < abs(outside) {
        if try excess(condition, at: strength, evaluate) > 0 { outside = strength } else { inside = strength }
      }
      var last: Double?
      while abs(outside - inside) > precision * abs(outside) {
        // Closer to 0 the interval of no change at all touches the tolerance.
        if abs(outside) < 0.01 * abs(start) { return 0 }
        // No change at 0: as far inside of the tolerance as its nearer end.
        let below =
          inside == 0
          ? -min(-tolerance.lowerBound, tolerance.upperBound) : try excess(condition, at: inside, evaluate)
        let above = try excess(condition, at: outside, evaluate)
        // Where the ends say nothing, or next to nothing, of the place between: the middle.
        let share = (below / (below - above))
        let step = share.isFinite ? min(0.9, max(0.1, share)) : 0.5
        let next = inside + step * (outside - inside)
        if let last, abs(next - last) <= 0.5 * precision * abs(next) { return next }
        if try excess(condition, at: next, evaluate) > 0 { outside = next } else { inside = next }
        last = next
      }
      return (inside + outside) / 2
    }

    /// How far beyond the tolerance a change is, by the condition: above 0 where it holds.
    private mutating func excess(_ condition: ToleranceCondition, at strength: Double, _ evaluate: Evaluation)
      rethrows
      -> Double
    {
      condition.excess(of: try change(at: strength, evaluate), beyond: tolerance)
    }

    private mutating func change(at strength: Double, _ evaluate: Evaluation) rethrows -> ChangeEstimate? {
      if let known = changes[strength] { return known }
      evaluations += 1
      let change = try evaluate(strength)
      changes[strength] = .some(change)
      return change
    }
  }
}
