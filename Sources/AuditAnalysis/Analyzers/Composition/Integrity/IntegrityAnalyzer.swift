import AuditReport
import AuditSamples
import AuditStatistics

/// Whether the columns hold what they should: missing, infinite, frozen, copied, rounded, out of range.
///
/// Shares are counted over all rows of the file and therefore exact; copies and rounding are looked for on rows chosen
/// at random, the same in every column.
public struct IntegrityAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "integrity"
  /// One sentence for `simaudit list`.
  public static let summary =
    "missing, infinite, out-of-range, constant, copied and rounded values, suspected sentinels, mixed precision"

  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "grid", "range-violation", "infinite", "missing-fraction", "sentinel", "dominant-share", "copies",
    "mixed-precision", "missing-columns", "columns",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Rows of each process on which copies and rounding are looked for"),
    (
      name: "sentinelShare",
      summary: "Smallest share of rows at one far-away value that makes it a suspected sentinel"
    ),
  ]

  /// Rows of each process on which copies and rounding are looked for.
  public var rows = 4096
  /// Smallest share of rows at one far-away value that makes it a suspected sentinel.
  public var sentinelShare = 0.001

  /// The analysis with its default settings.
  public init() {}

  /// One feature of some samples.
  public struct Measured: Sendable {
    let feature: String
    /// By sample.
    let columns: [Int: ColumnSummary]
  }

  /// Columns that are looked at together.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    let all = Array(context.samples.indices)
    return context.properFeatures.flatMap { context.columnSets(of: $0.name, in: all) }
  }

  /// An empty partial for the rows of one process.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> ColumnScan {
    let name = set.columns[0]
    let declared = context.features.first { $0.name == name }?.missing ?? []
    let stored = process.column(name)?.missing ?? []
    return ColumnScan(
      missing: declared + stored.filter { !declared.contains($0) },
      range: context.features.first { $0.name == name }?.range,
      thinning: RowThinning(rows: process.rows, limit: rows, seed: context.seed))
  }

  /// Takes in some rows. O(rows).
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout ColumnScan) throws {
    partial.add(batch)
  }

  /// What the rows of one column set say.
  public func measure(
    _ set: ColumnSet, partials: [[ColumnScan]], in context: AuditContext
  ) throws -> Measured {
    var columns: [Int: ColumnSummary] = [:]
    for sample in set.samples { columns[sample] = ColumnSummary(partials[sample]) }
    return Measured(feature: set.columns[0], columns: columns)
  }

  /// The readings of all column sets.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    // A feature may have been read in two sets: samples with and without a label.
    var byFeature: [String: [Int: ColumnSummary]] = [:]
    for result in measured { byFeature[result.feature, default: [:]].merge(result.columns) { $1 } }
    let features = context.properFeatures.map(\.name).filter { byFeature[$0] != nil }
    var readings: [Reading] = []
    for sample in context.samples.indices {
      let columns = features.compactMap { name in byFeature[name]?[sample].map { (name, $0) } }
      readings += shares(of: columns, sample: sample, in: context)
      readings += copies(of: columns, sample: sample, in: context)
      readings += classGrids(of: columns, sample: sample, in: context)
      readings += overview(of: columns, sample: sample, in: context)
    }
    readings += sampleGrids(byFeature, features: features, in: context)
    return readings + storage(of: features, in: context)
  }
}
