/// The reporters that there are; a new one is a file and a line here.
public enum Reporters {
  /// All reporters, in the order in which `simaudit list` shows them.
  public static let all: [any Reporter.Type] = [
    HTMLReporter.self,
    JSONReporter.self,
    TextReporter.self,
    MarkdownReporter.self,
    JUnitReporter.self,
    OpenMetricsReporter.self,
    GitHubReporter.self,
  ]

  /// The reporter of a kind.
  /// - Throws: ``UnknownReporter``, which names the kinds that there are.
  public static func named(_ kind: String) throws(UnknownReporter) -> any Reporter {
    guard let type = all.first(where: { $0.kind == kind }) else {
      throw UnknownReporter(kind: kind, known: all.map { $0.kind })
    }
    return type.init()
  }
}

/// A format was asked for that no reporter has.
public struct UnknownReporter: Error, CustomStringConvertible, Sendable, Equatable {
  /// What was asked for.
  public let kind: String
  /// What there is.
  public let known: [String]

  /// One sentence for people.
  public var description: String {
    "there is no format '\(kind)'; there is \(known.map { "'\($0)'" }.joined(separator: ", "))"
  }
}
