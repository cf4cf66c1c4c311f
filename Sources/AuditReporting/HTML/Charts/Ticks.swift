import AuditReport

/// Where an axis has its marks, and what stands at them.
struct Ticks: Sendable {
  struct Tick: Sendable {
    var value: Double
    var label: String
  }

  /// Labelled marks.
  var major: [Tick]
  /// Small marks between them.
  var minor: [Double]
  /// What the labels are to be multiplied by, e.g. `× 10⁶`; empty for most axes.
  var factor: String

  init(_ scale: Scale, about count: Int, wholeNumbers: Bool = false) {
    switch scale.kind {
    case .linear: self.init(linear: scale, about: count, wholeNumbers: wholeNumbers)
    case .logarithmic: self.init(logarithmic: scale, about: count)
    }
  }

  /// Marks of a horizontal axis: no more than have room for their labels side by side.
  init(horizontal scale: Scale, about count: Int, wholeNumbers: Bool = false) {
    self.init(scale, about: count, wholeNumbers: wholeNumbers)
    for fewer in stride(from: count - 1, to: 0, by: -1) {
      let wide = zip(major, major.dropFirst()).contains { a, b in
        Double(a.label.count + b.label.count) / 2 * 7.5 + 6 > abs(scale(b.value) - scale(a.value))
      }
      if !wide { return }
      self.init(scale, about: fewer, wholeNumbers: wholeNumbers)
    }
  }

  private init(linear scale: Scale, about count: Int, wholeNumbers: Bool) {
    let width = scale.high - scale.low
    let raw = width / Double(max(1, count))
    var exponent = PowerOfTen.exponent(of: raw)
    let mantissa = raw / PowerOfTen[exponent]
    var digit = mantissa < 1.5 ? 1 : mantissa < 3.5 ? 2 : mantissa < 7.5 ? 5 : 10
    if digit == 10 { (digit, exponent) = (1, exponent + 1) }
    if wholeNumbers, exponent < 0 { (digit, exponent) = (1, 0) }
    func value(_ index: Double, parts: Double) -> Double {
      // Division by a power of ten gives the double nearest to the decimal, multiplication by 0.1 does not.
      let steps = index * Double(digit) / parts
      return exponent < 0 ? steps / PowerOfTen[-exponent] : steps * PowerOfTen[exponent]
    }
    let slack = width * 1e-9
    func indices(parts: Double) -> [Double] {
      let step = value(1, parts: parts)
      let first = ((scale.low - slack) / step).rounded(.up)
      let last = ((scale.high + slack) / step).rounded(.down)
      guard last >= first, last - first < 1000, last.magnitude < 1e15 else { return [] }
      return Array(stride(from: first, through: last, by: 1))
    }
    let values = indices(parts: 1).map { value($0, parts: 1) }
    let largest = values.map(abs).max() ?? 0
    var common = largest > 0 ? PowerOfTen.exponent(of: largest) : 0
    if common > -4 && common < 5 { common = 0 }
    factor = common == 0 ? "" : NumberStyle.typeset.factor(exponent: common)
    major = values.map {
      Tick(
        value: $0,
        label: NumberStyle.typeset.fixed($0 / PowerOfTen[common], decimals: max(0, common - exponent)))
    }
    let parts = digit == 2 ? 4.0 : 5.0
    let isFineEnough = !wholeNumbers || value(1, parts: parts) >= 1
    minor =
      isFineEnough
      ? indices(parts: parts).filter { !$0.truncatingRemainder(dividingBy: parts).isZero }
        .map { value($0, parts: parts) } : []
  }

  private init(logarithmic scale: Scale, about count: Int) {
    factor = ""
    let first = PowerOfTen.exponent(of: scale.low)
    let last = PowerOfTen.exponent(of: scale.high)
    let decades = (first...max(first, last)).filter { scale.contains(PowerOfTen[$0]) }
    minor = []
    for exponent in first...max(first, last) where last - first <= 10 {
      minor += (2...9).map { Double($0) * PowerOfTen[exponent] }.filter(scale.contains)
    }
    if decades.count >= 2 {
      let every = max(1, (decades.count + count) / max(1, count + 1))
      major = decades.filter { ($0 - decades[0]) % every == 0 }
        .map { Tick(value: PowerOfTen[$0], label: Self.power($0)) }
    } else {
      // Less than two decades: powers of ten alone would leave the axis without a scale.
      let steps = [1.0, 2, 5].flatMap { digit in (first...max(first, last)).map { digit * PowerOfTen[$0] } }
      major = steps.filter(scale.contains).sorted()
        .map { Tick(value: $0, label: NumberStyle.typeset.significant($0, digits: 1)) }
    }
  }

  private static func power(_ exponent: Int) -> String {
    switch exponent {
    case 0: "1"
    case 1: "10"
    default: "10" + NumberStyle.superscript(exponent)
    }
  }
}
