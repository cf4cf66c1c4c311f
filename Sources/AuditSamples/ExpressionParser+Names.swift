// Characters, words, numbers, texts and names.
extension ExpressionParser {
  /// Reductions of jagged columns; whether one exists is for the reader to say.
  private static let reductions: Set<String> = ["count", "sum", "min", "max", "mean", "first", "last"]
  private static let words: Set<String> = ["and", "or", "not", "in"]
  private static let constants: [String: Double] = ["pi": .pi, "true": 1, "false": 0]

  var peek: Character? { at < characters.count ? characters[at] : nil }

  mutating func skipBlanks() {
    while let next = peek, next.isWhitespace { at += 1 }
  }

  /// Takes the operator if it comes next.
  mutating func take(_ symbol: String) -> Bool {
    skipBlanks()
    guard characters[at...].starts(with: symbol) else { return false }
    at += symbol.count
    return true
  }

  /// Takes the word if it comes next as a whole word.
  mutating func takeWord(_ word: String) -> Bool {
    skipBlanks()
    guard self.word(at: at) == word else { return false }
    at += word.count
    return true
  }

  private func word(at start: Int) -> String? {
    guard start < characters.count, isNameStart(characters[start]) else { return nil }
    return String(characters[start..<nameEnd(from: start)])
  }

  private func isNameStart(_ character: Character) -> Bool { character.isLetter || character == "_" }

  /// End of the plain name that begins at `start`: letters, digits, underscores and inner dots.
  private func nameEnd(from start: Int) -> Int {
    var end = start
    while end < characters.count {
      let isInnerDot =
        characters[end] == "." && end + 1 < characters.count
        && (isNameStart(characters[end + 1]) || characters[end + 1].isNumber)
      guard isNameStart(characters[end]) || characters[end].isNumber || isInnerDot else { break }
      end += 1
    }
    return end
  }

  /// What stands at the current place, for "found …".
  var found: String {
    guard let next = peek else { return "the end" }
    return "'\(word(at: at) ?? String(next))'"
  }

  /// What habit of another language probably meant.
  var hint: String {
    switch peek {
    case "&": "; write '&&' or 'and'"
    case "|": "; write '||' or 'or'"
    case "=": "; write '==' to compare"
    default: ""
    }
  }

  /// A number without sign, or nil when none comes next.
  mutating func parseNumber() throws(ExpressionError) -> Double? {
    let start = at
    var end = at
    func digits() { while end < characters.count, ("0"..."9").contains(characters[end]) { end += 1 } }
    digits()
    if end < characters.count, characters[end] == "." {
      end += 1
      digits()
    }
    guard characters[start..<end].contains(where: { $0 != "." }) else { return nil }
    if end < characters.count, characters[end] == "e" || characters[end] == "E" {
      let mantissaEnd = end
      end += 1
      if end < characters.count, characters[end] == "+" || characters[end] == "-" { end += 1 }
      let exponentStart = end
      digits()
      if end == exponentStart { end = mantissaEnd }
    }
    var digitsOnly = String(characters[start..<end])
    if digitsOnly.hasPrefix(".") { digitsOnly = "0" + digitsOnly }
    if digitsOnly.hasSuffix(".") { digitsOnly += "0" }
    guard let number = Double(digitsOnly.replacing(".e", with: ".0e").replacing(".E", with: ".0E")),
      number.isFinite
    else { throw problem("'\(String(characters[start..<end]))' is not a number that float64 can hold") }
    if let whole = Int128(digitsOnly), let rounded = Int128(exactly: number), rounded != whole {
      throw problem(
        "\(whole) is \(rounded) in float64; compare a difference to that, as in t - \(rounded) > \(whole - rounded)"
      )
    }
    at = end
    return number
  }

  /// The text in quotes that begins here.
  mutating func parseText() throws(ExpressionError) -> String {
    let quote = characters[at]
    guard let end = characters[(at + 1)...].firstIndex(of: quote) else {
      throw problem("this text has no closing \(quote)")
    }
    defer { at = end + 1 }
    return String(characters[(at + 1)..<end])
  }

