/// An estimate and its interval, rounded to what the interval justifies: two digits of its half-width.
package struct EstimateText: Sendable, Equatable {
  /// The point estimate.
  package let value: String
  /// The interval, `[low, high]`.
  package let interval: String
  /// What both are to be multiplied by, and the unit; empty for most.
  package let scale: String

  package init(_ estimate: Estimate, style: NumberStyle) {
    self.init(
      value: estimate.value, low: estimate.low, high: estimate.high, unit: estimate.unit, style: style)
  }

  package init(value: Double, low: Double, high: Double, unit: String? = nil, style: NumberStyle) {
    let halfWidth = (high - low) / 2
    let largest = [value, low, high].map(abs).max() ?? 0
    var exponent = largest > 0 ? PowerOfTen.exponent(of: largest) : 0
    if exponent >= -4 && exponent < 6 { exponent = 0 }
    let scale = PowerOfTen[exponent]
    let decimals: Int
    if halfWidth > 0, halfWidth.isFinite {
      decimals = 1 - PowerOfTen.exponent(of: halfWidth / scale)
    } else {
      decimals = largest > 0 ? 3 - PowerOfTen.exponent(of: largest / scale) : 0
    }
    // Ten decimals at the most: an interval narrower than that is a rounding error, not a precision.
    let places = min(max(decimals, 0), 10)
    self.value = style.fixed(value / scale, decimals: places)
    interval =
      "[\(style.fixed(low / scale, decimals: places)), \(style.fixed(high / scale, decimals: places))]"
    self.scale = (exponent == 0 ? "" : style.factor(exponent: exponent)) + (unit.map { " " + $0 } ?? "")
  }

  /// Value, interval and scale in one line.
  package var line: String { value + " " + interval + scale }
}

extension Limit {
  /// What somebody said of the limit: why it is what it is, and that it may be undecided; nil of a default.
  package var clause: String? {
    let parts = [reason.map { "limit: \($0)" }, strict == false ? "may be undecided" : nil]
    return parts.allSatisfy { $0 == nil } ? nil : parts.compactMap { $0 }.joined(separator: "; ")
  }

  /// The tolerated range as a condition: `≤ 0.05`, `≥ 0.9`, `0.9 … 1.1`.
  package func text(style: NumberStyle, atMost: String = "≤", atLeast: String = "≥", to: String = "…")
    -> String
  {
    switch (min, max) {
    case (nil, nil): ""
    case (nil, let max?): "\(atMost) \(style.rounded(max, digits: 4))"
    case (let min?, nil): "\(atLeast) \(style.rounded(min, digits: 4))"
    case (let min?, let max?): "\(style.rounded(min, digits: 4)) \(to) \(style.rounded(max, digits: 4))"
    }
  }
}
