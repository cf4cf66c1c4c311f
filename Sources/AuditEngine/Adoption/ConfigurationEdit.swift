import AuditReport
import Yams

/// Adds limits to the text of a configuration without touching what its author wrote.
///
/// Lines are only put in between; the result is read again and must say what the old text said and the new limits besides. Lines
/// that an earlier adoption wrote and nobody changed are replaced when they judge the same.
public struct ConfigurationEdit: Sendable {
  /// Why a text cannot be edited; the sentence ends in what to do.
  public struct Obstacle: Error, Sendable, Equatable, CustomStringConvertible {
    /// The sentence.
    public var description: String
  }

  /// The new text.
  public let text: String
  /// How many limits of an earlier adoption were replaced.
  public let replaced: Int

  /// Where the list of limits stands, and how.
  private enum Place {
    /// After so many lines, as entries of a list that is there; its dashes stand so far in.
    case list(line: Int, indent: Int)
    /// After so many lines, below a key of its own or a new one.
    case new(line: Int, needsKey: Bool, indent: Int)
    /// Inside brackets: after the last entry a comma, before the closing bracket the rest; offsets in scalars of the text.
    case brackets(comma: Int?, end: Int, indent: Int)
  }

  /// Puts limits into a configuration.
  ///
  /// - Parameters:
  ///   - limits: At least one.
  ///   - header: What the comment above them says: date, result, margin, reason.
  ///   - stamp: What the comment beside each begins with.
  /// - Throws: ``ConfigurationError`` when the text is no configuration; ``Obstacle`` when it cannot be edited safely.
  public init(
    adding limits: [AdoptedLimit], to text: String, path: String?, header: String, stamp: String,
    _ vocabulary: ConfigurationVocabulary
  ) throws {
    let old = try ConfigurationFile(text: text, path: path, vocabulary).configuration
    let newline = text.utf8.contains(UInt8(ascii: "\r")) && text.contains("\r\n") ? "\r\n" : "\n"
    var lines = Self.lines(of: text)
    var expected = old
    // Lines of an earlier adoption that judge the same.
    var dropped: [LimitRule] = []
    lines.removeAll { line in
      guard let rule = Self.ownRule(line, vocabulary), limits.contains(where: { $0.rule.judgesLike(rule) }),
        let index = expected.limits.lastIndex(of: rule)
      else { return false }
      expected.limits.remove(at: index)
      dropped.append(rule)
      return true
    }
    replaced = dropped.count
    let base = lines.joined(separator: "\n")
    expected.limits += limits.map(\.rule)
    let note = "# " + YAMLText.comment(header)
    for place in try Self.places(in: base, lines) {
      let result = Self.put(limits, note: note, stamp: stamp, at: place, in: base, lines, newline)
      let now = try? ConfigurationFile(text: result, path: path, vocabulary).configuration
      if now == expected {
        self.text = result
        return
      }
    }
    throw Self.cannot(limits)
  }

  private static func put(
    _ limits: [AdoptedLimit], note: String, stamp: String, at place: Place, in text: String,
    _ lines: [String],
    _ newline: String
  ) -> String {
    var lines = lines
    func entry(_ limit: AdoptedLimit, after: String) -> String {
      limit.entry + after + "  # " + YAMLText.comment("\(stamp): \(limit.measured)")
    }
    switch place {
    case .list(let line, let indent):
      let blanks = String(repeating: " ", count: indent)
      lines.insert(
        contentsOf: ([note] + limits.map { "- " + entry($0, after: "") }).map { blanks + $0 }, at: line)
    case .new(let line, let needsKey, let indent):
      let blanks = String(repeating: " ", count: indent)
      let entries = ([note] + limits.map { "- " + entry($0, after: "") }).map { blanks + "  " + $0 }
      lines.insert(contentsOf: (needsKey ? [blanks + "limits:"] : []) + entries, at: line)
    case .brackets(let comma, let end, let indent):
      let blanks = String(repeating: " ", count: indent + 2)
      var scalars = Array(text.unicodeScalars)
      let block = ([""] + ([note] + limits.map { entry($0, after: ",") }).map { blanks + $0 } + [blanks])
        .joined(separator: "\n")
      scalars.insert(contentsOf: Array(block.unicodeScalars), at: end)
      if let comma { scalars.insert(",", at: comma) }
      var whole = String.UnicodeScalarView()
      whole.append(contentsOf: scalars)
      lines = Self.lines(of: String(whole))
    }
    guard newline == "\r\n" else { return lines.joined(separator: "\n") }
    // The last piece is what follows the last line end.
    return lines.enumerated().map { index, line in
      index == lines.count - 1 || line.hasSuffix("\r") ? line : line + "\r"
    }.joined(separator: "\n")
  }

  private static func cannot(_ limits: [AdoptedLimit]) -> Obstacle {
    let entries = limits.map { "  - " + $0.entry }.joined(separator: "\n")
    return Obstacle(
      description:
        "the limits cannot be put in without rewriting what is there; nothing was changed. Write 'limits' as a list with one "
        + "entry a line (JSON holds no comments), or add by hand:\nlimits:\n\(entries)")
  }

