/// Ends of intervals by inversion of tests along a path of hypotheses.
enum Inversion {
  /// A hypothesis t and by how much the critical value there exceeds what was observed.
  typealias Point = (t: Double, excess: Double)

  /// A t near the sign change of `excess` between two points: the end with excess ≤ 0, and the other one.
  ///
  /// `excess` grows with t up to fluctuations; `below` has excess ≤ 0 and `above` > 0. Regula falsi with the Illinois
  /// modification (Dowell and Jarratt, BIT 11 (1971) 168), until the bracket or the excess is 1 % of its start: two to
  /// four evaluations.
  static func bracket(
    below: Point, above: Point, of excess: (Double) -> Double
  ) -> (below: Double, above: Double) {
    var (below, above) = (below, above)
    let tolerance = 0.01 * (above.t - below.t)
    let small = 0.01 * min(abs(below.excess), abs(above.excess))
    var last = 0
    for _ in 0..<12 where above.t - below.t > tolerance {
      var t = above.t - above.excess * (above.t - below.t) / (above.excess - below.excess)
      // A step away from both ends: the bracket closes from two sides.
      t = min(max(t, below.t + 0.4 * tolerance), above.t - 0.4 * tolerance)
      let value = excess(t)
      if abs(value) <= small { return (t, t) }
      if value > 0 {
        above = (t, value)
        if last == 1 { below.excess /= 2 }
        last = 1
      } else {
        below = (t, value)
        if last == -1 { above.excess /= 2 }
        last = -1
      }
    }
    return (below.t, above.t)
  }
}
