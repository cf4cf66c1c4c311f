import AuditAnalysis
import AuditSamples

/// Runs an analyzer over tables in memory, in batches of `batchRows`: what the engine does, in one thread.
public struct AnalyzerRun {
  /// A table with its role and its weights.
  public struct Table {
    var name: String
    var role: SampleRole
    var source: TableSource
    var weights: [Double]?

    /// A table that is read as a sample of one process; no weights: all 1.
    public init(_ name: String, _ role: SampleRole, _ source: TableSource, weights: [Double]? = nil) {
      self.name = name
      self.role = role
      self.source = source
      self.weights = weights
    }

    var description: SampleDescription {
      let rows = source.rowCount
      let sum = weights?.reduce(0, +) ?? Double(rows)
      return SampleDescription(
        name: name, role: role,
        processes: [ProcessDescription(name: name, columns: source.columns, rows: rows, sumOfWeights: sum)])
    }
  }

  /// The samples.
  public var tables: [Table]
  /// Rows handed over at a time.
  public var batchRows: Int

  /// A run over tables.
  public init(_ tables: [Table], batchRows: Int = 700) {
    self.tables = tables
    self.batchRows = batchRows
  }

  /// Descriptions of the samples for a context.
  public var samples: [SampleDescription] { tables.map(\.description) }

  /// What the analyzer measured of each of its column sets.
  public func measured<A: Analyzer>(_ analyzer: A, in context: AuditContext) throws -> [A.Measured] {
    try analyzer.columnSets(in: context).map { set in
      var partials = tables.map { _ in [A.Partial]() }
      for sample in set.samples {
        let table = tables[sample]
        var partial = analyzer.partial(for: set, of: context.samples[sample].processes[0], in: context)
        for start in stride(from: 0, to: table.source.rowCount, by: batchRows) {
          let rows = start..<min(start + batchRows, table.source.rowCount)
          let batch = Batch(
            rows: rows, weights: table.weights.map { .float64(Array($0[rows])) },
            columns: try table.source.read(set.columns, rows: rows))
          try analyzer.accumulate(batch, of: set, into: &partial)
        }
        partials[sample] = [partial]
      }
      return try analyzer.measure(set, partials: partials, in: context)
    }
  }
}
