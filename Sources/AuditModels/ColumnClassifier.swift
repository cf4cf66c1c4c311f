/// Scores that are stored in the sample: for analyses that need no new ones.
public struct ColumnClassifier: Classifier {
  /// The column.
  public let name: String

  /// The scores of a column.
  public init(column: String) { name = column }

  /// The column itself.
  public var inputs: [ModelInput] { [ModelInput(name: name, features: [name])] }

  /// The values of the column. O(rows).
  public func scores(of rows: InputRows) throws -> [Float] {
    try checkWidth(rows)
    return rows.values
  }
}
