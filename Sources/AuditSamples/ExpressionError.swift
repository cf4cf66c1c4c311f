/// What is wrong with an expression, and where.
public struct ExpressionError: Error, Sendable, Equatable, CustomStringConvertible {
  /// Character of the text at which it went wrong, counted from 1; nil when the text itself is right.
  public var position: Int?
  /// What was expected and what was found.
  public var problem: String

  /// A problem at a character of the text.
  public init(position: Int?, problem: String) {
    self.position = position
    self.problem = problem
  }

  /// "column 12: expected a number or a column name, found '&'".
  public var description: String { position.map { "column \($0): \(problem)" } ?? problem }
}
