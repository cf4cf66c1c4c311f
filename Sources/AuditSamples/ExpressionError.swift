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

extension ExpressionError {
  /// The error with a word on back-ticks where the text, or what it probably means, is a name that needs them.
  func quoting(_ names: [String], in text: String) -> ExpressionError {
    guard !text.contains("`") else { return self }
    // Columns of pandas may be called 0, 1 …: as numbers they mean themselves.
    let meant = names.filter { name in
      !name.isEmpty && Double(name) == nil && (text.contains(name) || problem.contains("'\(name)'"))
    }.sorted { $0.count > $1.count }
    guard let odd = meant.lazy.map(ColumnExpression.quoted).first(where: { $0.hasPrefix("`") }) else {
      return self
    }
    var error = self
    error.problem +=
      "; a name with other characters than letters, digits and '_' stands in back-ticks: \(odd)"
    return error
  }
}
