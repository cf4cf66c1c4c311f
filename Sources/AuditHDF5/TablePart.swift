import AuditSamples

/// One file's share of a sample: reads columns of its table.
struct TablePart: Sendable {
  let path: String
  let table: Table
  /// Rows of the earlier files.
  let firstRow: Int
  private let places: [String: Int]

  init(path: String, table: Table, firstRow: Int) {
    self.path = path
    self.table = table
    self.firstRow = firstRow
    var places: [String: Int] = [:]
    for (index, column) in table.columns.enumerated() {
      places[column.info.name] = places[column.info.name] ?? index
    }
    self.places = places
  }

  /// A column as asked for: one of the table, or a reduction of one.
  struct Request: Sendable {
    var column: Column
    var reduction: Reduction?
    /// What the values will be.
    var info: ColumnInfo
  }

  func column(_ name: String) -> Column? { places[name].map { table.columns[$0] } }

  /// Finds the column that a name means.
  func request(_ name: String) throws -> Request {
    if let column = column(name) { return Request(column: column, reduction: nil, info: column.info) }
    if let (reduction, base) = Reduction.parse(name), let column = column(base) {
      return try reduce(column, reduction, name)
    }
    let base = Reduction.parse(name)?.column ?? name
    let prefix = table.name == "/" ? "" : table.name + "/"
    if let aside = table.setAside.first(where: { $0.name == base || $0.name == prefix + base }) {
      throw aside.error ?? HDF5Error.unsupported(path: path, column: base, what: aside.reason)
    }
    let names = table.columns.map(\.info.name)
    throw HDF5Error.noSuchColumn(
      path: path, table: table.name, column: name, nearest: nearestNames(to: base, among: names))
  }

  private func reduce(_ column: Column, _ reduction: Reduction, _ name: String) throws -> Request {
    var column = column
    var info: ColumnInfo
    do throws(ReductionError) {
      info = try reduction.column(of: column.info, named: name)
    } catch {
      throw HDF5Error.badReduction(
        path: path, column: column.info.name, reduction: reduction.word, reason: error.reason)
    }
    info.notApplied.removeAll { $0 == ColumnBuilder.tensorPrecision }
    if case .element(let indices) = reduction, case .field(var field, let storage) = column.access,
      let place = Reduction.place(indices, in: column.info.shape)
    {
      field.offset += place * field.stride
      (field.count, field.stride) = (1, 0)
      column.access = .field(field, storage)
      return Request(column: column, reduction: nil, info: info)
    }
    return Request(column: column, reduction: reduction, info: info)
  }
}
