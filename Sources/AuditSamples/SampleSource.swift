/// Where the rows of a sample come from: one table, possibly over several files read as one.
///
/// `read` may be called from several threads at once; blocks are decoded in the calling thread.
public protocol SampleSource: Sendable {
  /// Files in the order read, as given.
  var files: [String] { get }
  /// Table inside the files, as shown to users, e.g. `events`.
  var table: String { get }
  /// Number of rows over all files.
  var rowCount: Int { get }
  /// All columns, in the order of the file.
  var columns: [ColumnInfo] { get }
  /// How reading is cheapest.
  var layout: SampleLayout { get }
  /// The files in the order read, each with the rows of the source that it holds.
  var rowsOfFiles: [(path: String, rows: Range<Int>)] { get }

  /// Values of the named columns for the rows, in the order of `names`.
  ///
  /// Errors: unknown column (with the nearest names), unreadable chunk, missing filter: one sentence each.
  func read(_ names: [String], rows: Range<Int>) throws -> [Values]
}

extension SampleSource {
  /// One file.
  public var rowsOfFiles: [(path: String, rows: Range<Int>)] { [(files.first ?? "", 0..<rowCount)] }
}

/// How a source is laid out on disk, for planning the passes.
public struct SampleLayout: Sendable, Equatable {
  /// True when a row's columns lie together (2-D and compound datasets): all columns cost as much as one.
  public var isRowWise: Bool
  /// Rows of one chunk, for alignment; nil when contiguous.
  public var chunkRows: Int?

  /// A layout.
  public init(isRowWise: Bool, chunkRows: Int? = nil) {
    self.isRowWise = isRowWise
    self.chunkRows = chunkRows
  }
}
