import AuditStatistics
import Glibc

/// How numbers are written in sentences and tables of a composition audit.
enum Wording {
  /// A number with the given significant digits, without trailing zeros: 0.0123, 310, 1.2e-07.
  static func number(_ value: Double, digits: Int = 3) -> String {
    guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "-inf" : "inf" }
    guard value != 0 else { return "0" }
    let exponent = Int(floor(log10(abs(value))))
    if exponent >= 15 || exponent < -5 {
      let mantissa = value / pow(10, Double(exponent))
      return "\(decimal(mantissa, places: digits - 1))e\(exponent)"
    }
    return decimal(value, places: max(0, digits - 1 - exponent))
  }

  /// A share as a percentage: 1.2 %, 0.004 %.
  static func percent(_ share: Double) -> String { "\(number(100 * share)) %" }

  /// A percentage with its interval: 1.2 % (1.0 to 1.4 %).
  static func percent(_ share: EstimatedValue) -> String {
    share.low == share.high
      ? percent(share.value)
      : "\(percent(share.value)) (\(number(100 * share.low)) to \(number(100 * share.high)) %)"
  }

  /// A whole number with thousands set apart: 1,234,567.
  static func count(_ value: Int) -> String {
    let digits = String(abs(value))
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return value < 0 ? "-" + result : result
  }

  /// "1 row", "2 rows".
  static func count(_ value: Int, _ noun: String) -> String {
    "\(count(value)) \(noun)\(value == 1 ? "" : "s")"
  }

  /// The first names in quotes, and how many more there are: 'a', 'b' and 3 more.
  static func names(_ names: [String], limit: Int = 3) -> String {
    let shown = names.prefix(limit).map { "'\($0)'" }
    let more = names.count - shown.count
    if more > 0 { return shown.joined(separator: ", ") + " and \(more) more" }
    guard shown.count > 1, let last = shown.last else { return shown.joined() }
    return shown.dropLast().joined(separator: ", ") + " and " + last
  }

  private static func decimal(_ value: Double, places: Int) -> String {
    let scale = pow(10, Double(places))
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 0x1p62 else { return "\(value)" }
    var digits = String(Int(scaled))
    while digits.count <= places { digits = "0" + digits }
    let whole = String(digits.dropLast(places))
    var fraction = String(digits.suffix(places))
    while fraction.last == "0" { fraction.removeLast() }
    let sign = value < 0 && scaled > 0 ? "-" : ""
    return sign + (fraction.isEmpty ? whole : "\(whole).\(fraction)")
  }
}
