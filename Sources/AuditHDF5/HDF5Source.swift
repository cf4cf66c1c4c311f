import AuditSamples
import Synchronization

/// A sample in one or several HDF5 files: columns of one table, read as if the files were one.
///
/// Layouts: a group of datasets, a compound dataset, a matrix with or without names, pandas and PyTables, tensors,
/// and jagged columns through reductions in the column's name (`count(jet_pt)`, `max(jet_pt)`, `jet_pt[0]`).
///
/// `read` may be called from several threads. Calls into libhdf5 are serialised; reading contiguous bytes, inflating
/// and decoding happen in the calling thread, so two callers decode at the same time. Cheapest are reads whose rows
/// begin and end at multiples of `layout.chunkRows`, of all wanted columns at once if `layout.isRowWise`.
///
/// Links and storage in other files are followed only where they name a file of the same folder.
public struct HDF5Source: SampleSource {
  /// Files in the order read: patterns replaced by what they match.
  public let files: [String]
  /// Path of the table inside the files, `/` for the root.
  public let table: String
  /// Number of rows over all files.
  public let rowCount: Int
  /// All columns, in the order of the first file, then the reductions that were named.
  public private(set) var columns: [ColumnInfo]
  /// How reading is cheapest, from the first file.
  public private(set) var layout: SampleLayout
  /// True for a group of datasets, to which columns can be added.
  public let takesColumns: Bool
  /// What lies in the table's place and is no column, with the reason; nothing is dropped silently.
  public let setAside: [SetAside]
  /// Chunks and filters of each dataset of the first file, by path.
  public let storage: [StorageInfo]

  private let parts: [TablePart]
  private let agreed: [String: Agreement]
  private let handles: FileHandles
  private let cache = ChunkCache()

  /// Opens files, given by path or pattern (`*`, `?`, `[…]`; sorted, each file once), and checks that they fit.
  ///
  /// `table` is the path of the table inside the files; without it the one that is obviously meant.
  /// Throws `HDF5Error`: one sentence.
  public init(paths: [String], table: String? = nil) throws {
    let files = try Glob.expand(paths)
    guard !files.isEmpty else { throw HDF5Error.notFound(path: "", isPattern: true) }
    let handles = FileHandles(files)
    var parts: [TablePart] = []
    var rows = 0
    var wanted = table
    for (index, path) in files.enumerated() {
      let found = try handles.with(index) { file in
        try Library.locked(path) { try TableFinder(file).table(wanted) }
      }
      if let problem = found.problem { throw problem }
      wanted = wanted ?? found.name
      parts.append(TablePart(path: path, table: found, firstRow: rows))
      rows += found.rows
    }
    let main = parts[0]
    agreed = try Agreement.check(parts)
    self.files = files
    self.table = main.table.name
    rowCount = rows
    columns = main.table.columns.map(\.info)
    layout = Self.layout(main.table)
    takesColumns = !layout.isRowWise
    setAside = main.table.setAside
    storage = main.table.datasets.values.sorted { $0.name < $1.name }.map { StorageInfo($0) }
    self.parts = parts
    self.handles = handles
  }

  /// The files in the order read, each with the rows of the source that it holds.
  public var rowsOfFiles: [(path: String, rows: Range<Int>)] {
    parts.indices.map { index in
      let end = index + 1 < parts.count ? parts[index + 1].firstRow : rowCount
      return (parts[index].path, parts[index].firstRow..<end)
    }
  }

  /// Files that paths and patterns name, in the order in which a source would read them.
  public static func files(_ paths: [String]) throws -> [String] { try Glob.expand(paths) }

  /// Paths of the tables in a file, with rows, columns and what is wrong with them, for choosing one.
  public static func tables(in path: String) throws -> [TableSummary] {
    try FileHandles([path]).with(0) { file in
      try Library.locked(path) {
        try TableFinder(file).listed().map {
          TableSummary(name: $0.name, rows: $0.rows, columns: $0.columns.count, problem: $0.problem)
        }
      }
    }
  }

  /// The source with reductions of its columns (`max(jet_pt)`, `showers[0]`) as columns of their own.
  public func naming(_ reductions: [ColumnInfo]) -> HDF5Source {
    var source = self
    var names = Set(columns.map(\.name))
    source.columns += reductions.filter { names.insert($0.name).inserted }
    // Many elements of one dataset cost as much as one.
    let datasets = source.columns.compactMap { try? parts[0].request($0.name).column.dataset }
    source.layout.isRowWise = Self.isRowWise(datasets)
    return source
  }

