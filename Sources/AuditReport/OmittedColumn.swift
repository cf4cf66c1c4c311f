/// A column that nothing was measured of, and why: a reader knows what was not looked at.
public struct OmittedColumn: Codable, Sendable, Equatable {
  /// Name as the file has it.
  public var column: String
  /// The samples in which it was not looked at, in report order.
  public var samples: [String]
  /// Kind of the reason, e.g. `several values`, `truth`, `ignored`: what the section groups by.
  public var kind: String
  /// The reason, in words that follow the column's name.
  public var reason: String
  /// True when nobody decided it: the column was passed over because of its kind or a guess from its name.
  public var counts: Bool

  /// A column with its reason.
  public init(column: String, samples: [String], kind: String, reason: String, counts: Bool) {
    self.column = column
    self.samples = samples
    self.kind = kind
    self.reason = reason
    self.counts = counts
  }
}

extension Report {
  /// The columns that nothing was measured of although nobody said so, each once, in report order.
  public var overlooked: [String] {
    notLookedAt.filter(\.counts).map(\.column).reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// The title that the configuration gives the report.
  public var title: String? {
    guard case .object(let settings) = configuration, case .string(let title)? = settings["title"],
      !title.isEmpty
    else { return nil }
    return title
  }
}
