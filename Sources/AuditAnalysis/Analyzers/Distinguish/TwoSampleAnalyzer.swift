import AuditReport
import AuditSamples
import AuditStatistics

/// How well boosted trees tell data from simulation by all features together, and by which of them.
///
/// The headline is the AUC of trees on events that they were not trained on, averaged over folds: ½ when nothing can be learned, 1
/// when every event gives itself away. Its p-value comes from the same training with permuted labels, and its interval excludes ½
/// exactly where that is small. Other divisions into folds show what the choice of folds changes. Events that are in both samples
/// are looked for first. Negative weights: trees follow the signed weights (``TreeTable``), and the AUC is measured with
/// them. What it cannot see: differences that trees of this size do not find in this many events.
/// Source: Lopez-Paz and Oquab, ICLR 2017 (arXiv:1610.06545).
public struct TwoSampleAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "two-sample"
  /// One sentence for `simaudit list`.
  public static let summary =
    "how well boosted trees tell data from simulation by all features together, and which of them carry it"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    SharedRows.metric, "auc-below-half", "two-sample-auc", "residual-auc", "two-sample-reliance",
    "extreme-events",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Largest number of rows of a sample that are used"),
    (name: "folds", summary: "Folds of the cross-validation"),
    (
      name: "repetitions",
      summary: "Divisions into folds, which show what their choice changes; the first is judged"
    ),
    (name: "permutations", summary: "Trainings with permuted labels behind the p-value; 0: none"),
    (name: "eliminations", summary: "How often the most telling feature is taken away"),
    (
      name: "correlated",
      summary: "Rank correlation from which on features are taken away and permuted together"
    ),
    (name: "rounds", summary: "Trees of a model"),
    (name: "depth", summary: "Depth of a tree: the most features in one interaction"),
  ]

  /// Largest number of rows of a sample that are used; more are thinned by a hash of the row number.
  public var rows = 50_000
  /// Folds of the cross-validation.
  public var folds = 5
  /// Divisions into folds, which show what their choice changes; the first is judged.
  public var repetitions = 3
  /// Trainings with permuted labels behind the p-value; 0: none.
  public var permutations = 39
  /// How often the most telling feature is taken away.
  public var eliminations = 4
  /// Rank correlation from which on features are taken away and permuted together.
  public var correlated = 0.8
  /// Trees of a model.
  public var rounds = 50
  /// Depth of a tree.
  public var depth = 4

  /// The analyzer with its default settings.
  public init() {}

  /// Folds that can be made.
  var foldCount: Int { min(max(folds, 2), 50) }
  /// How much the trees can learn.
  var size: TreeSize { TreeSize(rounds: max(1, rounds), depth: max(1, depth)) }

  /// Rows of one process, thinned.
  public typealias Partial = CollectedRows

  /// Rows of a pair of samples: all training is done when all are there, side by side.
  public struct Measured: Sendable {
    var simulation: Int
    var data: Int
    var rows: ComparedRows
  }

  /// The features that simulation and data have in common, for each pair.
  public func columnSets(in context: AuditContext) -> [ColumnSet] { context.comparedSets }

  /// Nothing read yet.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> CollectedRows {
    CollectedRows(for: set, of: process, limit: rows, in: context)
  }

  /// Keeps values and weights of the rows.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout CollectedRows) {
    partial.append(batch)
  }

  /// Puts the rows of a pair together.
  public func measure(
    _ set: ColumnSet, partials: [[CollectedRows]], in context: AuditContext
  ) -> Measured {
    Measured(
      simulation: set.samples[0], data: set.samples[1],
      rows: ComparedRows(
        names: context.features(of: set), simulation: partials[set.samples[0]], data: partials[set.samples[1]]
      ))
  }

  /// Trains on each pair. Errors: those of the trainer.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    guard let trainer = context.trainer else { return [] }
    return try measured.flatMap { pair -> [Reading] in
      let subject = Subject(
        simulation: context.samples[pair.simulation].name, data: context.samples[pair.data].name)
      let shared = context.sharedRows(of: pair)
      if let fault = pair.rows.fault(folds: foldCount) ?? shared.fault {
        return shared.readings(by: Self.kind, of: subject) + [
          .unmeasured(
            by: Self.kind, "two-sample-auc", of: subject, because: fault,
            message: "Boosted trees could not be trained: \(fault).")
        ]
      }
      guard let test = try TwoSampleTest(pair.rows, self, trainer: trainer, in: context) else { return [] }
      return shared.readings(by: Self.kind, of: subject)
        + readings(test, pair.rows, subject, in: context).deciding(pair.rows.effectiveCounts(subject))
    }
  }
}
