import AuditSamples
import CHDF5

/// Makes one table of some datasets; call inside `Library.locked`.
struct TableBuilder {
  let file: OpenFile
  let group: GroupNode

  init(_ file: OpenFile, _ group: GroupNode) {
    self.file = file
    self.group = group
  }

  private static let nameLists = ["columns", "column_names", "feature_names", "names"]

  /// The table whose columns are the datasets, under the given names; datasets of other lengths are tables beside it.
  func table(_ datasets: [(name: String, info: DatasetInfo)]) throws -> Table {
    let title = group.path.isEmpty ? "/" : group.path
    let matrices = datasets.filter { $0.info.isMatrix }
    var rest = datasets
    var names: [String: [String]] = [:]
    for matrix in matrices {
      let isOnly = matrices.count { $0.info.rows == matrix.info.rows } == 1
      names[matrix.info.name] = try columnNames(of: matrix.info, in: datasets, isOnly: isOnly) { used in
        rest.removeAll { $0.info.name == used }
      }
    }
    let jagged = try JaggedColumns(file, rest)
    rest.removeAll { jagged.used.contains($0.info.name) }
    let lengths = Self.lengths(rest)
    let rows = jagged.rows ?? lengths.first ?? 0
    var table = try table(rows: rows, of: rest, names)
    table.name = title
    table.setAside += group.setAside
    for column in jagged.columns {
      table.columns += try describe([column.column], column.info)
      table.datasets[column.info.name] = column.info
    }
    for other in lengths where other != rows {
      var beside = try self.table(rows: other, of: rest, names)
      beside.name = "\(title):\(other)"
      table.others.append(beside)
    }
    for (name, info) in rest where info.rows != rows { setAside(name, info, &table, rest) }
    return table
  }

  private func table(
    rows: Int, of datasets: [(name: String, info: DatasetInfo)], _ names: [String: [String]]
  ) throws -> Table {
    var table = Table(name: "", rows: rows, columns: [])
    for (name, info) in datasets where info.rows == rows {
      var builder = ColumnBuilder(path: file.path, dataset: info)
      builder.add(name: name)
      table.setAside += builder.setAside
      let described = try describe(builder.columns, info)
      table.columns += expand(described, names[info.name])
      table.datasets[info.name] = info
    }
    table.applyMasks(in: file.path)
    return table
  }

  // The rows of the table are those of most of its columns; among equals, the larger number.
  private static func lengths(_ datasets: [(name: String, info: DatasetInfo)]) -> [Int] {
    var counts: [Int: Int] = [:]
    for (_, info) in datasets { counts[info.rows, default: 0] += 1 }
    return counts.sorted { ($0.value, $0.key) > ($1.value, $1.key) }.map(\.key)
  }

  // A list of names or bin edges beside the columns is something else; a column that misses a few rows is damage, or
  // one of another table.
  private func setAside(
    _ name: String, _ info: DatasetInfo, _ table: inout Table, _ all: [(name: String, info: DatasetInfo)]
  ) {
    let other = all.first { $0.info.rows == table.rows }?.name ?? ""
    let choices = [table.rows, info.rows].map { "\(table.name):\($0)" }
    let error = HDF5Error.differentLengths(
      path: file.path, table: table.name, column: name, rows: info.rows, otherColumn: other,
      otherRows: table.rows, tables: choices)
    table.setAside.append(
      SetAside(name: name, reason: "has \(info.rows) rows, the table \(table.rows)", error: error))
    let isAnother = info.rows > 10 * table.rows || table.rows > 10 * info.rows
    if !isAnother { table.problem = table.problem ?? error }
  }

  private func columnNames(
    of matrix: DatasetInfo, in datasets: [(name: String, info: DatasetInfo)], isOnly: Bool,
    used: (String) -> Void
  ) throws -> [String]? {
    let width = matrix.dimensions[1]
    let object = try file.dataset(matrix.name)
    for list in Self.nameLists {
      if let found = Self.split(Attribute.strings(object.identifier, list), width) { return found }
    }
    for list in Self.nameLists {
      if let found = Self.split(group.attributes[list], width) { return found }
    }
    let places = Self.nameLists + Self.nameLists.map { matrix.leaf + "_" + $0 } + ["features"]
    for (name, info) in datasets where info.dimensions == [width] && places.contains(info.leaf) {
      guard info.type.isText else { continue }
      used(info.name)
      return try TextList(file.dataset(info.name)).texts().map { $0 ?? name }
    }
    return isOnly ? (0..<width).map { "x\($0)" } : nil
  }

  // A list of texts, or one text that lists them.
  private static func split(_ texts: [String]?, _ width: Int) -> [String]? {
    guard let texts else { return nil }
    if texts.count == width { return texts }
    guard texts.count == 1, let text = texts.first else { return nil }
    let parts = text.split { ",;[]".contains($0) }.map { part in
      String(part.drop { " \"'".contains($0) }.reversed().drop { " \"'".contains($0) }.reversed())
    }
    return parts.count == width ? parts : nil
  }

  private func expand(_ columns: [Column], _ names: [String]?) -> [Column] {
    guard let names, columns.count == 1, let matrix = columns.first,
      case .field(let field, let storage) = matrix.access
    else { return columns }
    return names.enumerated().map { index, name in
      var column = matrix
      column.info.name = name
      column.info.shape = []
      column.info.notApplied.removeAll { $0 == ColumnBuilder.tensorPrecision }
      column.access = .field(
        Field(offset: field.offset + index * field.stride, content: field.content), storage)
      return column
    }
  }

  private func describe(_ columns: [Column], _ info: DatasetInfo) throws -> [Column] {
    let object = try file.dataset(info.name).identifier
    guard case .compound(let members) = info.type else {
      return columns.map { column in
        var column = column
        column.describe(by: object)
        column.info.notApplied += info.notApplied
        return column
      }
    }
    // PyTables numbers its descriptions of members.
    var places: [String: Int] = [:]
    for (index, member) in members.enumerated() { places[member.name] = index }
    return columns.map { column in
      guard let place = places[column.info.name] else { return column }
      var column = column
      column.info.unit = Attribute.string(object, ["FIELD_\(place)_UNIT"])
      column.info.meaning = Attribute.string(object, ["FIELD_\(place)_DOC"])
      return column
    }
  }
}

extension DatasetInfo {
  /// True for rows of numbers of one type.
  var isMatrix: Bool {
    guard dimensions.count == 2, dimensions[1] > 0, case .element = type else { return false }
    return true
  }
}

extension FileType {
  var isText: Bool {
    switch self {
    case .fixedText, .variableText: true
    default: false
    }
  }
}
