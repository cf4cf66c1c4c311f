import AuditStatistics
import Synchronization

/// Scores of undistorted events, by sample and model: computed when first asked for, then shared by all injections.
final class NominalResponses: Sendable {
  /// Scores and what follows from them.
  struct Nominal: Sendable {
    /// Score of each event.
    var scores: [Float]
    /// What changes are measured from.
    var baseline: ResponseBaseline
    /// Parts of the classes whose efficiencies are followed one by one.
    var groupings: [ResponseGrouping]
  }

  private let known = Mutex<[String: Nominal]>([:])

  /// The scores under a key: the same whoever asks first.
  func nominal(_ key: String, _ make: () throws -> Nominal) throws -> Nominal {
    try known.withLock { known in
      if let nominal = known[key] { return nominal }
      let nominal = try make()
      known[key] = nominal
      return nominal
    }
  }
}
