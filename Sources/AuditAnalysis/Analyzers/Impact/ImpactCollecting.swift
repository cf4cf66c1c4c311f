import AuditSamples

/// Analyzers that need all rows of a simulation and of data side by side: they read both, and do their work when both are
/// there.
protocol ImpactCollecting: Analyzer where Partial == ImpactRows, Measured == ImpactRowSet {
  /// Largest number of rows of a sample that are used; more are thinned by a hash of the row number.
  var rows: Int { get }
  /// True when there is something to do.
  func isWanted(in context: AuditContext) -> Bool
}

extension ImpactCollecting {
  func isWanted(in context: AuditContext) -> Bool { true }

  /// Simulation with its label, and data.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    isWanted(in: context) ? context.impactSets() : []
  }

  /// No rows yet.
  public func partial(for set: ColumnSet, of process: ProcessDescription, in context: AuditContext)
    -> ImpactRows
  {
    ImpactRows(
      for: set, of: process, hasLabel: set.question == 0 && set.columns.first == context.label, limit: rows,
      in: context)
  }

  /// Keeps the chosen rows.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout ImpactRows) throws {
    try partial.append(batch)
  }

  /// The rows of one sample.
  public func measure(_ set: ColumnSet, partials: [[ImpactRows]], in context: AuditContext) -> ImpactRowSet {
    ImpactRowSet(question: set.question, sample: set.samples[0], parts: partials[set.samples[0]])
  }
}
