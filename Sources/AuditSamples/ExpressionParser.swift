/// Recursive descent over the characters of an expression: names can only be told from operators by asking which columns exist.
///
///     or         = and { ("||" | "or") and }
///     and        = not { ("&&" | "and") not }
///     not        = "not" not | comparison
///     comparison = sum ["not"] "in" list | sum { ("<" | "<=" | ">" | ">=" | "==" | "!=") sum }
///     sum        = product { ("+" | "-") product }
///     product    = unary { ("*" | "/" | "%") unary }
///     unary      = ("-" | "+" | "!") unary | power
///     power      = primary [ ("^" | "**") unary ]
///     primary    = number | text | column | function "(" or { "," or } ")" | "(" or ")"
struct ExpressionParser {
  typealias Syntax = ExpressionSyntax

  let characters: [Character]
  let names: [String]
  /// nil: only the syntax is checked.
  let column: ((String) -> ColumnExpression.Column?)?
  var columns: [String] = []
  var at = 0
  private var depth = 0

  init(_ text: String, names: [String], column: ((String) -> ColumnExpression.Column?)?) {
    characters = Array(text)
    self.names = names
    self.column = column
  }

  mutating func parse() throws(ExpressionError) -> Syntax {
    guard characters.count <= 4096 else {
      throw ExpressionError(
        position: nil, problem: "an expression has at most 4096 characters, this one has \(characters.count)")
    }
    let tree = try parseOr()
    skipBlanks()
    if at < characters.count { throw problem("expected an operator or the end, found \(found)\(hint)") }
    return try numeric(tree)
  }

  // MARK: Logic and comparisons

