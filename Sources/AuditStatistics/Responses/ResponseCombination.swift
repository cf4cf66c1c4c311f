/// Linear combinations of the changes at several strengths, or of several classifiers, on the same rows.
///
/// Responses share their events, so that their errors are correlated: the influences are combined row by row,
/// Var = Σᵢ(Σ_k a_k δ_ki)². Every response must have been asked to keep its influences and have the same rows; nil
/// otherwise, where a metric is not defined, and for distances.
public enum ResponseCombination {
  /// Σ_k a_k (R_k − R(0)). O(n · terms).
  public static func estimate(
    _ terms: [(coefficient: Double, response: Response)], _ metric: ResponseMetric
  ) -> ChangeEstimate? {
    guard metric.isLinear, let first = terms.first?.response else { return nil }
    let count = first.rowCount
    var value = 0.0
    var pseudo = 0.0
    var bounds = (below: 0.0, above: 0.0)
    var total = [Double](repeating: 0, count: count)
    for (coefficient, response) in terms {
      guard let change = response.change(metric), let part = response.linear[metric],
        part.influences.count == count
      else { return nil }
      value += coefficient * change.value
      pseudo += coefficient * coefficient * part.guardSquare
      let sides = coefficient < 0 ? (part.bounds.above, part.bounds.below) : part.bounds
      bounds.below += abs(coefficient) * sides.0
      bounds.above += abs(coefficient) * sides.1
      for row in 0..<count { total[row] += coefficient * Double(part.influences[row]) }
    }
    var sums = InfluenceSums()
    var events = 0
    for influence in total {
      let square = influence * influence
      sums.second += square
      sums.fourth += square * square
      events += square > 0 ? 1 : 0
    }
    return ChangeEstimate(
      value: value, sums: sums, guardSquare: pseudo, bounds: bounds, events: max(2, events),
      confidence: first.confidence)
  }

  /// Slope at 0 from strengths on both sides, [R(+h) − R(−h)]/2h. O(n).
  public static func slope(
    plus: Response, minus: Response, strength: Double, _ metric: ResponseMetric
  ) -> ChangeEstimate? {
    estimate([(0.5 / strength, plus), (-0.5 / strength, minus)], metric)
  }

  /// Slope at 0 from one strength, [R(h) − R(0)]/h, for miscalibrations that have one sign only. O(n).
  public static func slope(_ response: Response, strength: Double, _ metric: ResponseMetric)
    -> ChangeEstimate?
  {
    estimate([(1 / strength, response)], metric)
  }

  /// R(+h) − R(−h): 0 when the response is the same for both signs. O(n).
  public static func asymmetry(plus: Response, minus: Response, _ metric: ResponseMetric) -> ChangeEstimate? {
    estimate([(1, plus), (-1, minus)], metric)
  }

  /// Second derivative at 0, [R(+h) − 2R(0) + R(−h)]/h²: 0 when the response is linear. O(n).
  public static func curvature(
    plus: Response, minus: Response, strength: Double, _ metric: ResponseMetric
  ) -> ChangeEstimate? {
    let factor = 1 / (strength * strength)
    return estimate([(factor, plus), (factor, minus)], metric)
  }
}
