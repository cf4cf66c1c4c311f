import Glibc

/// What happens to a column before it enters a model.
///
/// In this order: values of `missing` and NaN become `replacement` (NaN without one); clip to `low` … `high`;
/// logarithm; `(x + offset) · scale`, as in lwtnn. Computed in float64, rounded once to float32. Without any of it a
/// float32 column enters bit for bit.
public struct Preprocessing: Sendable, Equatable, Codable {
  /// Logarithms; of a number outside their domain they are NaN, which is missing.
  public enum Logarithm: String, Sendable, Equatable, Codable, CaseIterable {
    /// ln x.
    case natural = "e"
    /// log₁₀ x.
    case decimal = "10"
    /// ln(1 + x).
    case onePlus = "1+x"
  }

  /// Values that stand for "missing".
  public var missing: [Double]
  /// What the model gets for a missing value, before the other steps; nil: NaN.
  public var replacement: Double?
  /// Lowest value; nil: none.
  public var low: Double?
  /// Highest value; nil: none.
  public var high: Double?
  /// Logarithm to take; nil: none.
  public var log: Logarithm?
  /// Added after the logarithm.
  public var offset: Double
  /// Factor after the offset.
  public var scale: Double

  /// Steps; none by default.
  public init(
    missing: [Double] = [], replacement: Double? = nil, low: Double? = nil, high: Double? = nil,
    log: Logarithm? = nil, offset: Double = 0, scale: Double = 1
  ) {
    self.missing = missing
    self.replacement = replacement
    self.low = low
    self.high = high
    self.log = log
    self.offset = offset
    self.scale = scale
  }

  /// True when values enter as they are.
  public var isIdentity: Bool { self == Preprocessing() }

  /// Errors: a clip whose ends are the wrong way round, numbers that are not finite.
  func check(column: String) throws {
    if let low, let high, low > high {
      throw ModelError.preprocessing(
        column: column, reason: "clips from \(low) to \(high); the first must not be the larger")
    }
    for (what, value) in [("scale", scale), ("offset", offset)] where !value.isFinite {
      throw ModelError.preprocessing(column: column, reason: "\(what) is \(value); it must be finite")
    }
    if scale == 0 {
      throw ModelError.preprocessing(column: column, reason: "scale is 0, which makes every value the same")
    }
  }

  /// The value that the model gets. O(number of missing values).
  public func apply(to value: Double) -> Double {
    var x = value
    if x.isNaN || missing.contains(x) {
      guard let replacement else { return .nan }
      x = replacement
    }
    if let low { x = Swift.max(low, x) }
    if let high { x = Swift.min(high, x) }
    switch log {
    case .natural?: x = x > 0 ? Glibc.log(x) : .nan
    case .decimal?: x = x > 0 ? log10(x) : .nan
    case .onePlus?: x = x > -1 ? log1p(x) : .nan
    case nil: break
    }
    return (x + offset) * scale
  }
}
