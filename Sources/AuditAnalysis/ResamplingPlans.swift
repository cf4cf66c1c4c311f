import AuditStatistics
import Synchronization

/// The resampling plans of an audit: drawn when first asked for, then shared by all columns and threads.
public final class ResamplingPlans: Sendable {
  private let confidence: Double
  private let seed: UInt64
  private let plans = Mutex<[Int: ResamplingPlan]>([:])

  init(confidence: Double, seed: UInt64) {
    self.confidence = confidence
    self.seed = seed
  }

  /// The plan with so many resamples: the same numbers whoever asks first.
  public func plan(resamples: Int) -> ResamplingPlan {
    plans.withLock { plans in
      if let plan = plans[resamples] { return plan }
      let plan = ResamplingPlan(resamples: resamples, confidence: confidence, seed: seed)
      plans[resamples] = plan
      return plan
    }
  }
}
