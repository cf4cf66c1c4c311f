/// Test of φ(Δ) = size·t along a path of differences, from resampled errors.
///
/// The low end of the interval is where the test of level α/2 begins to accept. Sizes below `floor`, which no high end is
/// below, cannot be missed from above: they are tested at the level α. So the low end is above zero exactly when p < α.
struct NormTest {
  private let pValue: Double
  private let low: Double
  private let plan: ResamplingPlan

  /// - Parameters:
  ///   - observed: φ of the observed difference.
  ///   - size: φ of the difference at t = 1.
  ///   - floor: the smallest high end that an interval of these errors can have.
  ///   - evaluate: φ of the difference at t plus its error, in each resample.
  init(
    observed: Double, size: Double, floor: Double, plan: ResamplingPlan,
    evaluate: (Double, inout [Float]) -> Void
  ) {
    self.plan = plan
    var statistics = [Float](repeating: 0, count: plan.lanes)
    evaluate(0, &statistics)
    pValue = plan.pValue(of: Float(observed), among: statistics)
    guard plan.rejects(pValue), size > 0 else {
      low = 0
      return
    }
    let limit = observed / size
    /// The largest size at which fewer than `rank` of the resampled values reach the observed one; 0 for none.
    func largestRejected(_ rank: Int) -> Double {
      func excess(_ t: Double) -> Double {
        evaluate(t, &statistics)
        return Double(statistics.select(rank: plan.resamples - rank, among: plan.resamples)) - observed
      }
      let none = (t: 0.0, excess: excess(0))
      guard none.excess < 0 else { return 0 }
      let all = (t: limit, excess: excess(limit))
      guard all.excess > 0 else { return observed }
      return size * Inversion.bracket(below: none, above: all, of: excess).below
    }
    let strict = largestRejected(plan.tailRank)
    // The smallest value still excludes zero, as p does.
    low =
      strict >= floor
      ? strict : max(strict, min(largestRejected(plan.levelRank), floor), observed * 1e-3)
  }

  func estimate(value: Double, high: Double, scale: Double = 1) -> IntervalEstimate {
    IntervalEstimate(
      value: value, low: min(low * scale, value), high: max(high, value), confidence: plan.confidence,
      pValue: pValue)
  }
}
