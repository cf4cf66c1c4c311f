/// Why a model could not be trained or applied.
public enum ModelError: Error, Sendable, Equatable, CustomStringConvertible {
  /// The library refused; its own words.
  case library(step: String, message: String)
  /// Arrays of different lengths or no rows.
  case shape(expected: Int, found: Int, what: String)
  /// A weight that cannot be trained with.
  case weight(row: Int, value: Float)

  /// The sentence.
  public var description: String {
    switch self {
    case .library(let step, let message):
      "boosted trees: \(step) failed: \(message); report this with the input"
    case .shape(let expected, let found, let what):
      "boosted trees: \(found) rows of \(what) where \(expected) were expected"
    case .weight(let row, let value):
      "boosted trees: the training weight of row \(row) is \(value), but it must be finite and not negative"
    }
  }
}
