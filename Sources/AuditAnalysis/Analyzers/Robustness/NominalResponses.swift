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

  /// One key's scores: only who asks for the same ones waits for them.
  private final class Entry: Sendable {
    let nominal = Mutex<Nominal?>(nil)
  }
  private let known = Mutex<[String: Entry]>([:])

  /// The scores under a key: the same whoever asks first.
  func nominal(_ key: String, _ make: () throws -> Nominal) throws -> Nominal {
    let entry = known.withLock { known in
      let entry = known[key] ?? Entry()
      known[key] = entry
      return entry
    }
    return try entry.nominal.withLock { nominal in
      if let nominal { return nominal }
      let made = try make()
      nominal = made
      return made
    }
  }
}
