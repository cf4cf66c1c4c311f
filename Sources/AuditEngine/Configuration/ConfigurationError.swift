/// One mistake in a configuration.
public struct ConfigurationProblem: Sendable, Equatable, CustomStringConvertible {
  /// File, or nil when the configuration came from the command line.
  public var file: String?
  /// Line, counted from 1.
  public var line: Int?
  /// Column of the line, counted from 1.
  public var column: Int?
  /// The setting, outermost section first, e.g. samples, data, weight.
  public var path: [String]
  /// What was found, what was expected and what would be right.
  public var sentence: String

  /// A mistake.
  public init(
    file: String? = nil, line: Int? = nil, column: Int? = nil, path: [String] = [], sentence: String
  ) {
    self.file = file
    self.line = line
    self.column = column
    self.path = path
    self.sentence = sentence
  }

  /// `simaudit.yaml:12:5: sentence`.
  public var description: String {
    var place = file.map { "\($0):" } ?? ""
    if let line { place += (file == nil ? "line " : "") + "\(line):" }
    if let column, line != nil { place += "\(column):" }
    return place.isEmpty ? sentence : "\(place) \(sentence)"
  }
}

/// All mistakes in a configuration, in the order of the file.
public struct ConfigurationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// At least one.
  public var problems: [ConfigurationProblem]

  /// The mistakes, sorted by place.
  public init(_ problems: [ConfigurationProblem]) {
    // A stable sort by hand: the standard one does not promise to be stable.
    self.problems = problems.enumerated().sorted { a, b in
      (a.element.line ?? 0, a.element.column ?? 0, a.offset)
        < (b.element.line ?? 0, b.element.column ?? 0, b.offset)
    }.map(\.element)
  }

  /// One line for each of the first mistakes, and how many more there are.
  public var lines: [String] {
    let rest = problems.count - Self.shown
    return problems.prefix(Self.shown).map(\.description)
      + (rest > 0 ? ["… and \(rest)\(problems.count < Self.most ? "" : " or more") further mistakes"] : [])
  }

  private static let shown = 100
  /// More than so many mistakes are not looked for: the file is something else than a configuration.
  static let most = 10_000

  /// Its ``lines``.
  public var description: String { lines.joined(separator: "\n") }
}
