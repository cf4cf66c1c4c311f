import Glibc

/// Takes weight from events: w′ = w · (1 − s · ℓ(x)) with the loss 0 ≤ ℓ ≤ 1 as a function of one feature.
///
/// `below`: ℓ = 1 / (1 + exp((x − at) / width)), a turn-on that has moved; `above`: its mirror image; `between`: 1 from `at` to
/// `to`, a dead region. A width of 0 is a sharp edge. Events without the feature keep their weight.
public struct EfficiencyLoss: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "efficiency-loss"
  /// One sentence for `simaudit list`.
  public static let summary =
    "Takes weight from events depending on a feature: a trigger or a region that loses events"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "feature", summary: "Feature that the loss depends on"),
    (name: "region", summary: "Where events are lost: below, above or between"),
    (name: "at", summary: "Value at which half is lost, or where a region begins"),
    (name: "to", summary: "Where a region ends"),
    (name: "width", summary: "Width of the turn-on"),
  ]
  /// Values of `region`.
  public static var choices: [String: [String]] { ["region": Region.allCases.map(\.rawValue)] }
  /// What a strength means.
  public static let strength = StrengthScale(
    "share of the events that is lost where the loss is full", range: 0...1,
    suggested: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1], typical: 0.05)

  /// Feature that the loss depends on.
  public var feature = ""
  /// Where events are lost: below, above or between.
  public var region = Region.below
  /// Value at which half is lost, or where a region begins.
  public var at = 0.0
  /// Where a region ends.
  public var to = 0.0
  /// Width of the turn-on.
  public var width = 0.0

  /// The miscalibration with its default settings.
  public init() {}

  /// Where events are lost.
  public enum Region: String, Codable, Sendable, CaseIterable {
    /// At small values.
    case below
    /// At large values.
    case above
    /// From `at` to `to`.
    case between
  }

  /// None: only weights change.
  public var features: [String] { [] }
  /// The feature that the loss depends on.
  public var reads: [String] { [feature] }

  /// Errors: no feature, a negative width, a region without extent.
  public func check() throws {
    try require(!feature.isEmpty, "names no feature; give the one that the loss depends on under 'feature'")
    try require(width >= 0, "has the width \(width); it must not be negative")
    try require(
      region != .between || at < to, "loses events from \(at) to \(to); the first must be the smaller")
  }

  /// The loss ℓ(x).
  func loss(_ x: Double) -> Double {
    if x.isNaN { return 0 }
    switch region {
    case .between: return x >= at && x < to ? 1 : 0
    case .below: return width > 0 ? 1 / (1 + exp((x - at) / width)) : x < at ? 1 : 0
    case .above: return width > 0 ? 1 / (1 + exp((at - x) / width)) : x >= at ? 1 : 0
    }
  }

  /// w′ = w·(1 − s·ℓ(x)). O(rows).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    let values = try events.doubles(feature)
    events.changeWeights { weight, row in weight * (1 - strength * loss(values[row])) }
  }
}
