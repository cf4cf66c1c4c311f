/// How numbers are spelt: typeset for documents, plain for sentences and terminals, code for what programs read.
///
/// Written without locale and without C formatting, so that the same report gives the same bytes everywhere.
package struct NumberStyle: Sendable {
  /// `−1.2 × 10⁻⁵`, `1 000 000`
  package static let typeset = NumberStyle(minus: "\u{2212}", group: "\u{202F}", isTypeset: true)
  /// `−1.2e-05`, `1000000`
  package static let plain = NumberStyle(minus: "\u{2212}", group: "", isTypeset: false)
  /// `-1.2e-05`, `1000000`: can be parsed, and pasted into a configuration
  package static let code = NumberStyle(minus: "-", group: "", isTypeset: false)

  let minus: String
  let group: String
  private let isTypeset: Bool

  /// A number with a fixed count of decimals; a dash where it is not finite.
  package func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "–" }
    let places = Swift.min(Swift.max(decimals, 0), 15)
    let scaled = (Swift.abs(value) * PowerOfTen[places]).rounded()
    // Beyond 2^53 the digits that this would invent are not there.
    guard scaled < 9e15 else { return scientific(value, digits: 4) }
    let whole = Int(scaled)
    let unit = Int(PowerOfTen[places])
    var text = String(whole / unit)
    if places > 0 {
      let fraction = String(whole % unit)
      text += "." + String(repeating: "0", count: places - fraction.count) + fraction
    }
    return value < 0 && whole != 0 ? minus + text : text
  }

  /// A number with so many significant digits, in scientific notation where it is very large or very small.
  package func significant(_ value: Double, digits: Int) -> String {
    guard value.isFinite else { return "–" }
    if value == 0 { return "0" }
    let exponent = PowerOfTen.exponent(of: value)
    if exponent < -4 || exponent >= 6 { return scientific(value, digits: digits) }
    return fixed(value, decimals: digits - 1 - exponent)
  }

  /// A number with at most so many significant digits and no zeros at its end.
  package func rounded(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite, value != 0 else { return significant(value, digits: digits) }
    let exponent = PowerOfTen.exponent(of: value)
    if exponent < -4 || exponent >= 6 { return scientific(value, digits: digits, trimmed: true) }
    return trimmed(fixed(value, decimals: digits - 1 - exponent))
  }

  /// A number that somebody wrote down, such as a limit: its shortest decimal form.
  package func exact(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let magnitude = Swift.abs(value)
    if magnitude != 0, magnitude < 1e-4 || magnitude >= 1e6 {
      return scientific(value, digits: 3, trimmed: true)
    }
    var text = magnitude.description
    if text.hasSuffix(".0") { text.removeLast(2) }
    return value < 0 ? minus + text : text
  }

  /// A count with its digits in groups of three.
  package func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text += group }
      text.append(digit)
    }
    return value < 0 ? minus + text : text
  }

  /// A sum of weights or an effective number of rows: whole when large, otherwise four digits.
  package func quantity(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    let magnitude = Swift.abs(value)
    if magnitude >= 1e12 { return scientific(value, digits: 4) }
    if magnitude >= 1000 || value == value.rounded() { return count(Int(value.rounded())) }
    return significant(value, digits: 4)
  }

  /// A fraction as a percentage.
  package func percent(_ fraction: Double) -> String {
    guard fraction.isFinite else { return "–" }
    let space = isTypeset ? "\u{202F}" : " "
    if fraction == 0 { return "0\(space)%" }
    if Swift.abs(fraction) < 1e-5 { return "< 0.001\(space)%" }
    return trimmed(significant(fraction * 100, digits: 3)) + space + "%"
  }

  /// The size of a difference of two fractions.
  package func percentagePoints(_ difference: Double) -> String {
    let size = Swift.abs(difference) * 100
    if size > 0, size < 0.001 { return "less than 0.001 percentage points" }
    let text = trimmed(significant(size, digits: 3))
    return "\(text) percentage point\(text == "1" ? "" : "s")"
  }

  /// A probability with two digits.
  package func probability(_ value: Double) -> String {
    if value >= 0.1 { return fixed(value, decimals: 2) }
    return rounded(value, digits: 2)
  }

  /// What a probability is, with its sign: `= 0.012`; `< 10⁻³⁰⁰` where it is too small for a number.
  package func comparison(withProbability value: Double) -> String {
    guard value < 1e-300 else { return "= " + probability(value) }
    return "< " + (isTypeset ? "10" + Self.superscript(-300) : "1e-300")
  }

  /// The factor by which mantissas of this exponent are multiplied: ` × 10⁻⁵`.
  package func factor(exponent: Int) -> String {
    guard isTypeset else {
      return "e" + (exponent < 0 ? "-" : "+") + (Swift.abs(exponent) < 10 ? "0" : "")
        + String(exponent.magnitude)
    }
    return "\u{202F}×\u{202F}10" + Self.superscript(exponent)
  }

  /// A whole number in superscript digits.
  package static func superscript(_ value: Int) -> String {
    let digits: [Character] = ["⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹"]
    let text = String(String(value.magnitude).map { digits[$0.wholeNumberValue ?? 0] })
    return value < 0 ? "⁻" + text : text
  }

  private func scientific(_ value: Double, digits: Int, trimmed isTrimmed: Bool = false) -> String {
    var exponent = PowerOfTen.exponent(of: value)
    var mantissa = value / PowerOfTen[exponent]
    if (Swift.abs(mantissa) * PowerOfTen[digits - 1]).rounded() >= PowerOfTen[digits] {
      mantissa /= 10
      exponent += 1
    }
    let text = fixed(mantissa, decimals: digits - 1)
    return (isTrimmed ? trimmed(text) : text) + factor(exponent: exponent)
  }

  private func trimmed(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: ".")) else { return text }
    let zeros = text.utf8.reversed().prefix { $0 == UInt8(ascii: "0") }.count
    let digits = text.utf8.dropLast(zeros)
    return String(Substring(digits.last == UInt8(ascii: ".") ? digits.dropLast() : digits))
  }
}
