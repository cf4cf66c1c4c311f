/// Rotates angles by a common angle: φ′ = φ + s, brought back into one turn.
///
/// A turn goes from `low` to `low + period`: −π to π by default; 0 and 360 for degrees. Angles outside are brought into it, too.
public struct Rotation: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "rotation"
  /// One sentence for `simaudit list`.
  public static let summary = "Rotates azimuthal angles by a common angle: a detector that is turned"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (name: "low", summary: "Where a turn begins"),
    (name: "period", summary: "Length of a turn"),
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "angle of the rotation", range: StrengthScale.anyNumber,
    suggested: [-0.1, -0.05, -0.02, -0.01, 0, 0.01, 0.02, 0.05, 0.1], typical: 0.01)

  /// Columns that are changed together.
  public var features: [String] = []
  /// Where a turn begins.
  public var low = -Double.pi
  /// Length of a turn.
  public var period = 2 * Double.pi

  /// What the number of a strength is counted in.
  public var strengthUnit: StrengthUnit { .own }

  /// The miscalibration with its default settings.
  public init() {}

  /// Errors: no features, a turn without length.
  public func check() throws {
    try checkFeatures()
    try require(period > 0, "has the period \(period); it must be positive")
  }

  /// φ′ = φ + s modulo the period. O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      try events.change(name) { value, _ in
        let turned = value + strength
        return turned - period * ((turned - low) / period).rounded(.down)
      }
    }
  }
}
