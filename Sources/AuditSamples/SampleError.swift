/// Why a sample cannot be used; each case is one sentence that says what to do.
public enum SampleError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A weight is NaN or infinite.
  case weightNotFinite(process: String, weight: String)
  /// All weights are finite, but so large or so small that sums of their squares and higher powers are not.
  case weightOutOfRange(process: String, weight: String, largest: Double)
  /// A column that is not there.
  case noSuchColumn(name: String, sample: String, nearest: [String])
  /// A column of another kind than needed.
  case notNumeric(name: String, sample: String)
  /// No row passed the selection, or the file has none.
  case noRows(sample: String, selection: String?)
  /// Σw is not positive, so fractions are not defined.
  case sumOfWeightsNotPositive(sample: String, sum: Double)

  /// Where the largest of all weights must lie: classifiers are trained with float32 weights, and sums hold fourth powers.
  static let weightLimits = 1e-30...1e30

  /// One sentence for people.
  public var description: String {
    switch self {
    case .weightNotFinite(let process, let weight):
      return "sample '\(process)': the weight '\(weight)' is NaN or infinite in some rows; "
        + "leave them out with a selection such as isfinite(\(weight)) or repair the file"
    case .weightOutOfRange(let process, let weight, let largest):
      let limits = Self.weightLimits
      return
        "sample '\(process)': the largest weight '\(weight)' is \(largest), and between \(limits.lowerBound) and "
        + "\(limits.upperBound) sums of its powers are exact; a constant factor changes no distribution, "
        + "so give '(\(weight)) / \(largest)'"
    case .noSuchColumn(let name, let sample, let nearest):
      let known =
        nearest.isEmpty
        ? "'simaudit inspect' lists the columns"
        : "did you mean \(nearest.map { "'\($0)'" }.joined(separator: ", "))?"
      return "sample '\(sample)' has no column '\(name)'; \(known)"
    case .notNumeric(let name, let sample):
      return "sample '\(sample)': column '\(name)' is not one number per row; "
        + "name it under 'categories', or use a reduction such as max(\(name))"
    case .noRows(let sample, let selection?):
      return "sample '\(sample)': no row passes the selection '\(selection)'; loosen it"
    case .noRows(let sample, nil):
      return "sample '\(sample)' has no rows; give a file with events"
    case .sumOfWeightsNotPositive(let sample, let sum):
      return "sample '\(sample)': the sum of weights is \(sum), but fractions need a positive one; "
        + "check the weight column and the selection"
    }
  }
}
