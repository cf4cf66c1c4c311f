/// A distortion of events with a name and a strength: what could be wrong with a detector, its simulation or its weights.
///
/// Its stored properties are its settings. It is a pure function of the events, the strength and the context; chance
/// comes from the number of each row alone, and the same row gets the same random numbers at every strength, so that
/// a response is a smooth function of the strength. Values that stand for "missing" are left alone unless
/// the kind says otherwise. Called through ``inject(into:strength:in:)``, where strength 0 changes nothing, bit for bit.
public protocol Miscalibration: Component {
  /// What a strength means, which ones are allowed and which are tried by default.
  static var strength: StrengthScale { get }
  /// What a setting may be, where that is one of a few names.
  static var choices: [String: [String]] { get }
  /// Columns that are changed together.
  var features: [String] { get }
  /// Columns that are read besides.
  var reads: [String] { get }
  /// Columns whose distribution must be known before.
  var references: [String] { get }
  /// Columns whose values are taken from other events, all of one event together.
  var donors: [String] { get }
  /// What the number of a strength is counted in, with these settings.
  var strengthUnit: StrengthUnit { get }
  /// Errors: settings that make no sense, one sentence.
  func check() throws
  /// Distorts the events; only called with a strength other than 0 inside the range. O(rows × features).
  func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws
}

extension Miscalibration {
  /// None.
  public static var choices: [String: [String]] { [:] }
  /// None.
  public var reads: [String] { [] }
  /// None.
  public var references: [String] { [] }
  /// None.
  public var donors: [String] { [] }
  /// A share or a relative change.
  public var strengthUnit: StrengthUnit { .none }
  /// Errors: no feature named.
  public func check() throws { try checkFeatures() }

  /// Errors: no feature named, or one twice.
  func checkFeatures() throws {
    guard !features.isEmpty else {
      throw MiscalibrationError.setting(
        kind: Self.kind, problem: "names no features; list them under 'features'")
    }
    if let twice = features.first(where: { name in features.filter { $0 == name }.count > 1 }) {
      throw MiscalibrationError.setting(kind: Self.kind, problem: "names the feature '\(twice)' twice")
    }
  }

  /// Errors: a setting outside its range.
  func require(_ isValid: Bool, _ problem: @autoclosure () -> String) throws {
    if !isValid { throw MiscalibrationError.setting(kind: Self.kind, problem: problem()) }
  }

  /// Distorts the events; with strength 0 nothing is touched, not even a NaN's bits.
  ///
  /// Errors: ``MiscalibrationError`` for a strength outside the range of the kind, settings, columns.
  public func inject(into events: inout EventBlock, strength: Double, in context: MiscalibrationContext)
    throws
  {
    guard strength != 0 else { return }
    guard Self.strength.range.contains(strength) else {
      throw MiscalibrationError.strength(kind: Self.kind, value: strength, range: Self.strength.range)
    }
    try apply(to: &events, strength: strength, in: context)
  }
}

/// What the strength of a kind of miscalibration means.
public struct StrengthScale: Sendable, Equatable {
  /// "relative change of the values", without a full stop.
  public var meaning: String
  /// Strengths that make sense.
  public var range: ClosedRange<Double>
  /// Strengths to try where none are given, 0 among them.
  public var suggested: [Double]
  /// Size that is judged where none is given: what a careful calibration may leave.
  public var typical: Double

  /// A scale.
  public init(_ meaning: String, range: ClosedRange<Double>, suggested: [Double], typical: Double) {
    self.meaning = meaning
    self.range = range
    self.suggested = suggested
    self.typical = typical
  }

  static let anyNumber = -Double.greatestFiniteMagnitude...Double.greatestFiniteMagnitude
  static let notNegative = 0...Double.greatestFiniteMagnitude
}

/// What a miscalibration may know besides the events.
public struct MiscalibrationContext: Sendable {
  /// Chance, by row.
  public var random: RowRandom
  /// Distributions of the features named in ``Miscalibration/references``.
  public var references: [String: FeatureReference]
  /// Other events' values of the features named in ``Miscalibration/donors``.
  public var donors: DonorRows?

  /// A context.
  public init(random: RowRandom, references: [String: FeatureReference] = [:], donors: DonorRows? = nil) {
    self.random = random
    self.references = references
    self.donors = donors
  }

  /// The distribution of a feature. Errors: it was not measured before.
  func reference(_ feature: String, for kind: String) throws -> FeatureReference {
    guard let reference = references[feature] else {
      throw MiscalibrationError.noReference(kind: kind, feature: feature)
    }
    return reference
  }
}

/// The unit of a distance.
public enum DistanceUnit: String, Codable, Sendable, CaseIterable {
  /// The feature's own unit.
  case feature
  /// The feature's spread: half the width of its central 68.3 %.
  case spread
}
