import AuditSamples

/// Finds the tables of an open file; call inside `Library.locked`.
struct TableFinder {
  let file: OpenFile
  let root: GroupNode

  init(_ file: OpenFile) throws {
    self.file = file
    root = try GroupNode(file)
  }

  /// All tables that can be chosen.
  func tables() throws -> [Table] { try tables(in: root) }

  /// All tables, those of other lengths beside a table included where they look like one: for a list of them.
  func listed() throws -> [Table] {
    try tables().flatMap { table in
      let isMixed = if case .differentLengths? = table.problem { true } else { false }
      let others = table.others.filter { other in
        isMixed || (other.hasScalars && (other.datasets.count > 1 || other.rows > table.rows))
      }
      return [isMixed ? table.ofItsLength : table] + others
    }
  }

  /// The table that `name` means, or without a name the one that is obviously meant.
  ///
  /// Obvious is: the only table; or the only one with one number per row; or the one with ten times as many rows
  /// as every other and at least as many columns.
  func table(_ name: String?) throws -> Table {
    if let name { return try table(named: name) }
    let tables = try tables()
    let scalar = tables.filter(\.hasScalars)
    if let only = tables.count == 1 ? tables.first : scalar.count == 1 ? scalar.first : nil { return only }
    guard !tables.isEmpty else {
      throw HDF5Error.noTable(path: file.path, reasons: reasons(root))
    }
    let largest = scalar.filter { table in
      scalar.allSatisfy { other in
        other.name == table.name
          || (table.rows / 10 >= max(1, other.rows) && table.columns.count >= other.columns.count)
      }
    }
    if largest.count == 1, let table = largest.first { return table }
    throw HDF5Error.ambiguousTable(path: file.path, tables: tables.map(\.name))
  }

  private func table(named name: String) throws -> Table {
    let wanted = name.split(separator: "/").joined(separator: "/")
    let tables = try tables()
    if let table = tables.first(where: { $0.name == wanted || ($0.name == "/" && wanted.isEmpty) }) {
      return table
    }
    for table in tables {
      let place = table.name == "/" ? "" : table.name
      if wanted == "\(place):\(table.rows)" { return table.ofItsLength }
      if let other = table.others.first(where: { wanted == "\(place):\($0.rows)" }) { return other }
    }
    // Groups of groups, and datasets that are a column of a table, can be asked for as well.
    if let group = root.find(group: wanted), let table = try joined(group) { return table }
    if let dataset = root.find(dataset: wanted) { return try single(dataset) }
    let place = root.find(setAside: wanted)?.error
    throw place ?? HDF5Error.noSuchTable(path: file.path, table: name, tables: try listed().map(\.name))
  }

  private func tables(in group: GroupNode) throws -> [Table] {
    guard group.attributes["CLASS"] != ["TINDEX"] else { return [] }
    if let table = try PandasTable(file).table(group) {
      // Frames may lie below each other; `meta` holds the names of categories.
      return try [table]
        + group.groups.filter { $0.path.split(separator: "/").last != "meta" }.flatMap(self.tables)
    }
    var tables: [Table] = []
    let plain = group.datasets.filter(\.isColumn)
    if !plain.isEmpty {
      if let all = try joined(group), all.problem == nil {
        tables.append(all)
        // Its groups are columns now; what is not a column there may still be a table.
        return try tables + compounds(below: group)
      }
      tables.append(try TableBuilder(file, group).table(plain.map { ($0.leaf, $0) }))
    }
    for dataset in group.datasets where dataset.isCompoundTable { tables.append(try single(dataset)) }
    for child in group.groups { tables += try self.tables(in: child) }
    return tables
  }

  private func compounds(below group: GroupNode) throws -> [Table] {
    var tables = try group.datasets.filter(\.isCompoundTable).map(single)
    for child in group.groups { tables += try compounds(below: child) }
    return tables
  }

  private func single(_ dataset: DatasetInfo) throws -> Table {
    let parent = dataset.name.split(separator: "/").dropLast().joined(separator: "/")
    let group = root.find(group: parent) ?? root
    var table = try TableBuilder(file, group).table([(dataset.leaf, dataset)])
    table.name = dataset.name
    return table
  }

  /// A group with its subgroups as one table; nil where a subgroup is a table of another kind.
  private func joined(_ group: GroupNode) throws -> Table? {
    var columns: [(String, DatasetInfo)] = []
    func collect(_ node: GroupNode) -> Bool {
      guard !PandasTable.isPandas(node), node.attributes["CLASS"] != ["TINDEX"] else { return false }
      for dataset in node.datasets where dataset.isColumn {
        let start = group.path.isEmpty ? 0 : group.path.count + 1
        columns.append((String(dataset.name.dropFirst(start)), dataset))
      }
      return node.groups.allSatisfy(collect)
    }
    guard collect(group), !columns.isEmpty else { return nil }
    return try TableBuilder(file, group).table(columns)
  }

  private func reasons(_ group: GroupNode) -> [String] {
    group.setAside.map { "'\($0.name)' \($0.reason)" } + group.groups.flatMap(reasons)
      + group.datasets.map { "'\($0.name)' is a single value" }
  }
}

extension Table {
  /// The table without what has other lengths, and a name that says so.
  fileprivate var ofItsLength: Table {
    var table = self
    table.name = "\(name):\(rows)"
    table.problem = nil
    return table
  }
}

extension DatasetInfo {
  /// Last part of the path.
  var leaf: String { name.split(separator: "/").last.map(String.init) ?? name }
  /// True for one value or one tensor per row.
  var isColumn: Bool {
    guard !dimensions.isEmpty, !isNull else { return false }
    if case .compound = type { return false }
    return true
  }
  /// True for rows of records.
  var isCompoundTable: Bool {
    guard !dimensions.isEmpty, case .compound = type else { return false }
    return true
  }
}

extension GroupNode {
  func find(group path: String) -> GroupNode? {
    if self.path == path { return self }
    return groups.lazy.compactMap { $0.find(group: path) }.first
  }

  func find(dataset path: String) -> DatasetInfo? {
    datasets.first { $0.name == path && !$0.dimensions.isEmpty }
      ?? groups.lazy.compactMap { $0.find(dataset: path) }.first
  }

  func find(setAside path: String) -> SetAside? {
    setAside.first { $0.name == path } ?? groups.lazy.compactMap { $0.find(setAside: path) }.first
  }
}
