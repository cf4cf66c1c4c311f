import AuditSamples
import CHDF5

/// Data frames written by pandas through PyTables, in `table` and in `fixed` format; call inside `Library.locked`.
struct PandasTable {
  let file: OpenFile
  init(_ file: OpenFile) { self.file = file }

  static func isPandas(_ group: GroupNode) -> Bool {
    group.attributes["pandas_type"] != nil || isFixed(group)
  }

  private static func isFixedKind(_ kind: String?) -> Bool { kind == "frame" || kind == nil }

  private static func isFixed(_ group: GroupNode) -> Bool {
    let names = Set(group.datasets.map(\.leaf))
    return names.contains { $0.hasPrefix("block") && $0.hasSuffix("_values") }
      && (names.contains("axis1") || names.contains("axis1_label0"))
  }

  /// The data frame or series that the group is; nil for any other group.
  ///
  /// What it is says `pandas_type`; datasets of another kind beside it are leftovers and set aside.
  func table(_ group: GroupNode) throws -> Table? {
    let kind = group.attributes["pandas_type"]?.first
    guard kind != nil || Self.isFixed(group) else { return nil }
    var table: Table?
    if kind == "series", let values = group.datasets.first(where: { $0.leaf == "values" && $0.isColumn }) {
      table = try series(values, group)
    } else if Self.isFixedKind(kind), Self.isFixed(group) {
      table = try fixed(group)
    } else if let compound = group.datasets.first(where: { $0.leaf == "table" && $0.isCompoundTable }) {
      table = try appendable(compound, group)
    }
    guard var table else { return nil }
    let own = kind == "series" ? ["values", "index"] : Self.isFixedKind(kind) ? ["axis", "block"] : []
    for dataset in group.datasets where table.datasets[dataset.name] == nil {
      guard !own.contains(where: dataset.leaf.hasPrefix) else { continue }
      let what = "left over in the place of a pandas \(kind ?? "frame")"
      table.setAside.append(
        SetAside(
          name: dataset.name, reason: "is \(what)",
          error: .unsupported(path: file.path, column: dataset.name, what: what)))
    }
    return table
  }

  // One dataset under a name, with what its attributes say.
  func add(_ dataset: DatasetInfo, _ name: String, role: String? = nil, to table: inout Table) throws {
    var builder = ColumnBuilder(path: file.path, dataset: dataset)
    builder.add(name: name)
    let object = try file.dataset(dataset.name)
    table.setAside += builder.setAside
    table.datasets[dataset.name] = dataset
    table.columns += builder.columns.map { column in
      var column = column
      column.describe(by: object.identifier)
      column.info.role = role ?? column.info.role
      return column
    }
  }

  // `table` format: one compound with an index, blocks of columns of one type, and data columns under their names.
  private func appendable(_ info: DatasetInfo, _ group: GroupNode) throws -> Table {
    guard case .compound(let members) = info.type else {
      return Table(name: group.path, rows: 0, columns: [])
    }
    let object = try file.dataset(info.name)
    var builder = ColumnBuilder(path: file.path, dataset: info)
    builder.add(name: "table")
    var table = Table(
      name: group.path, rows: info.rows, columns: [], setAside: builder.setAside,
      datasets: [info.name: info])
    for member in members {
      var own = builder.columns.filter { $0.info.name == member.name }
      if member.name.hasPrefix("values_block_"), let names = names(object.identifier, member.name) {
        if case .array(let inner, let shape, let size) = member.type, shape == [names.count] {
          table.setAside.removeAll { $0.name == member.name }
          var block = Table(name: "", rows: 0, columns: [])
          add(Block(dataset: info, start: member.offset, step: size, type: inner), names, to: &block)
          own = block.columns
          table.setAside += block.setAside
        } else if names.count == 1 {
          for place in own.indices { own[place].info.name = names[0] }
        }
      }
      table.columns += try own.map { try described($0, member.name, object, group) }
    }
    return table
  }

