/// Test of φ(Δ) = size·t along a path of differences, from resampled errors.
struct NormTest {
  private let pValue: Double
  private let low: Double
  private let plan: ResamplingPlan

  /// - Parameters:
  ///   - observed: φ of the observed difference.
  ///   - size: φ of the difference at t = 1.
  ///   - evaluate: φ of the difference at t plus its error, in each resample.
  init(
    observed: Double, size: Double, plan: ResamplingPlan, evaluate: (Double, inout [Float]) -> Void
  ) {
    self.plan = plan
    var statistics = [Float](repeating: 0, count: plan.lanes)
    evaluate(0, &statistics)
    pValue = plan.pValue(of: Float(observed), among: statistics)
    guard pValue <= Double(plan.tailRank) / Double(plan.resamples + 1), size > 0 else {
      low = 0
      return
    }
    func excess() -> Double {
      Double(statistics.select(rank: plan.resamples - plan.tailRank, among: plan.resamples)) - observed
    }
    let limit = observed / size
    let none = (t: 0.0, excess: excess())
    evaluate(limit, &statistics)
    let all = (t: limit, excess: excess())
    guard all.excess > 0 else {
      low = observed
      return
    }
    low =
      size
      * Inversion.bracket(below: none, above: all) { t in
        evaluate(t, &statistics)
        return excess()
      }.below
  }

  func estimate(value: Double, high: Double, offset: Double, scale: Double = 1) -> IntervalEstimate {
    IntervalEstimate(
      value: value, low: low > 0 ? max(0, low * scale + offset) : 0, high: high,
      confidence: plan.confidence, pValue: pValue)
  }
}
