import AuditReport
import AuditSamples
import AuditStatistics

/// How well every single column separates the classes, and which columns should not be able to.
///
/// Each column of the labelled sample is looked at alone, with the event weights: features, declared nuisances,
/// categories, columns that are not audited, the weight itself and the row number. The separation is the larger of the
/// AUC of a cut and the cross-fitted AUC of the binned likelihood ratio, for the class where it is largest.
public struct LeakageAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "leakage"
  /// One sentence for `simaudit list`.
  public static let summary =
    "how well each column alone separates the classes, and columns that should not: run, time, weight, row order"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "shortcut", "separation", "row-order", "category-separation", "weight-separation",
    "unused-separation", "ranking",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Rows of each sample that columns are looked at on"),
    (name: "bins", summary: "Bins of the likelihood ratio"),
    (name: "classes", summary: "Largest number of classes separated from the rest"),
    (name: "levels", summary: "Levels of a category looked at one by one"),
  ]

  /// Rows of each sample that columns are looked at on, chosen at random by row number; of 200 000 an AUC near ½ is known
  /// to ±0.0025.
  public var rows = 200_000
  /// Bins of the likelihood ratio.
  public var bins = 24
  /// Largest number of classes separated from the rest, the most frequent first.
  public var classes = 20
  /// Levels of a category looked at one by one; rarer ones are taken together.
  public var levels = 200

  /// The analyzer with its default settings.
  public init() {}

  /// One process: labels, weights, and the values of a column or the row numbers.
  public struct Partial: Sendable {
    var rows = LabelledRows()
    var label = ""
    var thinning = RowThinning(rows: 0, limit: 1, seed: 0)
    var fileStarts = [0]
  }

  /// The columns of one set: usually one, two for the weight and the row number.
  public typealias Measured = [Column]

  /// One column of one sample.
  public struct Column: Sendable {
    var column: String
    var role: ColumnRole
    var sample: String
    var classNames: [String]
    /// Levels of a category; 0 for numbers.
    var levelCount = 0
    /// True of the row number where every file holds one class.
    var areFilesClasses = false
    /// nil when it could not be measured.
    var separation: ColumnSeparation?
  }

  /// The label with each column to be looked at, for each labelled sample.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    guard let label = context.label else { return [] }
    return try context.labelledIndices(label).flatMap { sample -> [ColumnSet] in
      let columns = context.samples[sample].processes.first?.columns ?? []
      let readable = columns.filter { column in
        column.name != label && !context.labelInputs.contains(column.name) && column.shape.isEmpty
          && !column.isJagged
          && context.samples[sample].processes.allSatisfy { $0.column(column.name) != nil }
      }
      return [ColumnSet(columns: [label], samples: [sample])]
        + readable.map { ColumnSet(columns: [label, $0.name], samples: [sample]) }
    }
  }

  /// Nothing read yet; knows the declared missing values.
  public func partial(for set: ColumnSet, of process: ProcessDescription, in context: AuditContext) -> Partial
  {
    // One rate for all processes of the sample, so that their mix stays.
    let total = set.samples.first.map { context.rows(of: $0) } ?? process.rows
    var partial = Partial(
      label: set.columns[0], thinning: RowThinning(rows: total, limit: rows, seed: context.seed),
      fileStarts: process.fileStarts)
    guard set.columns.count > 1 else { return partial }
    let declared = context.features.first { $0.name == set.columns[1] }?.missing ?? []
    partial.rows.missing = declared + (process.column(set.columns[1])?.missing ?? [])
    return partial
  }

  /// Keeps labels, weights and values of the rows.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    var batch = batch
    if partial.thinning.rate < 1 {
      batch = batch.picked(partial.thinning.offsets(in: batch.rows, kept: batch.keptRows))
    }
    batch = batch.weighted
    try partial.rows.append(labels: batch.columns[0], of: batch, label: partial.label)
    if set.columns.count > 1 {
      partial.rows.append(batch.columns[1])
    } else {
      partial.rows.rows += batch.keptRows ?? Array(batch.rows)
    }
  }

  /// Measures one column set. Errors: a label that does not name classes.
  public func measure(
    _ set: ColumnSet, partials: [[Partial]], in context: AuditContext
  ) throws -> [Column] {
    let sample = set.samples[0]
    let name = context.samples[sample].name
    let rows = LabelledRows.joined(partials[sample].map(\.rows))
    try rows.check(label: set.columns[0], sample: name)
    func measured(_ column: String, _ role: ColumnRole, _ separation: ColumnSeparation?) -> Column {
      Column(column: column, role: role, sample: name, classNames: rows.classNames, separation: separation)
    }
    let chosen = frequentClasses(rows)
    if set.columns.count > 1 {
      let role = ColumnRole(of: set.columns[1], in: context)
      var column = measured(set.columns[1], role, separation(of: rows, classes: chosen, in: context))
      if case .category(_, let names)? = rows.column { column.levelCount = names.count }
      return [column]
    }
    func ranked(_ events: RankedEvents) -> ColumnSeparation? {
      ColumnSeparation(
        events, classCount: rows.classNames.count, classes: chosen, bins: bins, confidence: context.confidence
      )
    }
    var place = measured("row number", .rowNumber, nil)
    place.areFilesClasses = partials[sample].allSatisfy(\.hasFilesOfOneClass)
    if !place.areFilesClasses {
      place.separation = ranked(
        RankedEvents(scores: rows.rows.map(Int64.init), classes: rows.classes, weights: rows.weights))
    }
    var result = [place]
    if let weights = rows.weights {
      result.append(
        measured(
          "event weight", .weight,
          ranked(RankedEvents(scores: weights, classes: rows.classes, weights: weights))))
    }
    return result
  }

  /// The most frequent classes, in order.
  private func frequentClasses(_ rows: LabelledRows) -> [Int] {
    var counts = [Int](repeating: 0, count: rows.classNames.count)
    for label in rows.classes where label != ClassCoder.none { counts[Int(label)] += 1 }
    return Array(counts.indices.sorted { (-counts[$0], $0) < (-counts[$1], $1) }.prefix(classes)).sorted()
  }

  private func separation(
    of rows: LabelledRows, classes chosen: [Int], in context: AuditContext
  ) -> ColumnSeparation? {
    let count = rows.classNames.count
    let events: RankedEvents
    switch rows.column {
    case .float32(let values):
      events = RankedEvents(scores: values, classes: rows.classes, weights: rows.weights)
    case .float64(let values):
      events = RankedEvents(scores: values, classes: rows.classes, weights: rows.weights)
    case .int64(let values):
      events = RankedEvents(scores: values, classes: rows.classes, weights: rows.weights)
    case .category(let codes, let names):
      let (kept, levels) = frequentLevels(codes, of: names.count)
      return ColumnSeparation(
        levels: ClassBins(
          codes: kept, levels: levels, classes: rows.classes, weights: rows.weights, classCount: count),
        classes: chosen, confidence: context.confidence)
    case nil: return nil
    }
    return ColumnSeparation(
      events, classCount: count, classes: chosen, bins: bins, confidence: context.confidence)
  }

  /// Codes renumbered by falling frequency; those beyond `levels` become −1.
  private func frequentLevels(_ codes: [Int32], of count: Int) -> (codes: [Int32], levels: Int) {
    guard count > levels else { return (codes, count) }
    var frequencies = [Int](repeating: 0, count: count)
    for code in codes where code >= 0 { frequencies[Int(code)] += 1 }
    let order = frequencies.indices.sorted { (-frequencies[$0], $0) < (-frequencies[$1], $1) }
    var renumbered = [Int32](repeating: -1, count: count)
    for (rank, code) in order.prefix(levels).enumerated() { renumbered[code] = Int32(rank) }
    return (codes.map { $0 < 0 ? -1 : renumbered[Int($0)] }, levels)
  }
}

extension LeakageAnalyzer.Partial {
  /// True where no file holds rows of two classes.
  fileprivate var hasFilesOfOneClass: Bool {
    var file = 0
    var first: UInt8?
    for (row, label) in zip(rows.rows, rows.classes) {
      while file + 1 < fileStarts.count, row >= fileStarts[file + 1] {
        file += 1
        first = nil
      }
      guard label != ClassCoder.none else { continue }
      if let first, first != label { return false }
      first = label
    }
    return true
  }
}

extension AuditContext {
  /// Samples that classes are learned from: training samples with the label, else any with the label.
  ///
  /// Errors: no sample has the label.
  func labelledIndices(_ label: String) throws -> [Int] {
    let labelled = samples.indices.filter { index in
      samples[index].role != .data && samples[index].processes.allSatisfy { $0.column(label) != nil }
    }
    guard !labelled.isEmpty else {
      throw LabelError.absent(label: label, samples: samples.filter { $0.role != .data }.map(\.name))
    }
    let training = labelled.filter { samples[$0].role == .training }
    return training.isEmpty ? labelled : training
  }
}
