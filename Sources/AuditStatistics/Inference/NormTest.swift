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
    // Rounding must not turn a tie into a difference: two equal samples have p = 1.
    let threshold = Float(observed * (1 - 1e-6))
    var exceeding = 0
    for lane in 0..<plan.resamples where statistics[lane] >= threshold { exceeding += 1 }
    pValue = plan.pValue(exceeding: exceeding)
    guard exceeding < plan.tailRank, size > 0 else {
      low = 0
      return
    }
    low =
      size
      * Inversion.largest(upTo: observed / size) { t in
        if t > 0 { evaluate(t, &statistics) }
        return Double(statistics.select(rank: plan.resamples - plan.tailRank, among: plan.resamples))
          - observed
      }
  }

  func estimate(value: Double, high: Double, offset: Double, scale: Double = 1) -> IntervalEstimate {
    IntervalEstimate(
      value: value, low: low > 0 ? max(0, low * scale + offset) : 0, high: high,
      confidence: plan.confidence, pValue: pValue)
  }
}
