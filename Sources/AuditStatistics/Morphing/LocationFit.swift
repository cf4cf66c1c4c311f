/// A scale or an offset fitted together with a smearing, or without it where data do not tell the two apart.
public struct LocationFit: Sendable {
  /// Why no smearing was fitted.
  public enum UntoldSmearing: Sendable, Equatable {
    /// The search does not end: the distribution does not tell its size.
    case undetermined
    /// It is correlated with the location by more than ``LocationFit/inseparable``.
    case inseparable
  }

  /// Above this correlation two parameters say the same and only one is fitted.
  public static let inseparable = 0.7

  /// Everything that was fitted.
  public let fit: CalibrationFit
  /// The scale or the offset.
  public let location: CalibrationFit.Parameter
  /// The smearing; nil where it is not told.
  public let smear: CalibrationFit.Parameter?
  /// Why it is not told; nil where it is.
  public let untold: UntoldSmearing?

  /// nil where data do not tell the location either. `kind`: scale or offset, that some features have in common.
  public init?(
    _ kind: CalibrationKind, of features: [Int], in comparison: SampleComparison,
    keepsInfluences: Bool = false
  ) {
    let both = try? comparison.fit([kind, .smear], to: features, keepsInfluences: keepsInfluences)
    if let both, abs(both.correlation) <= Self.inseparable, let location = both[kind] {
      (fit, self.location, smear, untold) = (both, location, both[.smear], nil)
      return
    }
    guard let alone = try? comparison.fit([kind], to: features, keepsInfluences: keepsInfluences),
      let location = alone[kind]
    else { return nil }
    (fit, self.location, smear) = (alone, location, nil)
    untold = both == nil ? .undetermined : .inseparable
  }
}