  private mutating func parseOr() throws(ExpressionError) -> Syntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else { throw problem("nested more than 100 deep") }
    var left = try parseAnd()
    while take("||") || takeWord("or") {
      left = .or(try numeric(left), try numeric(try parseAnd()))
    }
    return left
  }

  private mutating func parseAnd() throws(ExpressionError) -> Syntax {
    var left = try parseNot()
    while take("&&") || takeWord("and") {
      left = .and(try numeric(left), try numeric(try parseNot()))
    }
    return left
  }

  private mutating func parseNot() throws(ExpressionError) -> Syntax {
    var negations = 0
    while takeWord("not") { negations += 1 }
    let operand = try parseComparison()
    return negations == 0 ? operand : negated(try numeric(operand), negations)
  }

  private func negated(_ operand: Syntax, _ times: Int) -> Syntax {
    // Twice negated is not the same as unchanged: it makes a truth value of a number.
    times % 2 == 1 ? .not(operand) : .not(.not(operand))
  }

  private mutating func parseComparison() throws(ExpressionError) -> Syntax {
    let first = try parseSum()
    let start = at
    if takeWord("not") {
      guard takeWord("in") else {
        at = start
        return first
      }
      return try parseMembership(of: first, isNegated: true)
    }
    if takeWord("in") { return try parseMembership(of: first, isNegated: false) }
    var operands = [first]
    var comparisons: [Comparison] = []
    while let comparison = takeComparison() {
      comparisons.append(comparison)
      operands.append(try parseSum())
    }
    if comparisons.isEmpty { return first }
    if comparisons.count == 1, let test = try textComparison(operands[0], comparisons[0], operands[1]) {
      return test
    }
    var numbers: [Syntax] = []
    for operand in operands { numbers.append(try numeric(operand)) }
    return .chain(numbers, comparisons)
  }

  private mutating func takeComparison() -> Comparison? {
    for comparison in [Comparison.lessOrEqual, .greaterOrEqual, .equal, .unequal, .less, .greater] {
      if take(comparison.rawValue) { return comparison }
    }
    return nil
  }

  /// `process == "ttbar"` or the other way round; nil when no text takes part.
  private func textComparison(_ left: Syntax, _ comparison: Comparison, _ right: Syntax)
    throws(ExpressionError) -> Syntax?
  {
    let text: String
    let position: Int
    let other: Syntax
    switch (left, right) {
    case (.text(let value, let start), _): (text, position, other) = (value, start, right)
    case (_, .text(let value, let start)): (text, position, other) = (value, start, left)
    default: return nil
    }
    guard comparison == .equal || comparison == .unequal else {
      throw problem("texts can only be compared by == and !=", at: position)
    }
    return .category(
      column: try category(other, comparedAt: position), [text], isNegated: comparison == .unequal)
  }

  private func category(_ operand: Syntax, comparedAt position: Int) throws(ExpressionError) -> Int {
    guard case .column(let index, let kind, _) = operand else {
      throw problem("only a category column can be compared with a text", at: position)
    }
    if kind == .number {
      throw problem("'\(columns[index])' holds numbers; compare it with a number, not a text", at: position)
    }
    return index
  }

  private mutating func parseMembership(of operand: Syntax, isNegated: Bool) throws(ExpressionError) -> Syntax
  {
    guard take("[") else { throw problem("expected '[' after 'in', found \(found)") }
    var numbers: [Double] = []
    var texts: [String] = []
    skipBlanks()
    let start = at
    repeat {
      skipBlanks()
      if let quote = peek, quote == "\"" || quote == "'" {
        texts.append(try parseText())
      } else {
        let sign = take("-") ? -1.0 : 1.0
        skipBlanks()
        guard let number = try parseNumber() else {
          throw problem("expected a number or a text in quotes, found \(found)")
        }
        numbers.append(sign * number)
      }
    } while take(",")
    guard take("]") else { throw problem("expected ',' or ']', found \(found)") }
    if texts.isEmpty { return .member(try numeric(operand), numbers, isNegated: isNegated) }
    guard numbers.isEmpty else { throw problem("a list holds numbers or texts, not both", at: start) }
    return .category(column: try category(operand, comparedAt: start), texts, isNegated: isNegated)
  }

  // MARK: Arithmetic

  private mutating func parseSum() throws(ExpressionError) -> Syntax {
    var left = try parseProduct()
    while true {
      if take("+") {
        left = .binary(.add, try numeric(left), try numeric(try parseProduct()))
      } else if take("-") {
        left = .binary(.subtract, try numeric(left), try numeric(try parseProduct()))
      } else {
        return left
      }
    }
  }

  private mutating func parseProduct() throws(ExpressionError) -> Syntax {
    var left = try parseUnary()
    while true {
      if take("*") {
        left = .binary(.multiply, try numeric(left), try numeric(try parseUnary()))
      } else if take("/") {
        left = .binary(.divide, try numeric(left), try numeric(try parseUnary()))
      } else if take("%") {
        left = .binary(.remainder, try numeric(left), try numeric(try parseUnary()))
      } else {
        return left
      }
    }
  }

  private mutating func parseUnary() throws(ExpressionError) -> Syntax {
    depth += 1
    defer { depth -= 1 }
    guard depth <= 100 else { throw problem("nested more than 100 deep") }
    skipBlanks()
    if take("-") {
      let operand = try numeric(try parseUnary())
      if case .number(let value) = operand { return .number(-value) }
      return .unary(.negate, operand)
    }
    if take("+") { return try numeric(try parseUnary()) }
    if take("!") { return .not(try numeric(try parseUnary())) }
    return try parsePower()
  }

  private mutating func parsePower() throws(ExpressionError) -> Syntax {
    let base = try parsePrimary()
    guard take("**") || take("^") else { return base }
    let exponent = try numeric(try parseUnary())
    if case .number(2) = exponent { return .unary(.square, try numeric(base)) }
    return .binary(.power, try numeric(base), exponent)
  }

  private mutating func parsePrimary() throws(ExpressionError) -> Syntax {
    skipBlanks()
    guard let next = peek else { throw problem("expected a number or a column name, found \(found)") }
    let start = at
    if next == "(" {
      at += 1
      let inner = try parseOr()
      guard take(")") else { throw problem("expected ')', found \(found)\(hint)") }
      return inner
    }
    if next == "\"" || next == "'" { return .text(try parseText(), position: start) }
    if let number = try parseNumber() { return .number(number) }
    if let name = try parseColumn() { return name }
    throw problem("expected a number or a column name, found \(found)")
  }

  /// The arguments of a function whose name and opening parenthesis have been read.
  mutating func parseCall(_ name: String, _ function: ExpressionFunction, at start: Int)
    throws(ExpressionError) -> Syntax
  {
    var arguments: [Syntax] = []
    if !take(")") {
      repeat { arguments.append(try numeric(try parseOr())) } while take(",")
      guard take(")") else { throw problem("expected ',' or ')', found \(found)\(hint)") }
    }
    guard function.arity.contains(arguments.count) else {
      let fewest = function.arity.lowerBound
      let expected = function.arity.count == 1 ? "\(fewest)" : "\(fewest) or more"
      throw problem(
        "\(name) takes \(expected) argument\(expected == "1" ? "" : "s"), not \(arguments.count)", at: start)
    }
    switch function {
    case .unary(let function): return .unary(function, arguments[0])
    case .test(let function): return .test(function, arguments[0])
    case .choice: return .choice(arguments[0], arguments[1], arguments[2])
    case .binary(let function):
      return arguments.dropFirst().reduce(arguments[0]) { .binary(function, $0, $1) }
    }
  }

  // MARK: Problems

  /// The operand, if it can be used as a number.
  func numeric(_ operand: Syntax) throws(ExpressionError) -> Syntax {
    switch operand {
    case .text(_, let position):
      throw problem("a text can only be compared with a category column", at: position)
    case .column(let index, .category, let position):
      throw problem(
        "'\(columns[index])' holds texts where a number is needed; a comparison makes one of it, as in "
          + "\(ColumnExpression.quoted(columns[index])) == \"…\"",
        at: position)
    default: return operand
    }
  }

  func problem(_ sentence: String, at position: Int? = nil) -> ExpressionError {
    ExpressionError(position: (position ?? at) + 1, problem: sentence)
  }
}
