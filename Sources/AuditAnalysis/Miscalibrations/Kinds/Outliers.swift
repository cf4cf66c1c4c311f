/// Throws values far out: with probability s, x′ = x ± k · spread, both signs equally often.
///
/// The distance k is the same for all; the sign is a random number of the event and feature.
public struct Outliers: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "outliers"
  /// One sentence for `simaudit list`.
  public static let summary = "Throws a share of the values far out: spikes and misreconstruction"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (name: "distance", summary: "How far out, in units of the spread"),
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "share of the values that are thrown out", range: 0...1,
    suggested: [0, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05], typical: 0.001)

  /// Columns that are changed together.
  public var features: [String] = []
  /// How far out, in units of the spread.
  public var distance = 10.0

  /// The miscalibration with its default settings.
  public init() {}

  /// The features: their spread is the unit of the distance.
  public var references: [String] { features }

  /// x′ = x ± k·spread with probability s. O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      let size = try events.size(of: name)
      let uniforms = context.random.uniforms(name, of: events, size: size)
      let signs = context.random.uniforms("sign/" + name, of: events, size: size)
      let far = distance * (try context.reference(name, for: Self.kind).spread)
      try events.change(name) { value, element in
        guard uniforms[element] < strength else { return value }
        return signs[element] < 0.5 ? value - far : value + far
      }
    }
  }
}
