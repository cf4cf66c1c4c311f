/// Multiplies features by a common factor: x′ = x · (1 + s).
///
/// s = 0.01 is one percent too much. All features of the group get the same factor, as an energy scale does.
public struct Scale: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "scale"
  /// One sentence for `simaudit list`.
  public static let summary = "Multiplies features by a common factor: an energy scale that is off"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together")
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "relative change of the values", range: -1...StrengthScale.notNegative.upperBound,
    suggested: [-0.05, -0.02, -0.01, -0.005, 0, 0.005, 0.01, 0.02, 0.05], typical: 0.01)

  /// Columns that are changed together.
  public var features: [String] = []

  /// The miscalibration with its default settings.
  public init() {}

  /// x′ = x + s·x. O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features { try events.change(name) { value, _ in value + strength * value } }
  }
}
