import AuditSamples

/// A label that cannot be used; each case is one sentence that says what to do.
public enum LabelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// No sample has the label column.
  case absent(label: String, samples: [String])
  /// More values than a set of classes has.
  case tooManyClasses(label: String, limit: Int)
  /// One value only.
  case oneClass(label: String, sample: String, value: String?)
  /// A class whose weights do not sum to a positive number.
  case sumNotPositive(label: String, sample: String, value: String, sum: Double)

  /// The sentence.
  public var description: String {
    switch self {
    case .absent(let label, let samples):
      "none of the samples \(samples.map { "'\($0)'" }.joined(separator: ", ")) has the label column '\(label)'; "
        + "name a column that 'simaudit inspect' lists"
    case .tooManyClasses(let label, let limit):
      "the label '\(label)' takes more than \(limit) values, so it does not name classes; give a column with one "
        + "value for each class"
    case .oneClass(let label, let sample, let value?):
      "sample '\(sample)': the label '\(label)' is '\(value)' in every row, but two classes are needed; "
        + "check the label and the selection"
    case .oneClass(let label, let sample, nil):
      "sample '\(sample)': the label '\(label)' has no value in any row; check the label and the selection"
    case .sumNotPositive(let label, let sample, let value, let sum):
      "sample '\(sample)': the weights of class '\(value)' of '\(label)' sum to \(sum), but a positive sum is "
        + "needed; check the weight column"
    }
  }
}

/// Codes of the values of a label column in the order of their first appearance.
struct ClassCoder: Sendable {
  /// A value of the label.
  enum Value: Hashable, Sendable, Comparable {
    case number(Double)
    case text(String)

    /// How it is shown: whole numbers without a decimal point.
    var text: String {
      switch self {
      case .number(let number): Values.levelName(of: number)
      case .text(let text): text
      }
    }
  }
  /// Largest number of classes.
  static let limit = 100
  /// Code of a row without a label.
  static let none: UInt8 = 127

  /// Values met so far; the index is the code.
  private(set) var values: [Value] = []
  private var levels: [String] = []
  private var levelCodes: [UInt8] = []

  /// Codes of consecutive rows; NaN and missing categories get `none`. O(rows · classes).
  mutating func codes(of column: Values, label: String) throws -> [UInt8] {
    if case .category(let codes, let levels) = column {
      try adopt(levels, used: codes, label: label)
      return codes.map { $0 < 0 ? Self.none : levelCodes[Int($0)] }
    }
    var last = Double.nan
    var lastCode = Self.none
    return try column.doubles.map { value in
      if value == last { return lastCode }
      guard !value.isNaN else { return Self.none }
      last = value
      lastCode = try code(of: .number(value), label: label)
      return lastCode
    }
  }

  private mutating func adopt(_ levels: [String], used codes: [Int32], label: String) throws {
    if levels != self.levels {
      self.levels = levels
      levelCodes = Array(repeating: Self.none, count: levels.count)
    }
    for code in codes where code >= 0 && levelCodes[Int(code)] == Self.none {
      levelCodes[Int(code)] = try self.code(of: .text(levels[Int(code)]), label: label)
    }
  }

  private mutating func code(of value: Value, label: String) throws -> UInt8 {
    if let known = values.firstIndex(of: value) { return UInt8(known) }
    guard values.count < Self.limit else { throw LabelError.tooManyClasses(label: label, limit: Self.limit) }
    values.append(value)
    return UInt8(values.count - 1)
  }
}
