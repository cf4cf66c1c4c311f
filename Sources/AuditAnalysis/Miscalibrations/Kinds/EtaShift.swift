import Glibc

/// Shifts pseudorapidities as a displacement along the beam does: sinh η′ = sinh η + s.
///
/// sinh η = z / ρ, so s is the displacement in units of the radius ρ at which the direction is measured. Near η = 0 it is
/// η′ = η + s; forward directions move less, by s / cosh η.
public struct EtaShift: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "eta-shift"
  /// One sentence for `simaudit list`.
  public static let summary =
    "Shifts pseudorapidities: a detector or a vertex that is displaced along the beam"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together")
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "displacement along the beam", range: StrengthScale.anyNumber,
    suggested: [-0.1, -0.05, -0.02, -0.01, 0, 0.01, 0.02, 0.05, 0.1], typical: 0.01)

  /// Columns that are changed together.
  public var features: [String] = []

  /// What the number of a strength is counted in.
  public var strengthUnit: StrengthUnit { .named("radii") }

  /// The miscalibration with its default settings.
  public init() {}

  /// η′ = asinh(sinh η + s). O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      try events.change(name) { value, _ in asinh(sinh(value) + strength) }
    }
  }
}
