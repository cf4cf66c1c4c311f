import Glibc

/// Changes the scale of features with their size: x′ = x · (1 + s · h(x)).
///
/// `logarithmic`: h = ln(x / x₀), a scale that drifts by s for each factor e; values ≤ 0 stay. `quadratic`: h = (x − x₀) /
/// spread. x₀ is the median, where nothing changes.
public struct NonLinearity: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "non-linearity"
  /// One sentence for `simaudit list`.
  public static let summary = "Changes the scale of features with their size: a response that is not linear"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (name: "shape", summary: "How the scale depends on the size: logarithmic or quadratic"),
  ]
  /// Values of `shape`.
  public static var choices: [String: [String]] { ["shape": Shape.allCases.map(\.rawValue)] }
  /// What a strength means.
  public static let strength = StrengthScale(
    "change of the scale", range: StrengthScale.anyNumber,
    suggested: [-0.05, -0.02, -0.01, -0.005, 0, 0.005, 0.01, 0.02, 0.05], typical: 0.01)

  /// Columns that are changed together.
  public var features: [String] = []
  /// How the scale depends on the size: logarithmic or quadratic.
  public var shape = Shape.logarithmic

  /// What the number of a strength is counted in.
  public var strengthUnit: StrengthUnit { .named(shape == .logarithmic ? "per factor e" : "per spread") }

  /// The miscalibration with its default settings.
  public init() {}

  /// How the scale depends on the size.
  public enum Shape: String, Codable, Sendable, CaseIterable {
    /// ln(x / x₀).
    case logarithmic
    /// (x − x₀) / spread.
    case quadratic
  }

  /// The features: their medians are where nothing changes.
  public var references: [String] { features }

  /// x′ = x·(1 + s·h(x)). O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      let reference = try context.reference(name, for: Self.kind)
      guard let centre = reference.distribution.quantile(0.5) else {
        throw MiscalibrationError.noReference(kind: Self.kind, feature: name)
      }
      switch shape {
      case .logarithmic:
        guard centre > 0 else {
          throw MiscalibrationError.setting(
            kind: Self.kind,
            problem: "is logarithmic, but the median of '\(name)' is \(centre); choose the shape 'quadratic'")
        }
        try events.change(name) { value, _ in
          value > 0 ? value + strength * value * log(value / centre) : value
        }
      case .quadratic:
        guard reference.spread > 0 else { continue }
        try events.change(name) { value, _ in value + strength * value * (value - centre) / reference.spread }
      }
    }
  }
}
