/// Gives features the values of other events: with probability s an event gets those of a random one.
///
/// All features of the group come from the same other event, so that their own correlations stay and those with all else go:
/// permutation importance (Breiman 2001) for a group. The other events are drawn with probability |w|; see ``DonorRows``.
public struct Unavailable: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "unavailable"
  /// One sentence for `simaudit list`.
  public static let summary = "Gives features the values of other events: what is left when they say nothing"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that become unavailable together")
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "share of the events whose values are those of others", range: 0...1,
    suggested: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1], typical: 1)

  /// Columns that become unavailable together.
  public var features: [String] = []

  /// The miscalibration with its default settings.
  public init() {}

  /// The features.
  public var donors: [String] { features }

  /// x′ = x of another event with probability s. O(rows × (features + log donors)).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    guard let donors = context.donors, features.allSatisfy(donors.features.contains) else {
      throw MiscalibrationError.noReference(kind: Self.kind, feature: features.first ?? "")
    }
    let uniforms = context.random.uniforms("hit", of: events)
    let choices = context.random.uniforms("donor", of: events)
    let lent = uniforms.indices.map { row in
      uniforms[row] < strength ? donors.values(at: choices[row]) : nil
    }
    for name in features {
      guard let place = donors.features.firstIndex(of: name) else { continue }
      try events.replace(name) { value, row in lent[row].map { $0[place] } ?? value }
    }
  }
}
