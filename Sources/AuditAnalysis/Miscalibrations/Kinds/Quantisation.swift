import Glibc

/// Rounds features to a grid.
///
/// `fixed`: the range of the feature is cut into steps, x′ = low + step · round((x − low) / step) with step = s · (high − low);
/// n bits are s = 2⁻ⁿ. `floating`: the significand 1 ≤ m < 2 is rounded to multiples of s; a format with n bits behind the
/// point is s = 2⁻ⁿ (7 for bfloat16, 10 for float16). Ties go to even.
public struct Quantisation: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "quantisation"
  /// One sentence for `simaudit list`.
  public static let summary = "Rounds features to a grid: fewer bits in a converter or in a number format"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together"),
    (name: "format", summary: "Equal steps (fixed) or steps that grow with the value (floating)"),
  ]
  /// Values of `format`.
  public static var choices: [String: [String]] { ["format": Format.allCases.map(\.rawValue)] }
  /// What a strength means.
  public static let strength = StrengthScale(
    "size of a step, as a share of the range or of the value's power of two", range: 0...1,
    suggested: [0, 0.000244140625, 0.00390625, 0.015625, 0.0625, 0.25], typical: 0.00390625)

  /// Columns that are changed together.
  public var features: [String] = []
  /// Equal steps (fixed) or steps that grow with the value (floating).
  public var format = Format.fixed

  /// The miscalibration with its default settings.
  public init() {}

  /// What the steps are.
  public enum Format: String, Codable, Sendable, CaseIterable {
    /// Equal ones over the range.
    case fixed
    /// Proportional to the value's power of two.
    case floating
  }

  /// The strength of so many bits: 2⁻ⁿ.
  public static func strength(bits: Int) -> Double { exp2(-Double(bits)) }

  /// The features, where the steps are shares of their range.
  public var references: [String] { format == .fixed ? features : [] }

  /// Rounds to the grid. O(rows × features).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    for name in features {
      switch format {
      case .fixed:
        let reference = try context.reference(name, for: Self.kind)
        let low = reference.low
        let step = strength * (reference.high - low)
        guard step > 0 else { continue }
        try events.change(name) { value, _ in
          low + step * ((value - low) / step).rounded(.toNearestOrEven)
        }
      case .floating:
        try events.change(name) { value, _ in
          guard value != 0, value.isFinite else { return value }
          let power = value.binade.magnitude
          return power * strength * (value / power / strength).rounded(.toNearestOrEven)
        }
      }
    }
  }
}
