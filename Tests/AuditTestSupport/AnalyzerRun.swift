import AuditAnalysis
import AuditReport
import AuditSamples

/// Runs an analyzer over samples, in batches of `batchRows`: what the engine does, in one thread.
public struct AnalyzerRun {
  /// A part of a sample.
  public struct Process {
    var name: String
    var source: any SampleSource
    var weights: [Double]?

    /// A process; no weights: all 1.
    public init(_ name: String, _ source: any SampleSource, weights: [Double]? = nil) {
      self.name = name
      self.source = source
      self.weights = weights
    }

    /// A process whose weights are a column of its source.
    public init(_ name: String, _ source: any SampleSource, weightColumn: String) throws {
      let values = try source.read([weightColumn], rows: 0..<source.rowCount)
      self.init(name, source, weights: values.first?.doubles)
    }

    var description: ProcessDescription {
      let rows = source.rowCount
      return ProcessDescription(
        name: name, columns: source.columns, rows: rows,
        sumOfWeights: weights?.reduce(0, +) ?? Double(rows),
        fileStarts: source.rowsOfFiles.map(\.rows.lowerBound))
    }
  }

  /// A sample: its role and what it is the sum of.
  public struct Table {
    var name: String
    var role: SampleRole
    var processes: [Process]

    /// A sample of some processes.
    public init(_ name: String, _ role: SampleRole, processes: [Process]) {
      self.name = name
      self.role = role
      self.processes = processes
    }

    /// A table that is read as a sample of one process; no weights: all 1.
    public init(_ name: String, _ role: SampleRole, _ source: any SampleSource, weights: [Double]? = nil) {
      self.init(name, role, processes: [Process(name, source, weights: weights)])
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
  public var samples: [SampleDescription] {
    tables.map { table in
      SampleDescription(name: table.name, role: table.role, processes: table.processes.map(\.description))
    }
  }

  /// What the analyzer measured of each of its column sets.
  public func measured<A: Analyzer>(_ analyzer: A, in context: AuditContext) throws -> [A.Measured] {
    try analyzer.columnSets(in: context).map { set in
      var partials = tables.map { _ in [A.Partial]() }
      for sample in set.samples {
        for (process, description) in zip(tables[sample].processes, context.samples[sample].processes) {
          var partial = analyzer.partial(for: set, of: description, in: context)
          for start in stride(from: 0, to: description.rows, by: batchRows) {
            let rows = start..<min(start + batchRows, description.rows)
            let batch = Batch(
              rows: rows, weights: process.weights.map { .float64(Array($0[rows])) },
              columns: try process.source.read(set.columns, rows: rows))
            try analyzer.accumulate(batch, of: set, into: &partial)
          }
          partials[sample].append(partial)
        }
      }
      return try analyzer.measure(set, partials: partials, in: context)
    }
  }

  /// The readings of the whole analysis.
  public func readings<A: Analyzer>(_ analyzer: A, in context: AuditContext) throws -> [Reading] {
    try analyzer.conclude(measured(analyzer, in: context), in: context)
  }
}
