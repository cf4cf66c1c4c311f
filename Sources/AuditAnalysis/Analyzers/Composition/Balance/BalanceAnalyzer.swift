import AuditReport
import AuditSamples
import AuditStatistics

/// What the samples are made of: classes, processes, categories, by rows and by weight.
public struct BalanceAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "balance"
  /// One sentence for `simaudit list`.
  public static let summary =
    "classes, processes and categories: shares by rows and by weight, negative weights, order in the file"

  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "smallest-class", "mix-tvd", "target-tvd", "weighting-tvd", "order-drift", "order-clumping",
    "neff-loss", "negative-weight-fraction", "mix",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "levels", summary: "Most distinct values that a category may have")
  ]

  /// Most distinct values that a category may have.
  public var levels = 200

  /// The analysis with its default settings.
  public init() {}

  /// Counts of one process: [level][class], in the order met.
  public struct Partial: Sendable {
    let isLabel: Bool
    let hasColumn: Bool
    var levels: LevelIndex
    var classes: LevelIndex
    var tallies: [[WeightTally]] = []
    var missing = 0
    var order: PositionDrift
  }

  /// One column of some samples.
  public struct Measured: Sendable {
    /// nil: the processes.
    let column: String?
    let samples: [Int]
    let mixes: [LevelMix]
    /// orders[sample][process]
    let orders: [[PositionDrift]]
  }

  /// Columns that are looked at together.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    let all = Array(context.samples.indices)
    if let label = context.label, let reference = context.referenceIndex,
      !context.sample(reference, has: label)
    {
      let known = context.samples[reference].processes.flatMap { $0.columns.map(\.name) }
      throw SampleError.noSuchColumn(
        name: label, sample: context.samples[reference].name, nearest: nearestNames(to: label, among: known))
    }
    var columns = context.categories.filter { $0 != context.label }
    if let label = context.label { columns.insert(label, at: 0) }
    return [ColumnSet(columns: [], samples: all)]
      + columns.flatMap { context.columnSets(of: $0, in: all) }
  }

  /// An empty partial for the rows of one process.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> Partial {
    Partial(
      isLabel: set.columns.first != nil && set.columns.first == context.label,
      hasColumn: !set.columns.isEmpty, levels: LevelIndex(limit: levels), classes: LevelIndex(limit: levels),
      order: PositionDrift(rows: process.rows))
  }

  /// Takes in some rows. O(rows).
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    let weights = batch.doubleWeights
    guard partial.hasColumn else {
      if partial.tallies.isEmpty { partial.tallies = [[WeightTally()]] }
      if let weights {
        for weight in weights { partial.tallies[0][0].add(weight) }
      } else {
        partial.tallies[0][0].add(unitRows: batch.count)
      }
      return
    }
    let levels = partial.levels.codes(of: batch.columns[0])
    let classes = batch.columns.count > 1 ? partial.classes.codes(of: batch.columns[1]) : nil
    let width = max(1, partial.classes.names.count)
    while partial.tallies.count < partial.levels.names.count { partial.tallies.append([]) }
    for level in partial.tallies.indices {
      while partial.tallies[level].count < width { partial.tallies[level].append(WeightTally()) }
    }
    for row in levels.indices {
      let level = Int(levels[row])
      let column = classes.map { Int($0[row]) } ?? 0
      guard level >= 0, column >= 0 else {
        partial.missing += 1
        continue
      }
      partial.tallies[level][column].add(weights?[row] ?? 1)
    }
    if partial.isLabel { partial.order.add(levels) }
  }

  /// What the rows of one column set say.
  public func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured {
    let mixes = set.samples.map { sample -> LevelMix in
      let parts = partials[sample]
      return set.columns.isEmpty
        ? LevelMix(
          levels: context.samples[sample].processes.map(\.name),
          tallies: parts.map { $0.tallies.first?.first ?? WeightTally() })
        : LevelMix(merging: parts)
    }
    return Measured(
      column: set.columns.first, samples: set.samples, mixes: mixes,
      orders: set.samples.map { partials[$0].map(\.order) })
  }

  /// The readings of all column sets.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    var readings: [Reading] = []
    for sample in context.samples.indices {
      readings += signs(of: sample, measured, in: context)
    }
    var columns: [String?] = []
    for result in measured where !columns.contains(result.column) { columns.append(result.column) }
    // A column of that name says the same and more: it has the classes beside it.
    for column in columns where column != nil || !columns.contains("process") {
      var mixes: [Int: LevelMix] = [:]
      var orders: [Int: [PositionDrift]] = [:]
      for result in measured where result.column == column {
        for (place, sample) in result.samples.enumerated() {
          mixes[sample] = result.mixes[place]
          orders[sample] = result.orders[place]
        }
      }
      let table = ColumnMix(name: column, isLabel: column != nil && column == context.label, mixes: mixes)
      readings += mix(table, in: context)
      readings += try comparisons(of: table, in: context)
      if table.isLabel { readings += classes(of: table, orders: orders, in: context) }
    }
    return readings
  }
}