  /// A column, a constant or a function call; nil when no name comes next.
  mutating func parseColumn() throws(ExpressionError) -> Syntax? {
    let start = at
    if peek == "`" { return try parseQuotedColumn() }
    guard let first = word(at: at), !Self.words.contains(first) else { return nil }
    let candidates = pathEnds(from: start)
    if let reduction = reduction(first, from: start) {
      if let syntax = try use(reduction.name, from: start, to: reduction.end) { return syntax }
      let isUnknownReduction = ExpressionFunction.all[first] == nil && Self.reductions.contains(first)
      if column == nil ? Self.reductions.contains(first) : isUnknownReduction {
        guard column == nil else { throw unknown([reduction.name], at: start) }
        return reference(reduction.name, kind: nil, from: start, to: reduction.end)
      }
    }
    for end in candidates {
      if let syntax = try use(plainName(start..<end), from: start, to: end) { return syntax }
    }
    let firstEnd = start + first.count
    if let function = ExpressionFunction.all[first], next(after: firstEnd) == "(" {
      at = firstEnd
      _ = take("(")
      return try parseCall(first, function, at: start)
    }
    if next(after: firstEnd) == "(" {
      throw problem(
        "there is no function '\(first)'\(suggestion(for: first, among: ColumnExpression.functionNames))",
        at: start)
    }
    if let value = Self.constants[first] {
      at = firstEnd
      return .number(value)
    }
    guard column == nil, let end = candidates.first(where: { next(after: $0) != "(" }) else {
      throw unknown(candidates.map { plainName(start..<$0) }, at: start)
    }
    return reference(plainName(start..<end), kind: nil, from: start, to: end)
  }

  private mutating func parseQuotedColumn() throws(ExpressionError) -> Syntax {
    let start = at
    guard let close = characters[(at + 1)...].firstIndex(of: "`") else {
      throw problem("this name has no closing `")
    }
    let name = String(characters[(start + 1)..<close])
    let end = elementEnd(from: close + 1) ?? close + 1
    let element = plainName((close + 1)..<end)
    if let syntax = try use(name + element, from: start, to: end) { return syntax }
    guard column == nil else { throw unknown([name + element], at: start) }
    return reference(name + element, kind: nil, from: start, to: end)
  }

  /// A reference to the column if there is one of this name.
  private mutating func use(_ name: String, from start: Int, to end: Int) throws(ExpressionError) -> Syntax? {
    guard let column, let kind = column(name) else { return nil }
    if case .unusable(let why) = kind { throw problem("'\(name)' \(why)", at: start) }
    return reference(name, kind: kind, from: start, to: end)
  }

  private mutating func reference(
    _ name: String, kind: ColumnExpression.Column?, from start: Int, to end: Int
  ) -> Syntax {
    at = end
    let index = columns.firstIndex(of: name) ?? columns.count
    if index == columns.count { columns.append(name) }
    return .column(index, kind: kind, position: start)
  }

  private func unknown(_ candidates: [String], at start: Int) -> ExpressionError {
    let near = candidates.first { !nearestNames(to: $0, among: names).isEmpty }
    let name = near ?? candidates.last ?? ""
    return problem("there is no column '\(name)'\(suggestion(for: name, among: names))", at: start)
  }

  /// Where a path that begins at `start` may end, the farthest first: after each part of `jets/pt[0]`.
  private func pathEnds(from start: Int) -> [Int] {
    var ends: [Int] = []
    var end = nameEnd(from: start)
    while true {
      ends.append(end)
      if let element = elementEnd(from: end) {
        end = element
      } else if end + 1 < characters.count, characters[end] == "/", isNameStart(characters[end + 1]) {
        end = nameEnd(from: end + 1)
      } else {
        return ends.reversed()
      }
    }
  }

  /// End of `[3]` or `[3, 4]` at `start`; nil when none stands there.
  private func elementEnd(from start: Int) -> Int? {
    guard start < characters.count, characters[start] == "[",
      let close = characters[start...].firstIndex(of: "]"), close > start + 1
    else { return nil }
    let isIndex = characters[(start + 1)..<close].allSatisfy { $0.isNumber || $0 == "," || $0 == " " }
    return isIndex ? close + 1 : nil
  }

  /// `max(jets/pt)` where the argument is a plain path, the name without blanks.
  private func reduction(_ first: String, from start: Int) -> (name: String, end: Int)? {
    var open = start + first.count
    while open < characters.count, characters[open] == " " { open += 1 }
    guard open < characters.count, characters[open] == "(" else { return nil }
    var inner = open + 1
    while inner < characters.count, characters[inner] == " " { inner += 1 }
    guard inner < characters.count, isNameStart(characters[inner]) || characters[inner] == "`" else {
      return nil
    }
    let path: String
    var close: Int
    if characters[inner] == "`" {
      guard let end = characters[(inner + 1)...].firstIndex(of: "`") else { return nil }
      path = String(characters[(inner + 1)..<end])
      close = end + 1
    } else {
      guard let end = pathEnds(from: inner).first else { return nil }
      path = plainName(inner..<end)
      close = end
    }
    while close < characters.count, characters[close] == " " { close += 1 }
    guard close < characters.count, characters[close] == ")" else { return nil }
    return ("\(first)(\(path))", close + 1)
  }

  private func plainName(_ range: Range<Int>) -> String { String(characters[range].filter { $0 != " " }) }

  private func next(after end: Int) -> Character? { characters[end...].first { !$0.isWhitespace } }
}
