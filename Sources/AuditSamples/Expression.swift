/// A small expression on the columns of a sample: selections, slices, weights and derived columns.
///
/// | written | meaning |
/// |---|---|
/// | `42 .5 1e-3 pi true false` | numbers; truth is 1 or 0 |
/// | `pt` `jets/pt` `pt[0]` `max(jet_pt)` `` `odd name!` `` | columns, reductions and elements included |
/// | `+ - * / % ^ **` | arithmetic; `%` has the sign of the left side, `^` and `**` bind to the right: −2^2 = −4 |
/// | `< <= > >= == !=`, `20 < pt < 30` | comparisons, also in chains |
/// | `and && or \|\| not !` | logic; `!` binds tightest, `not` is weaker than a comparison |
/// | `x in [1, 2]`, `x not in [1, 2]` | membership |
/// | `process == "ttbar"`, `process in ["a", "b"]` | comparison of a category column with texts |
/// | ``functionNames`` | functions; angles in radian; `round` rounds halves away from zero; `if(c, a, b)` |
///
/// A name is a column if there is such a column, the longest first: `jets/pt` is the column of that name where there
/// is one and the quotient of `jets` and `pt` where there is none; `max(jet_pt)` likewise, and else the ``Reduction`` of
/// a column with several values a row.
///
/// Missing values (NaN, or no text): arithmetic carries NaN on, `min` and `max` too; **every comparison with a missing value
/// is false, `!=` and `not in` included**, so that a row without a value passes no cut on it; as a truth value
/// NaN is false. `isnan(x)` and `isfinite(x)` ask. Declared sentinels such as −999 are numbers here.
///
/// Arithmetic is float64: 64 bit integers above 2⁵³ are rounded, but not before they are compared with a number or one
/// is subtracted from them: `t - 1152921504606846976` is exact.
/// Named so because `Expression` is Foundation's.
public struct ColumnExpression: Sendable, Equatable {
  /// What a name in an expression stands for.
  public enum Column: Sendable, Equatable {
    /// One number a row.
    case number
    /// One text a row, stored as codes.
    case category
    /// There is such a column but it has no single value a row; the clause says why.
    case unusable(why: String)
  }

  /// The text as written.
  public let text: String
  /// The columns that the expression reads, in order of first use: the order in which `evaluate` wants them.
  public let columns: [String]
  let program: ExpressionProgram

  /// Parses an expression.
  ///
  /// - Parameters:
  ///   - text: The expression, at most 4096 characters.
  ///   - names: Valid names, for the error on an unknown one.
  ///   - column: What a name stands for, nil when there is no such column.
  public init(
    _ text: String, names: [String], column: @escaping (String) -> Column?
  ) throws(ExpressionError) {
    var parser = ExpressionParser(text, names: names, column: column)
    let tree: ExpressionSyntax
    do { tree = try parser.parse() } catch { throw error.quoting(names, in: text) }
    self.text = text
    columns = parser.columns
    program = ExpressionProgram(tree)
  }

  /// Parses an expression on the columns of a sample; a text that is the name of one means it, whatever characters it has.
  public init(_ text: String, columns: [ColumnInfo]) throws(ExpressionError) {
    let known = ColumnNames(columns)
    try self.init(known.hasColumn(text) ? Self.quoted(text) : text, names: columns.map(\.name)) { name in
      do throws(ReductionError) {
        return try known.column(name).map { Column($0) }
      } catch {
        return .unusable(why: "cannot be read: \(error.reason)")
      }
    }
  }

  /// Parses an expression before any file is open: every name that could be a column is taken for one.
  ///
  /// `columns` then holds the longest reading of each name (`jets/pt` for a column that may turn out a quotient).
  public init(checkingSyntaxOf text: String) throws(ExpressionError) {
    var parser = ExpressionParser(text, names: [], column: nil)
    let tree = try parser.parse()
    self.text = text
    columns = parser.columns
    program = ExpressionProgram(tree)
  }

  /// Category columns that are compared with texts, and the texts of each comparison.
  public var comparedTexts: [(column: String, texts: [String])] {
    program.categoryTests.map { (columns[$0.column], $0.texts) }
  }

  /// Names of all functions, sorted.
  public static var functionNames: [String] { ExpressionFunction.all.keys.sorted() }

  /// Equal texts that read the same columns.
  public static func == (a: Self, b: Self) -> Bool { a.text == b.text && a.columns == b.columns }
}

extension ColumnExpression.Column {
  /// What a column of a file can be used for in an expression.
  public init(_ column: ColumnInfo) {
    if column.hasSeveralValues {
      self = .unusable(why: column.advice)
    } else {
      self = column.isNumeric ? .number : .category
    }
  }
}

extension ColumnExpression {
  /// The name as an expression that means the column: in back-ticks unless it is a plain name.
  public static func quoted(_ name: String) -> String {
    let isPlain = (try? ColumnExpression(checkingSyntaxOf: name)).map { $0.columns == [name] } ?? false
    let isWord = !name.contains { !($0.isLetter || $0.isNumber || "_./[]()".contains($0)) }
    return isPlain && isWord || name.contains("`") ? name : "`\(name)`"
  }
}
