/// Smears features: x′ = x + σ(x) · g with a random number g for each event and feature.
///
/// σ(x) = s·|x| (relative), s·spread, or s in the feature's own unit. g is standard normal; with tails a share of the
/// events gets a g that is wider by a factor (two Gaussians with a common centre). `coherent`: one g for all features of
/// an event. The variance of g is 1 − f + f·k² for the share f and the factor k.
public struct Smear: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "smear"
  /// One sentence for `simaudit list`.
  public static let summary = "Smears features by random numbers: a resolution that is worse"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (
      name: "by",
      summary:
        "What the width is measured in: the value itself (relative), its spread (spread), its unit (feature)"
    ),
    (name: "tailFraction", summary: "Share of the events with a wider resolution"),
    (name: "tailFactor", summary: "How much wider it is for them"),
    (name: "coherent", summary: "One random number an event for all features"),
  ]
  /// Values of `by`.
  public static var choices: [String: [String]] { ["by": Width.allCases.map(\.rawValue)] }
  /// What a strength means.
  public static let strength = StrengthScale(
    "width of the smearing", range: StrengthScale.notNegative,
    suggested: [0, 0.01, 0.02, 0.05, 0.1, 0.2], typical: 0.05)

  /// Columns that are changed together.
  public var features: [String] = []
  /// What the width is measured in: the value itself (relative), its spread (spread), its unit (feature).
  public var by = Width.relative
  /// Share of the events with a wider resolution.
  public var tailFraction = 0.0
  /// How much wider it is for them.
  public var tailFactor = 3.0
  /// One random number an event for all features.
  public var coherent = false

  /// What the number of a strength is counted in.
  public var strengthUnit: StrengthUnit { by == .relative ? .none : by == .spread ? .spreads : .own }

  /// The miscalibration with its default settings.
  public init() {}

  /// What a width is measured in.
  public enum Width: String, Codable, Sendable, CaseIterable {
    /// The size of the value.
    case relative
    /// The feature's spread: half the width of its central 68.3 %.
    case spread
    /// The feature's own unit.
    case feature
  }

  /// The features, where widths are in units of their spread.
  public var references: [String] { by == .spread ? features : [] }

  /// Errors: no features, a share outside 0 … 1, a factor that is not positive.
  public func check() throws {
    try checkFeatures()
    try require((0...1).contains(tailFraction), "has the tailFraction \(tailFraction); it goes from 0 to 1")
    try require(tailFactor > 0, "has the tailFactor \(tailFactor); it must be positive")
  }

  /// x′ = x + σ(x)·g. O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      let size = try events.size(of: name)
      let part = coherent ? "all" : name
      let normals = context.random.normals(part, of: events, size: size)
      let tails = tailFraction > 0 ? context.random.uniforms("tail/" + part, of: events, size: size) : []
      let length = by == .spread ? try context.reference(name, for: Self.kind).spread : 1
      try events.change(name) { value, element in
        var random = Double(normals[element])
        if !tails.isEmpty, tails[element] < tailFraction { random *= tailFactor }
        return value + strength * (by == .relative ? abs(value) : length) * random
      }
    }
  }
}
