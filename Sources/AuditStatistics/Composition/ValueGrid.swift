import Glibc

/// Steps that values may have been rounded to.
public enum ValueGrid: Sendable, Hashable, CustomStringConvertible {
  /// Whole multiples of 10^−digits.
  case decimal(digits: Int)
  /// At most this many bits after the leading one (float16 keeps 10).
  case mantissa(bits: Int)

  private static let powers: [Double] = [1, 10, 100, 1000, 10_000, 100_000]

  /// The steps that are looked for, coarse to fine.
  public static let candidates: [ValueGrid] =
    (0...5).map { .decimal(digits: $0) } + [.mantissa(bits: 7), .mantissa(bits: 10), .mantissa(bits: 13)]

  /// True when the value lies on the grid to within the precision it was stored with.
  ///
  /// A decimal step counts only where it is at least 256 times coarser than the spacing of the stored numbers, otherwise
  /// every number would be near a multiple; zero lies on every grid. nil when the value cannot tell. O(1).
  public func contains(_ value: Double, isSinglePrecision: Bool) -> Bool? {
    guard value.isFinite, value != 0 else { return nil }
    switch self {
    case .decimal(let digits):
      let scale = digits < Self.powers.count ? Self.powers[digits] : pow(10, Double(digits))
      let spacing = isSinglePrecision ? Double(Float(value).ulp) : value.ulp
      guard 1 / scale >= 256 * spacing else { return nil }
      let nearest = (value * scale).rounded() / scale
      return abs(nearest - value) <= 1.01 * spacing
    case .mantissa(let bits):
      return value.significandBitPattern & ((1 << UInt64(52 - bits)) - 1) == 0
    }
  }

  /// Number of values that lie on the grid, and of those that can tell.
  public struct Tally: Sendable, Equatable {
    /// Values on the grid.
    public var on = 0
    /// Values that can tell.
    public var of = 0

    /// No values.
    public init() {}
  }

  /// Values by size: place e + 256 holds those with 2ᵉ ≤ |x| < 2ᵉ⁺¹, the first and the last all beyond. O(n).
  public func talliesBySize(_ values: [Double], isSinglePrecision: Bool) -> [Tally] {
    var result = [Tally](repeating: Tally(), count: 512)
    for value in values {
      guard let isOn = contains(value, isSinglePrecision: isSinglePrecision) else { continue }
      let place = max(0, min(511, Int(value.exponent) + 256))
      result[place].of += 1
      if isOn { result[place].on += 1 }
    }
    return result
  }

  /// One sentence for people.
  public var description: String {
    switch self {
    case .decimal(0): "whole numbers"
    case .decimal(let digits): "multiples of 0.\(String(repeating: "0", count: digits - 1))1"
    case .mantissa(let bits): "numbers of \(bits + 1) significant bits"
    }
  }
}
