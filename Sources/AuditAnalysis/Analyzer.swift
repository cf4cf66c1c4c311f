import AuditReport
import AuditSamples

/// Something that is measured on samples: a pure function of the batches it is handed.
///
/// The engine reads each column set of every sample once, in row order, and hands the batches over; an analyzer
/// opens no files, starts no tasks and draws no global randomness. Steps: `accumulate` sees the rows of one process,
/// `measure` sees one column set of all samples, `conclude` sees all column sets.
public protocol Analyzer: Component {
  /// What is kept of the rows of one process for one column set.
  associatedtype Partial: Sendable
  /// What is kept of one column set after all samples were seen.
  associatedtype Measured: Sendable

  /// Metrics and notes that its readings can have, in the order in which a reader wants them.
  static var metrics: [String] { get }

  /// Columns that are looked at together; each set is read in one pass.
  func columnSets(in context: AuditContext) throws -> [ColumnSet]
  /// An empty partial for a column set of the process.
  func partial(for set: ColumnSet, of process: ProcessDescription, in context: AuditContext) -> Partial
  /// Takes in some rows; `batch.columns` are in the order of `set.columns`.
  func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws
  /// Measures one column set; `partials[sample][process]` in the order of the context.
  func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured
  /// Readings of the whole analysis.
  func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading]
}

/// Columns that an analyzer looks at together.
public struct ColumnSet: Sendable, Equatable {
  /// Names, in the order the batches have them.
  public var columns: [String]
  /// Indices into the context's samples of the samples to read; the others have no such column.
  public var samples: [Int]
  /// Which of the analyzer's questions the columns are for, where several questions need the same ones.
  public var question: Int

  /// Columns of some samples.
  public init(columns: [String], samples: [Int], question: Int = 0) {
    self.columns = columns
    self.samples = samples
    self.question = question
  }
}
