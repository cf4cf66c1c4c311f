/// Ends of intervals by inversion of tests along a path of hypotheses.
enum Inversion {
  /// The largest t in [0, limit] at which `excess` is not positive, to 0.2 % of the limit; 0 when there is none.
  ///
  /// `excess` grows with t up to fluctuations. Regula falsi with the Illinois modification (Dowell and Jarratt, BIT 11
  /// (1971) 168): about five evaluations.
  static func largest(upTo limit: Double, where excess: (Double) -> Double) -> Double {
    bracket(upTo: limit, of: excess).below
  }

  /// The smallest t in [0, limit] at which `excess` is positive, to 0.2 % of the limit; the limit when there is none.
  static func smallest(upTo limit: Double, where excess: (Double) -> Double) -> Double {
    bracket(upTo: limit, of: excess).above
  }

  private static func bracket(
    upTo limit: Double, of excess: (Double) -> Double
  ) -> (below: Double, above: Double) {
    var below = 0.0
    var above = limit
    var valueBelow = excess(below)
    if valueBelow > 0 { return (0, 0) }
    var valueAbove = excess(above)
    if valueAbove <= 0 { return (limit, limit) }
    let tolerance = 0.002 * limit
    var lastMoved = 0
    for _ in 0..<20 where above - below > tolerance {
      var t = above - valueAbove * (above - below) / (valueAbove - valueBelow)
      // A step away from both ends: the bracket closes from two sides.
      t = min(max(t, below + 0.4 * tolerance), above - 0.4 * tolerance)
      let value = excess(t)
      if value > 0 {
        above = t
        valueAbove = value
        if lastMoved == 1 { valueBelow /= 2 }
        lastMoved = 1
      } else {
        below = t
        valueBelow = value
        if lastMoved == -1 { valueAbove /= 2 }
        lastMoved = -1
      }
    }
    return (below, above)
  }
}
