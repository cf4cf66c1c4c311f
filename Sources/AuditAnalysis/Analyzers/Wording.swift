import AuditReport
import AuditStatistics
import Glibc

/// How numbers and names are written in sentences, in cells of tables and on axes.
enum Wording {
  /// A number with at most the given significant digits: 0.0123, −310, 1.2e-07.
  static func number(_ value: Double, digits: Int = 3) -> String {
    NumberStyle.plain.rounded(value, digits: digits)
  }

  /// The same in a cut that can be pasted into a configuration: -310.
  static func operand(_ value: Double, digits: Int = 7) -> String {
    NumberStyle.code.rounded(value, digits: digits)
  }

  /// A value as it is declared in a configuration, with all of its digits: -9999999.
  static func declared(_ value: Double) -> String {
    let text = "\(value)"
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  /// A share as a percentage: 1.2 %.
  static func percent(_ share: Double) -> String { NumberStyle.plain.percent(share) }

  /// A percentage with its interval: 1.2 % (1.0 to 1.4 %).
  static func percent(_ share: IntervalEstimate) -> String {
    share.low == share.high
      ? percent(share.value)
      : "\(percent(share.value)) (\(number(100 * share.low)) to \(number(100 * share.high)) %)"
  }

  /// A whole number.
  static func count(_ value: Int) -> String { NumberStyle.plain.count(value) }

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

  /// A number with a fixed number of decimals.
  static func decimal(_ value: Double, _ places: Int = 3) -> String {
    NumberStyle.plain.fixed(value, decimals: places)
  }

  /// A number with about two significant digits: 0.00069, 0.012, 140.
  static func short(_ value: Double) -> String {
    guard value != 0, value.isFinite else { return "0" }
    let exponent = Int(floor(log10(abs(value))))
    return decimal(value, max(0, 1 - exponent))
  }

  /// `AUC 0.812 (0.798 to 0.825)`
  static func area(_ value: Double, _ low: Double, _ high: Double) -> String {
    "AUC \(decimal(value)) (\(decimal(low)) to \(decimal(high)))"
  }
}
