import AuditSamples

/// Why events could not be distorted.
public enum MiscalibrationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A setting that makes no sense.
  case setting(kind: String, problem: String)
  /// A strength that makes no sense for the kind.
  case strength(kind: String, value: Double, range: ClosedRange<Double>)
  /// A column that is not among those read.
  case noSuchColumn(name: String, names: [String])
  /// A column without numbers.
  case notNumeric(name: String)
  /// A column with several numbers a row where one is needed.
  case notScalar(name: String)
  /// A feature without a usable distribution.
  case noReference(kind: String, feature: String)
  /// Derived features that need each other.
  case circular(names: [String])
  /// An expression that cannot be computed.
  case expression(name: String, problem: String)

  /// The sentence.
  public var description: String {
    switch self {
    case .setting(let kind, let problem): return "miscalibration '\(kind)' \(problem)"
    case .strength(let kind, let value, let range):
      let high = range.upperBound == .greatestFiniteMagnitude ? "any larger number" : "\(range.upperBound)"
      let low = range.lowerBound == -.greatestFiniteMagnitude ? "any number" : "\(range.lowerBound)"
      return "miscalibration '\(kind)' cannot have the strength \(value); it goes from \(low) to \(high)"
    case .noSuchColumn(let name, let names):
      return "there is no column '\(name)' to distort\(suggestion(for: name, among: names))"
    case .notNumeric(let name):
      return "column '\(name)' holds texts and cannot be distorted as a number; name a numeric column"
    case .notScalar(let name):
      return "column '\(name)' has several numbers a row, but this needs one; name a column of single numbers"
    case .noReference(let kind, let feature):
      return "miscalibration '\(kind)' needs the distribution of '\(feature)', "
        + "which has no usable values; leave the feature out"
    case .circular(let names):
      return "the derived features \(names.map { "'\($0)'" }.joined(separator: ", ")) need each other; "
        + "write at least one of them in terms of columns of the file"
    case .expression(let name, let problem): return "derived feature '\(name)': \(problem)"
    }
  }
}