  /// The lines without their `\n`; the last one is what follows the last line end.
  private static func lines(of text: String) -> [String] {
    var lines: [String] = []
    var line = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if scalar == "\n" {
        lines.append(String(line))
        line = String.UnicodeScalarView()
      } else {
        line.append(scalar)
      }
    }
    return lines + [String(line)]
  }

  /// The rule of a line that an earlier adoption wrote and nobody changed.
  private static func ownRule(_ line: String, _ vocabulary: ConfigurationVocabulary) -> LimitRule? {
    let form =
      /^\s*- (\{ metric: .* \})  # adopted \d{4}-\d\d-\d\d × [0-9.e+-]+: (not measured|[0-9.e+-]+ \[[0-9.e+-]+, [0-9.e+-]+\](e[+-]\d+)?)\r?$/
    guard let match = line.wholeMatch(of: form), let node = try? Yams.compose(yaml: String(match.1)) else {
      return nil
    }
    var reader = ConfigurationReader(vocabulary: vocabulary, file: nil)
    let rule = LimitRule.read(node, &reader)
    return reader.problems.isEmpty ? rule : nil
  }

  /// Where the limits may go, best first; none where that is not known.
  private static func places(in text: String, _ lines: [String]) throws -> [Place] {
    guard case .mapping(let root)? = try Yams.compose(yaml: text) else { return [] }
    let indent = root.first?.key.mark.map { $0.column - 1 } ?? 0
    guard let (key, value) = root.first(where: { $0.key.string == "limits" }) else {
      // Below the example that 'init' writes, or at the end.
      let example = lines.firstIndex { $0.hasPrefix("# limits:") }
      return [example.map { $0 + 1 }, lastLine(lines)].compactMap { $0 }
        .map { .new(line: $0, needsKey: true, indent: indent) }
    }
    guard let keyLine = key.mark?.line else { return [] }
    switch value {
    case .scalar where ConfigurationReader.isNull(value):
      return [.new(line: keyLine, needsKey: false, indent: indent)]
    // The style that Yams gives is that of the event at the end, which has none: the text knows.
    case .sequence where !startsWithDash(value.mark, lines):
      return value.mark.flatMap { brackets(in: text, from: $0, lines, indent: indent) }.map { [$0] } ?? []
    case .sequence(let list):
      guard let last = list.last?.mark?.line, let first = list.first?.mark?.line,
        lines.indices.contains(first - 1)
      else { return [] }
      let dash = lines[first - 1].prefix { $0 == " " }.count
      // The list ends before the first line that stands no deeper than its dashes.
      var end = last
      for number in last..<lines.count {
        let line = lines[number]
        let content = line.trimmedStart
        if content.isEmpty || content.hasPrefix("#") { continue }
        if line.prefix(while: { $0 == " " }).count <= dash { break }
        end = number + 1
      }
      return [.list(line: end, indent: dash)]
    default: return []
    }
  }

  /// True where a list stands with one entry a line.
  private static func startsWithDash(_ mark: Mark?, _ lines: [String]) -> Bool {
    guard let mark, lines.indices.contains(mark.line - 1) else { return false }
    return lines[mark.line - 1].unicodeScalars.dropFirst(mark.column - 1).first == "-"
  }

  /// Where a new section goes: behind the last line, before a mark that ends the document.
  private static func lastLine(_ lines: [String]) -> Int {
    let end = lines.firstIndex { $0.hasPrefix("...") } ?? lines.count
    return end == lines.count && lines.last?.isEmpty == true ? lines.count - 1 : end
  }

  /// The end of a list in brackets, with quotes and comments in it passed over.
  private static func brackets(in text: String, from mark: Mark, _ lines: [String], indent: Int) -> Place? {
    let scalars = Array(text.unicodeScalars)
    var position =
      lines.prefix(mark.line - 1).reduce(0) { $0 + $1.unicodeScalars.count + 1 } + mark.column - 1
    while position < scalars.count, scalars[position] != "[" { position += 1 }
    var depth = 0
    var lastContent: Int?
    var quote: Unicode.Scalar?
    while position < scalars.count {
      let scalar = scalars[position]
      if let open = quote {
        if scalar == "\\", open == "\"" { position += 1 } else if scalar == open { quote = nil }
        lastContent = position
      } else {
        switch scalar {
        case "\"", "'": (quote, lastContent) = (scalar, position)
        case "#" where position == 0 || [" ", "\n", "\t", "\r"].contains(scalars[position - 1]):
          while position < scalars.count, scalars[position] != "\n" { position += 1 }
        case "[", "{":
          depth += 1
          if depth > 1 { lastContent = position }
        case "]", "}":
          depth -= 1
          if depth == 0 {
            let comma = lastContent.flatMap { scalars[$0] == "," ? nil : $0 + 1 }
            return .brackets(comma: comma, end: position, indent: indent)
          }
          lastContent = position
        case " ", "\n", "\t", "\r": break
        default: lastContent = position
        }
      }
      position += 1
    }
    return nil
  }
}

extension String {
  fileprivate var trimmedStart: Substring { drop { $0 == " " || $0 == "\t" || $0 == "\r" } }
}
