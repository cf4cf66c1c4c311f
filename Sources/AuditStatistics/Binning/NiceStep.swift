import Glibc

/// A distance of 1, 2, 2.5 or 5 times a power of ten, whose multiples print short.
struct NiceStep {
  /// 10 times the mantissa: 10, 20, 25 or 50.
  private var tenths: Double
  private var exponent: Int

  private static let mantissas: [Double] = [10, 20, 25, 50]

  /// The smallest nice distance that is not below `width` (up to rounding).
  ///
  /// nil for a width that is not a positive, finite number.
  init?(atLeast width: Double) {
    guard width > 0, width.isFinite else { return nil }
    exponent = Int(log10(width).rounded(.down)) - 1
    tenths = 10
    while value < width * (1 - 1e-9) { self = next }
  }

  private init(tenths: Double, exponent: Int) {
    self.tenths = tenths
    self.exponent = exponent
  }

  /// The next larger nice distance.
  var next: NiceStep {
    let index = Self.mantissas.firstIndex(of: tenths) ?? 0
    return index + 1 < Self.mantissas.count
      ? NiceStep(tenths: Self.mantissas[index + 1], exponent: exponent)
      : NiceStep(tenths: 10, exponent: exponent + 1)
  }

  var value: Double { multiple(1) }

  /// The nearest number to n times the distance: dividing by a power of ten rounds once, multiplying by 0.1 twice.
  func multiple(_ n: Double) -> Double {
    exponent >= 1 ? n * tenths * pow(10, Double(exponent - 1)) : n * tenths / pow(10, Double(1 - exponent))
  }

  /// The smallest of 1, 2, 5, 10, 20 … not below `width`.
  static func integer(atLeast width: Double) -> Double {
    var step = 1.0
    while true {
      for factor in [1.0, 2, 5] where step * factor >= width { return step * factor }
      step *= 10
    }
  }

  /// The largest of 1, 2, 5 times a power of ten not above x > 0.
  static func mantissa(atMost x: Double) -> Double {
    let decade = pow(10, log10(x).rounded(.down))
    return [5.0, 2, 1].map { $0 * decade }.first { $0 <= x * (1 + 1e-12) } ?? decade / 2
  }

  /// The smallest of 1, 2, 5 times a power of ten not below x > 0.
  static func mantissa(atLeast x: Double) -> Double {
    let decade = pow(10, log10(x).rounded(.down))
    return [1.0, 2, 5].map { $0 * decade }.first { $0 >= x * (1 - 1e-12) } ?? 10 * decade
  }

  static func power(_ base: Double, _ exponent: Double) -> Double { pow(base, exponent) }
}