  /// What a name means: a column of `columns`, or a reduction of one. Throws for an unknown name.
  public func column(_ name: String) throws -> ColumnInfo {
    try parts[0].request(name).info
  }

  /// Throws `HDF5Error.noRows` for a sample without events.
  public func requireRows() throws {
    guard rowCount == 0 else { return }
    throw HDF5Error.noRows(path: files.joined(separator: ", "), table: table)
  }

  /// Values of columns, or of reductions of columns, for rows counted over all files.
  ///
  /// Throws `HDF5Error`: unknown column, damaged chunk, missing filter, integer that cannot be kept exactly.
  public func read(_ names: [String], rows: Range<Int>) throws -> [Values] {
    precondition(rows.lowerBound >= 0 && rows.upperBound <= rowCount, "rows outside the sample")
    var pieces: [[Values]] = []
    for (index, part) in parts.enumerated() {
      let own = rows.clamped(to: part.firstRow..<part.firstRow + part.table.rows)
      // An empty request still tells the types, from the first file.
      guard !own.isEmpty || (rows.isEmpty && index == 0) else { continue }
      let requests = try names.map(part.request)
      let local = own.isEmpty ? 0..<0 : own.lowerBound - part.firstRow..<own.upperBound - part.firstRow
      var values = try handles.with(index) { try part.read(requests, rows: local, from: $0, cache: cache) }
      for place in values.indices {
        let name = requests[place].column.info.name
        values[place] = try agreed[name]?.convert(values[place], of: name, in: part.path) ?? values[place]
      }
      pieces.append(values)
    }
    guard pieces.count != 1, let first = pieces.first else { return pieces.first ?? [] }
    return first.indices.map { column in Values.joined(pieces.map { $0[column] }) }
  }

  private static func layout(_ table: Table) -> SampleLayout {
    let chunks = table.datasets.values.compactMap { $0.rows == table.rows ? $0.chunk?.first : nil }
    return SampleLayout(isRowWise: isRowWise(table.columns.map(\.dataset)), chunkRows: chunks.max())
  }

  /// True when most columns lie in one dataset, given that of each column.
  private static func isRowWise(_ datasets: [String]) -> Bool {
    var columnsOf: [String: Int] = [:]
    for dataset in datasets { columnsOf[dataset, default: 0] += 1 }
    let most = columnsOf.values.max() ?? 0
    return most > 1 && most * 2 > datasets.count
  }
}

/// A table of a file, for choosing one.
public struct TableSummary: Sendable, Equatable {
  /// Path inside the file.
  public var name: String
  /// Number of rows.
  public var rows: Int
  /// Number of columns.
  public var columns: Int
  /// Why it cannot be read.
  public var problem: HDF5Error?
}

/// How a dataset is stored.
public struct StorageInfo: Sendable, Equatable {
  /// Path inside the file.
  public var dataset: String
  /// Rows first.
  public var dimensions: [Int]
  /// Dimensions of a chunk; nil when contiguous.
  public var chunk: [Int]?
  /// Names of the filters, in the order of writing.
  public var filters: [String]

  init(_ info: DatasetInfo) {
    dataset = info.name
    dimensions = info.dimensions
    chunk = info.chunk
    filters = info.filters.map(\.name)
  }
}

/// Open files; few at a time, as a sample may have more files than a process may open.
final class FileHandles: Sendable {
  private let paths: [String]
  private let open = Mutex<[(index: Int, file: OpenFile)]>([])

  init(_ paths: [String]) { self.paths = paths }

  func with<Result>(_ index: Int, _ body: (OpenFile) throws -> Result) throws -> Result {
    let file = try handle(index)
    // Datasets do not own their file.
    return try withExtendedLifetime(file) { try body(file) }
  }

  private func handle(_ index: Int) throws -> OpenFile {
    try Library.locked(paths[index]) {
      // The library's lock is always taken first, so that the two cannot wait for each other.
      if let file = open.withLock({ $0.first { $0.index == index }?.file }) { return file }
      let file = try OpenFile(paths[index])
      let dropped = open.withLock { files -> OpenFile? in
        files.append((index, file))
        return files.count > 16 ? files.removeFirst().file : nil
      }
      return withExtendedLifetime(dropped) { file }
    }
  }
}
