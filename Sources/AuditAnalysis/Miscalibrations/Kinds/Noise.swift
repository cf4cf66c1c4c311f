/// Adds noise: x′ = x + s · u · (p + √ρ · g + √(1 − ρ) · gᵢ) with one g an event and one gᵢ an event and feature.
///
/// u is the feature's unit or spread, p the pedestal in units of the noise, ρ the share of the variance that all features have
/// in common. `keepZeros`: values of exactly 0 stay, as after zero suppression.
public struct Noise: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "noise"
  /// One sentence for `simaudit list`.
  public static let summary = "Adds random noise to features, partly common to all: electronics, pile-up"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (name: "unit", summary: "Unit of the strength: the feature's own (feature) or its spread (spread)"),
    (name: "pedestal", summary: "Mean of the noise, in units of its width"),
    (name: "common", summary: "Share of the variance that all features have in common"),
    (name: "keepZeros", summary: "Values of exactly 0 stay 0"),
  ]
  /// Values of `unit`.
  public static var choices: [String: [String]] { ["unit": DistanceUnit.allCases.map(\.rawValue)] }
  /// What a strength means.
  public static let strength = StrengthScale(
    "width of the noise", range: StrengthScale.notNegative,
    suggested: [0, 0.01, 0.02, 0.05, 0.1, 0.2], typical: 0.05)

  /// Columns that are changed together.
  public var features: [String] = []
  /// Unit of the strength: the feature's own (feature) or its spread (spread).
  public var unit = DistanceUnit.spread
  /// Mean of the noise, in units of its width.
  public var pedestal = 0.0
  /// Share of the variance that all features have in common.
  public var common = 0.0
  /// Values of exactly 0 stay 0.
  public var keepZeros = false

  /// What the number of a strength is counted in.
  public var strengthUnit: StrengthUnit { unit.ofStrength }

  /// The miscalibration with its default settings.
  public init() {}

  /// The features, where distances are in units of their spread.
  public var references: [String] { unit == .spread ? features : [] }

  /// Errors: no features, a share outside 0 … 1.
  public func check() throws {
    try checkFeatures()
    try require((0...1).contains(common), "has the common share \(common); it goes from 0 to 1")
  }

  /// x′ = x + s·u·noise. O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    let own = (1 - common).squareRoot()
    let shared = common.squareRoot()
    for name in features {
      let size = try events.size(of: name)
      let normals = context.random.normals(name, of: events, size: size)
      let all = common > 0 ? context.random.normals("all", of: events) : []
      let length = unit == .spread ? try context.reference(name, for: Self.kind).spread : 1
      let width = strength * length
      try events.change(name) { value, element in
        if keepZeros, value == 0 { return value }
        let together = all.isEmpty ? 0 : shared * Double(all[element / size])
        return value + width * (pedestal + together + own * Double(normals[element]))
      }
    }
  }
}
