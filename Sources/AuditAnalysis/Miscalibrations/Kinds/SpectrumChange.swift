import Glibc

/// Reweights a feature's spectrum.
///
/// `tilt`: w′ = w · exp(s · (x − mean) / spread), at most a factor 100 either way; `power`: w′ = w · (x / mean)ˢ for x > 0, a change of
/// a spectral index by s. Events without the feature keep their weight. Σw is not kept: normalised metrics do not ask.
public struct SpectrumChange: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "spectrum-change"
  /// One sentence for `simaudit list`.
  public static let summary = "Reweights the spectrum of a feature: a generator or a flux that is off"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "feature", summary: "Feature whose spectrum changes"),
    (name: "shape", summary: "How: tilt (exponential) or power (a power law)"),
  ]
  /// Values of `shape`.
  public static var choices: [String: [String]] { ["shape": Shape.allCases.map(\.rawValue)] }
  /// What a strength means.
  public static let strength = StrengthScale(
    "slope of the logarithm of the weights", range: StrengthScale.anyNumber,
    suggested: [-0.2, -0.1, -0.05, 0, 0.05, 0.1, 0.2], typical: 0.05)

  /// Feature whose spectrum changes.
  public var feature = ""
  /// How: tilt (exponential) or power (a power law).
  public var shape = Shape.tilt

  /// What the number of a strength is counted in.
  public var strengthUnit: StrengthUnit { .named(shape == .tilt ? "per spread" : "per factor e") }

  /// The miscalibration with its default settings.
  public init() {}

  /// How the weights depend on the feature.
  public enum Shape: String, Codable, Sendable, CaseIterable {
    /// Exponential.
    case tilt
    /// A power law.
    case power
  }

  /// None: only weights change.
  public var features: [String] { [] }
  /// The feature.
  public var reads: [String] { [feature] }
  /// The feature: its mean is where nothing changes.
  public var references: [String] { [feature] }

  /// Errors: no feature.
  public func check() throws {
    try require(!feature.isEmpty, "names no feature; give the one whose spectrum changes under 'feature'")
  }

  /// w′ = w·f(x). O(rows).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    let values = try events.doubles(feature)
    let reference = try context.reference(feature, for: Self.kind)
    if shape == .power, reference.mean <= 0 {
      throw MiscalibrationError.setting(
        kind: Self.kind,
        problem: "is a power law, but the mean of '\(feature)' is \(reference.mean); choose the shape 'tilt'")
    }
    let largest = log(100.0)
    events.changeWeights { weight, row in
      let x = values[row]
      switch shape {
      case .tilt:
        guard reference.spread > 0, !x.isNaN else { return weight }
        let exponent = strength * (x - reference.mean) / reference.spread
        return weight * exp(min(largest, max(-largest, exponent)))
      case .power: return x > 0 ? weight * pow(x / reference.mean, strength) : weight
      }
    }
  }
}