  // Index, times and categoricals, whose codes have their texts in a table of their own.
  private func described(
    _ column: Column, _ member: String, _ object: Dataset, _ group: GroupNode
  ) throws -> Column {
    var column = column
    let kind =
      Attribute.string(object.identifier, [member == "index" ? "index_kind" : member + "_dtype"]) ?? ""
    if member == "index" { column.info.role = "index" }
    if TimeUnit(type: kind) != nil {
      var decoding = Decoding()
      column.take(time: TimeUnit(type: kind), kind, &decoding)
      if decoding.time != nil { column.take(decoding) }
    }
    guard Attribute.string(object.identifier, [member + "_meta"]) == "category" else { return column }
    guard let levels = group.find(dataset: group.path + "/meta/" + member + "/meta/table") else {
      column.info.notApplied.append("names of categories, which are not in the file")
      return column
    }
    column.look(up: try categories(in: levels))
    return column
  }

  // The levels of a categorical: one column of a small table, by the kind of the values.
  private func categories(in info: DatasetInfo) throws -> Values {
    guard case .compound(let members) = info.type,
      let member = members.first(where: { $0.name.hasPrefix("values") })
    else { return .category(codes: [], levels: []) }
    let object = try file.dataset(info.name)
    var builder = ColumnBuilder(path: file.path, dataset: info)
    builder.add(name: "levels")
    guard var column = builder.columns.first(where: { $0.info.name == member.name }) else {
      return .category(codes: [], levels: [])
    }
    let kind = Attribute.string(object.identifier, [member.name + "_dtype"]) ?? ""
    var decoding = Decoding()
    if TimeUnit(type: kind) != nil { column.take(time: TimeUnit(type: kind), kind, &decoding) }
    if decoding.time != nil { column.take(decoding) }
    let names = try read(column, info)
    // Of numbers, too: what is called a category is one.
    return .category(codes: [], levels: names.levelNames)
  }

  func values(of info: DatasetInfo) throws -> (values: Values, info: ColumnInfo?) {
    var table = Table(name: "", rows: info.rows, columns: [])
    try add(info, "levels", to: &table)
    guard let column = table.columns.first else { return (.category(codes: [], levels: []), nil) }
    let values = try read(column, info)
    if case .category = values { return (.category(codes: [], levels: values.levelNames), column.info) }
    return (values, column.info)
  }

  func read(_ column: Column, _ info: DatasetInfo) throws -> Values {
    let part = TablePart(
      path: file.path, table: Table(name: "", rows: info.rows, columns: [column]), firstRow: 0)
    return try part.read(
      [part.request(column.info.name)], rows: 0..<info.rows, from: file, cache: ChunkCache())[0]
  }

  func names(_ object: hid_t, _ member: String) -> [String]? {
    guard let bytes = Attribute.bytes(object, member + "_kind") else { return nil }
    return Pickle.value(bytes)?.names
  }

  struct Block {
    var dataset: DatasetInfo
    var start: Int
    var step: Int
    var type: FileType
  }

  func add(_ block: Block, _ names: [String], to table: inout Table) {
    for (index, name) in names.enumerated() {
      let offset = block.start + index * block.step
      let content: Field.Content
      let info: ColumnInfo
      let storage: Storage
      switch block.type {
      case .element(let element):
        content = .element(element)
        info = ColumnInfo(name: name, kind: element.kind)
        storage = Storage(element)
      case .fixedText(let size, let isPadded):
        content = .fixedText(size: size, isSpacePadded: isPadded)
        info = ColumnInfo(name: name, kind: .text)
        storage = .category
      default:
        let error = HDF5Error.unsupported(path: file.path, column: name, what: "of an unusual type")
        table.setAside.append(SetAside(name: name, reason: "is of an unusual type", error: error))
        continue
      }
      let field = Field(offset: offset, content: content)
      guard field.bytes.upperBound <= block.dataset.rowBytes else { continue }
      table.columns.append(
        Column(info: info, dataset: block.dataset.name, access: .field(field, storage)))
    }
  }
}
