/// Why a sample could not be read: one sentence that names file, column, finding, expectation and remedy.
public enum HDF5Error: Error, Sendable, Equatable {
  /// No file of that name, or no file matches the pattern.
  case notFound(path: String, isPattern: Bool)
  /// The operating system does not let us read it.
  case notReadable(path: String, reason: String)
  /// A file of another format.
  case notHDF5(path: String)
  /// The file ends before the end that it declares.
  case truncated(path: String)
  /// Written in a storage layout that is newer than the library.
  case layoutTooNew(path: String, object: String)
  /// Something inside the file cannot be read.
  case unreadable(path: String, object: String, detail: String)
  /// One compressed block does not decode.
  case corruptedChunk(path: String, column: String, firstRow: Int, detail: String)
  /// A compression filter is not installed.
  case missingFilter(path: String, column: String, filter: String, remedy: String)
  /// A dataset declares more data than the file could hold.
  case implausibleSize(path: String, object: String, rows: Int, fileBytes: Int)
  /// No table under that name.
  case noSuchTable(path: String, table: String, tables: [String])
  /// Several tables and none is obviously meant.
  case ambiguousTable(path: String, tables: [String])
  /// Nothing in the file is a table.
  case noTable(path: String, reasons: [String])
  /// Columns of one table that cannot be one table.
  case differentLengths(
    path: String, table: String, column: String, rows: Int, otherColumn: String, otherRows: Int,
    tables: [String])
  /// A table without rows where rows are needed.
  case noRows(path: String, table: String)
  /// No column under that name.
  case noSuchColumn(path: String, table: String, column: String, nearest: [String])
  /// A type that is no number, category or text.
  case unsupported(path: String, column: String, what: String)
  /// A variable number of values per row, without a reduction that says what to make of it.
  case needsReduction(path: String, column: String)
  /// A reduction that cannot be applied.
  case badReduction(path: String, column: String, reduction: String, reason: String)
  /// An integer that neither Int64 nor float64 holds.
  case integerTooLarge(path: String, column: String, row: Int?, value: String)
  /// Files of one sample that do not have the same columns.
  case columnsDisagree(path: String, column: String, found: String, firstPath: String, expected: String)
  /// A link or storage outside the file's own folder.
  case external(path: String, object: String, target: String)
  /// Values that lie in another file which does not have them.
  case sourceMissing(path: String, object: String, source: String, problem: String)
  /// A file that cannot be written.
  case notWritable(path: String, reason: String)
  /// A table to which no column can be added.
  case notAGroup(path: String, table: String)
  /// A column to be written is there already, and not from here.
  case columnExists(path: String, table: String, column: String)
}

extension HDF5Error: CustomStringConvertible {
  /// The sentence shown to users.
  public var description: String {
    switch self {
    case .notFound(let path, let isPattern):
      isPattern
        ? "No file matches '\(path)'; check the pattern and the folder it is relative to."
        : "\(path): there is no such file; check the path."
    case .notReadable(let path, let reason):
      "\(path): cannot be opened for reading (\(reason)); check its permissions."
    case .notHDF5(let path):
      "\(path): is not an HDF5 file; expected a file written by h5py, pandas, PyTables or another HDF5 writer."
    case .truncated(let path):
      "\(path): is truncated, the file ends before the end it declares; copy or write it again."
    case .layoutTooNew(let path, let object):
      "\(path): '\(object)' is written in a storage layout that this HDF5 library cannot read; rewrite the file with libver='v114' or older (h5py.File(..., libver='v114'))."
    case .unreadable(let path, let object, let detail):
      "\(path): '\(object)' cannot be read (\(detail)); the file may be damaged, write it again."
    case .corruptedChunk(let path, let column, let firstRow, let detail):
      "\(path): column '\(column)' has a corrupted chunk that starts at row \(firstRow) (\(detail)); copy or write the file again."
    case .missingFilter(let path, let column, let filter, let remedy):
      "\(path): column '\(column)' is compressed with \(filter), for which HDF5 finds no plug-in; \(remedy)."
    case .implausibleSize(let path, let object, let rows, let fileBytes):
      "\(path): '\(object)' declares \(rows) rows, far more than a file of \(fileBytes) bytes can hold; the file is damaged, write it again."
    case .noSuchTable(let path, let table, let tables):
      "\(path): has no table '\(table)'; it has \(Self.list(tables))."
    case .ambiguousTable(let path, let tables):
      "\(path): has several tables, \(Self.list(tables)); choose one with --table (table: in a configuration)."
    case .noTable(let path, let reasons):
      "\(path): has no table, expected datasets with one row per event"
        + (reasons.isEmpty ? "." : "; " + reasons.prefix(3).joined(separator: "; ") + ".")
    case .differentLengths(let path, let table, let column, let rows, let other, let otherRows, let tables):
      "\(path): columns of table '\(table)' have different lengths, '\(column)' has \(rows) rows and '\(other)' \(otherRows); choose those of one length with --table (table: in a configuration), \(Self.list(tables, or: true)), or write one value per row for each."
    case .noRows(let path, let table):
      "\(path): table '\(table)' has no rows; a sample needs at least one event."
    case .noSuchColumn(let path, let table, let column, let nearest):
      "\(path): table '\(table)' has no column '\(column)'"
        + (nearest.isEmpty
          ? "; 'simaudit inspect' lists them." : "; did you mean \(Self.list(nearest, or: true))?")
    case .unsupported(let path, let column, let what):
      "\(path): column '\(column)' is \(what), expected numbers, booleans, enumerations or text; leave it out or convert it."
    case .needsReduction(let path, let column):
      "\(path): column '\(column)' has a variable number of values per row; name a reduction, e.g. 'count(\(column))', 'max(\(column))' or '\(column)[0]'."
    case .badReduction(let path, let column, let reduction, let reason):
      "\(path): '\(reduction)' cannot be applied to column '\(column)': \(reason)."
    case .integerTooLarge(let path, let column, let row, let value):
      "\(path): column '\(column)' has the value \(value)\(row.map { " in row \($0)" } ?? ""), too large to be kept exactly; store it as a float or as a smaller integer."
    case .columnsDisagree(let path, let column, let found, let firstPath, let expected):
      "\(path): column '\(column)' \(found), but in \(firstPath) it \(expected); files of one sample need the same columns."
    case .notWritable(let path, let reason):
      "\(path): cannot be written (\(reason)); check the folder, its permissions and the space left."
    case .notAGroup(let path, let table):
      "\(path): '\(table)' is not a group of columns, so none can be added to it; write the weights to a file of their own, without --in-place."
    case .columnExists(let path, let table, let column):
      "\(path): table '\(table)' has a column '\(column)' already, which simaudit did not write; choose another name with --column."
    case .sourceMissing(let path, let object, let source, let problem):
      "\(path): the values of '\(object)' lie in '\(source)', which \(problem); put the whole source beside the file, or write the values into it."
    case .external(let path, let object, let target):
      "\(path): '\(object)' lies in another file, '\(target)'; only files in the same folder, named without a path, are followed."
    }
  }

  private static func list(_ names: [String], or isChoice: Bool = false) -> String {
    let quoted = names.prefix(12).map { "'\($0)'" }
    let more = names.count > 12 ? " and \(names.count - 12) more" : ""
    guard quoted.count > 1, more.isEmpty, let last = quoted.last else {
      return (quoted.isEmpty ? "none" : quoted.joined(separator: ", ")) + more
    }
    return quoted.dropLast().joined(separator: ", ") + (isChoice ? " or " : " and ") + last
  }
}
