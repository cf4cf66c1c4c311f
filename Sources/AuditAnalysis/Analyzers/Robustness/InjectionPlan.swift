/// A miscalibration with the strengths that are tried and the size that is judged.
public struct InjectionPlan: Sendable {
  /// What is injected, under its name.
  public var injection: Injection
  /// Strengths to try, ascending, without 0.
  public var strengths: [Double]
  /// Size that is expected: the responses to it (of either sign, where the kind has signs) are judged.
  public var size: Double
  /// The only input that is left as it is, where all others are taken away.
  public var remaining: String?

  /// A plan; the size is tried too, 0 is left out because it is the identity.
  ///
  /// Errors: ``MiscalibrationError`` for a strength outside the range of the kind.
  public init(_ injection: Injection, strengths: [Double] = [], size: Double? = nil) throws {
    self.injection = injection
    let kind = type(of: injection.miscalibration)
    let scale = kind.strength
    let size = abs(size ?? scale.typical)
    let judged = [-size, size].filter(scale.range.contains)
    let tried = (strengths.isEmpty ? scale.suggested : strengths) + judged
    if let outside = tried.first(where: { !scale.range.contains($0) }) {
      throw MiscalibrationError.strength(kind: kind.kind, value: outside, range: scale.range)
    }
    guard !judged.isEmpty else {
      throw MiscalibrationError.strength(kind: kind.kind, value: size, range: scale.range)
    }
    self.strengths = Set(tried.filter { $0 != 0 }).sorted()
    self.size = size
  }

  /// Name in the report.
  public var name: String { injection.name }
  /// What a strength means.
  public var scale: StrengthScale { type(of: injection.miscalibration).strength }
  /// Strengths of the expected size, of either sign where the kind has signs.
  public var judged: [Double] { [-size, size].filter(strengths.contains) }
  /// True when weights change instead of values.
  public var changesWeights: Bool { injection.miscalibration.features.isEmpty }
  /// True for what takes features away altogether: how much a model depends on them.
  public var isRemoval: Bool { injection.miscalibration is Unavailable }
}
