/// Adds a constant to features: x′ = x + s · u.
///
/// u is 1 (the feature's own unit) or the feature's spread, so that one strength fits features of different units.
public struct Offset: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "offset"
  /// One sentence for `simaudit list`.
  public static let summary = "Adds a constant to features: a pedestal or an alignment that is off"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (name: "unit", summary: "Unit of the strength: the feature's own (feature) or its spread (spread)"),
  ]
  /// Values of `unit`.
  public static var choices: [String: [String]] { ["unit": DistanceUnit.allCases.map(\.rawValue)] }
  /// What a strength means.
  public static let strength = StrengthScale(
    "distance by which the values are moved", range: StrengthScale.anyNumber,
    suggested: [-0.5, -0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2, 0.5], typical: 0.05)

  /// Columns that are changed together.
  public var features: [String] = []
  /// Unit of the strength: the feature's own (feature) or its spread (spread).
  public var unit = DistanceUnit.spread

  /// What the number of a strength is counted in.
  public var strengthUnit: StrengthUnit { unit.ofStrength }

  /// The miscalibration with its default settings.
  public init() {}

  /// The features, where distances are in units of their spread.
  public var references: [String] { unit == .spread ? features : [] }
  /// x′ = x + s·u. O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      let length = unit == .spread ? try context.reference(name, for: Self.kind).spread : 1
      let shift = strength * length
      try events.change(name) { value, _ in value + shift }
    }
  }
}
