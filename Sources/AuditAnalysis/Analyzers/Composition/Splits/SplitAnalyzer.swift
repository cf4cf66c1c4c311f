import AuditReport
import AuditSamples
import AuditStatistics

/// How precisely each split can measure a classifier, before one is trained.
///
/// From n_eff of the classes alone: half-widths of the intervals of an efficiency (of the hardest, 0.5) and of an AUC
/// of the stated size, and how many decimals may therefore be quoted. Shifts between splits are the shift analyzer's.
public struct SplitAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "splits"
  /// One sentence for `simaudit list`.
  public static let summary =
    "precision of efficiencies and AUCs that each split can give, from n_eff of its classes"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "auc-precision", "efficiency-precision", "sizes",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "auc", summary: "AUC for which the precision is stated"),
    (name: "efficiency", summary: "Efficiency for which the precision is stated"),
  ]

  /// AUC for which the precision is stated.
  public var auc = 0.9
  /// Efficiency for which the precision is stated; 0.5 is the least precise.
  public var efficiency = 0.5

  /// The analyzer with its default settings.
  public init() {}

  /// Labels and weights of one process.
  public struct Partial: Sendable {
    var rows = LabelledRows()
    var label = ""
  }

  /// Effective counts of one split.
  public struct Measured: Sendable {
    var sample: String
    var role: SampleRole
    var classNames: [String]
    var sums: [PowerSums]
    var counts: [Int]
  }

  /// The label with each column to be looked at, for each labelled sample.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    guard let label = context.label else { return [] }
    _ = try context.labelledIndices(label)
    let splits = context.samples.indices.filter { index in
      context.samples[index].role != .data && context.samples[index].role != .simulation
    }
    return try splits.map { sample in
      guard context.samples[sample].processes.allSatisfy({ $0.column(label) != nil }) else {
        throw LabelError.absent(label: label, samples: [context.samples[sample].name])
      }
      return ColumnSet(columns: [label], samples: [sample])
    }
  }

  /// Nothing read yet; knows the declared missing values.
  public func partial(for set: ColumnSet, of process: ProcessDescription, in context: AuditContext) -> Partial
  {
    Partial(label: set.columns[0])
  }

  /// Keeps labels, weights and values of the rows.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    try partial.rows.append(labels: batch.columns[0], of: batch, label: partial.label)
  }

  /// Measures one column set. Errors: a label that does not name classes.
  public func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured {
    let sample = context.samples[set.samples[0]]
    let rows = LabelledRows.joined(partials[set.samples[0]].map(\.rows))
    try rows.check(label: set.columns[0], sample: sample.name)
    var counts = [Int](repeating: 0, count: rows.classNames.count)
    for label in rows.classes where label != ClassCoder.none { counts[Int(label)] += 1 }
    return Measured(
      sample: sample.name, role: sample.role, classNames: rows.classNames, sums: rows.classSums,
      counts: counts)
  }
}
