#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A linear or logarithmic map from values to positions in a drawing.
struct Scale: Sendable {
  enum Kind: Sendable { case linear, logarithmic }

  let kind: Kind
  let low: Double
  let high: Double
  let start: Double
  let end: Double
  private let origin: Double
  private let slope: Double

  /// Maps `low` to `start` and `high` to `end`; a logarithmic scale needs `low > 0`.
  init(_ kind: Kind = .linear, from low: Double, to high: Double, start: Double, end: Double) {
    // Further out differences are no longer finite; what lies there is drawn at the ends.
    let (low, high) = (Self.drawable(low, kind), Self.drawable(high, kind))
    // An empty range is widened, so that one value has a place in the middle.
    let isEmpty = !(low < high)
    let margin = low == 0 ? 1 : abs(low) / 2
    self.kind = kind
    self.low = isEmpty ? low - margin : low
    self.high = isEmpty ? high + margin : high
    self.start = start
    self.end = end
    switch kind {
    case .linear:
      origin = self.low
      slope = (end - start) / (self.high - self.low)
    case .logarithmic:
      origin = log10(self.low)
      slope = (end - start) / (log10(self.high) - origin)
    }
  }

  private static func drawable(_ value: Double, _ kind: Kind) -> Double {
    guard !value.isNaN else { return kind == .linear ? 0 : 1 }
    return Swift.min(Swift.max(value, kind == .linear ? -1e290 : .leastNonzeroMagnitude), 1e290)
  }

  /// Position of a value; values outside the range lie at its ends.
  func callAsFunction(_ value: Double) -> Double {
    // NaN, too: the error of a ratio of huge numbers.
    if !(value > low) { return start }
    if value >= high { return end }
    return start + ((kind == .linear ? value : log10(value)) - origin) * slope
  }

  func contains(_ value: Double) -> Bool { value >= low && value <= high }
}
