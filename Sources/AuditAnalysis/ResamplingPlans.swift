import AuditStatistics
import Synchronization

/// The resampling plans of an audit: drawn when first asked for, then shared by all columns and threads.
public final class ResamplingPlans: Sendable {
  private struct Key: Hashable {
    var resamples: Int
    var confidence: Double
  }

  private let seed: UInt64
  private let plans = Mutex<[Key: ResamplingPlan]>([:])

  init(seed: UInt64) { self.seed = seed }

  /// The plan with so many resamples for intervals of a confidence: the same numbers whoever asks first.
  public func plan(resamples: Int, confidence: Double) -> ResamplingPlan {
    let key = Key(resamples: resamples, confidence: confidence)
    return plans.withLock { plans in
      if let plan = plans[key] { return plan }
      let plan = ResamplingPlan(resamples: resamples, confidence: confidence, seed: seed)
      plans[key] = plan
      return plan
    }
  }
}
