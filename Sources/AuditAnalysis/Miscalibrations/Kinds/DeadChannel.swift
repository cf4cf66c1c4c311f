/// Takes the value of features away: with probability s an event's value becomes zero, the missing value, or the mean.
///
/// The missing value is the first one declared for the column, else NaN. `coherent`: all features of an event die together.
public struct DeadChannel: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "dead-channel"
  /// One sentence for `simaudit list`.
  public static let summary =
    "Takes the value of features away in a share of the events: a channel that is dead"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (name: "value", summary: "What stands there instead: zero, missing or mean"),
    (name: "coherent", summary: "All features of an event die together"),
  ]
  /// Values of `value`.
  public static var choices: [String: [String]] { ["value": Replacement.allCases.map(\.rawValue)] }
  /// What a strength means.
  public static let strength = StrengthScale(
    "share of the events without the value", range: 0...1,
    suggested: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1], typical: 0.01)

  /// Columns that are changed together.
  public var features: [String] = []
  /// What stands there instead: zero, missing or mean.
  public var value = Replacement.zero
  /// All features of an event die together.
  public var coherent = true

  /// The miscalibration with its default settings.
  public init() {}

  /// What stands there instead.
  public enum Replacement: String, Codable, Sendable, CaseIterable {
    /// 0.
    case zero
    /// The missing value.
    case missing
    /// The mean of the feature.
    case mean
  }

  /// The features, where their means are needed.
  public var references: [String] { value == .mean ? features : [] }

  /// x′ = replacement with probability s. O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      let size = try events.size(of: name)
      let uniforms = context.random.uniforms(coherent ? "all" : name, of: events, size: size)
      let replacement =
        switch value {
        case .zero: 0.0
        case .missing: events.missingValue(of: name)
        case .mean: try context.reference(name, for: Self.kind).mean
        }
      try events.change(name) { value, element in uniforms[element] < strength ? replacement : value }
    }
  }
}
