import Glibc

/// How separations are written in sentences.
enum SeparationWording {
  /// A number with a fixed number of decimals.
  static func decimal(_ value: Double, _ places: Int = 3) -> String {
    guard value.isFinite else { return "\(value)" }
    let scale = pow(10, Double(places))
    let scaled = (abs(value) * scale).rounded()
    guard scaled < 1e15 else { return "\(value)" }
    let digits = String(Int(scaled))
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    let sign = value < 0 && scaled > 0 ? "-" : ""
    guard places > 0 else { return sign + padded }
    return sign + padded.dropLast(places) + "." + padded.suffix(places)
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
