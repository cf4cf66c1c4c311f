/// What the chapters of a report are called and what they answer.
public enum AnalyzerGlossary {
  /// Title of an analyzer's chapter and its question in one sentence.
  public struct Entry: Sendable, Equatable {
    /// Kind of the analyzer, e.g. `shift`.
    public let id: String
    /// Title of the chapter.
    public let title: String
    /// What the chapter answers.
    public let question: String
  }

  /// All entries; an analyzer without one has its kind as title.
  public static let entries: [Entry] = [
    Entry(
      id: "shift", title: "Shift",
      question: "How different is the simulation from the data, column by column?")
  ]

  /// The entry of an analyzer.
  public static subscript(id: String) -> Entry? { entries.first { $0.id == id } }
}
