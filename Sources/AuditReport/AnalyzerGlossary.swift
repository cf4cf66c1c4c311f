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
      id: "impact", title: "Impact",
      question: "What does the difference between simulation and data change for the classifiers?"),
    Entry(
      id: "fitted-miscalibrations", title: "Best-fit miscalibrations",
      question:
        "Which scale, offset and smearing fit the data best, and how much of each do the classifiers tolerate?"
    ),
    Entry(
      id: "blind-spot", title: "Blind spot",
      question: "How far can a classifier move while the test of every single feature passes?"),
    Entry(
      id: "shift", title: "Shift",
      question: "How different is the simulation from the data, column by column?"),
    Entry(
      id: "robustness", title: "Robustness",
      question: "What do miscalibrations do to the classifiers, and how large may they become?"),
    Entry(
      id: "panel", title: "All features together",
      question:
        "Do simulation and data differ in several features at once, and which way of looking shows it?"),
    Entry(
      id: "two-sample", title: "Two-sample classifier",
      question: "How well can trees separate data from simulation, and which features do they use?"),
    Entry(
      id: "regions", title: "Regions",
      question: "Where in the features do data and simulation differ most, as cuts?"),
    Entry(
      id: "reweighting", title: "Reweighting",
      question: "Which event weights make simulation look like data, and what would using them cost?"),
    Entry(
      id: "expectations", title: "Physics expectations",
      question: "Do the classifiers do what physics says they must, and nothing that they must not?"),
    Entry(
      id: "overlap", title: "Overlap",
      question: "Which events are there twice, in two splits, or with two labels?"),
    Entry(
      id: "leakage", title: "Leakage and shortcuts",
      question:
        "How well does each column alone separate the classes, and which of them should not be able to?"),
    Entry(
      id: "nuisance-model", title: "What nuisance columns alone reveal",
      question:
        "What can a small model learn from nuisances alone, of processes, of the simulation's version?"),
    Entry(
      id: "integrity", title: "Integrity",
      question:
        "Do the columns hold what they should: no gaps, sentinel values, copies, or rounding of one class?"),
    Entry(
      id: "coverage", title: "Coverage",
      question: "Where do data or the other splits live and training has almost nothing to learn from?"),
    Entry(
      id: "balance", title: "Balance",
      question: "What is each sample made of, by rows and by weight, and is that the mix it should have?"),
    Entry(
      id: "weights", title: "Weights",
      question: "How concentrated are the event weights, and could a classifier infer them from the features?"
    ),
    Entry(
      id: "spectators", title: "Spectators",
      question: "Are mass, pt and the like distributed alike in the classes, or is the spectrum learned?"),
    Entry(
      id: "split-shift", title: "Splits against each other",
      question: "Are validation and test distributed like training, column by column?"),
    Entry(
      id: "splits", title: "Size of the splits",
      question: "How precisely can each split measure a classifier?"),
  ]

  /// Place of an analyzer among the entries, which are in the order in which findings are best mended; unknown ones last.
  public static func position(of id: String) -> Int {
    entries.firstIndex { $0.id == id } ?? entries.count
  }

  /// The entry of an analyzer.
  public static subscript(id: String) -> Entry? { entries.first { $0.id == id } }
}
