/// Limits features to a ceiling: x′ = min(x, c), where c is the (1 − s)-quantile of the feature.
///
/// s is the share of the events that saturate, so that it needs no unit. `low`: the other end, x′ = max(x, c) with the s-quantile.
public struct Saturation: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "saturation"
  /// One sentence for `simaudit list`.
  public static let summary = "Limits features to a highest value: an amplifier or a counter that saturates"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (name: "low", summary: "Limits from below instead of from above"),
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "share of the events that saturate", range: 0...1,
    suggested: [0, 0.01, 0.02, 0.05, 0.1, 0.2], typical: 0.01)

  /// Columns that are changed together.
  public var features: [String] = []
  /// Limits from below instead of from above.
  public var low = false

  /// The miscalibration with its default settings.
  public init() {}

  /// The features: their quantiles are the ceilings.
  public var references: [String] { features }

  /// x′ = min(x, c). O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      let reference = try context.reference(name, for: Self.kind)
      guard let end = reference.distribution.quantile(low ? strength : 1 - strength) else { continue }
      try events.change(name) { value, _ in low ? max(value, end) : min(value, end) }
    }
  }
}
