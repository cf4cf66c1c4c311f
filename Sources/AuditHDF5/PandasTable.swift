import AuditSamples
import CHDF5

/// Data frames written by pandas through PyTables, in `table` and in `fixed` format; call inside `Library.locked`.
struct PandasTable {
  let file: OpenFile
  init(_ file: OpenFile) { self.file = file }

  static func isPandas(_ group: GroupNode) -> Bool {
    group.attributes["pandas_type"] != nil || isFixed(group)
  }

  private static func isFixed(_ group: GroupNode) -> Bool {
    let names = Set(group.datasets.map(\.leaf))
    return names.contains("axis0") && names.contains("axis1") && names.contains { $0.hasPrefix("block") }
  }

  /// The data frame that the group is; nil for any other group.
  func table(_ group: GroupNode) throws -> Table? {
    if Self.isFixed(group) { return try fixed(group) }
    guard group.attributes["pandas_type"] != nil else { return nil }
    if let table = group.datasets.first(where: { $0.leaf == "table" && $0.isCompoundTable }) {
      return try appendable(table, group)
    }
    // A series: its values beside its index.
    if let values = group.datasets.first(where: { $0.leaf == "values" && $0.isColumn }) {
      return try columns(of: values, in: group)
    }
    return nil
  }

  private func columns(of values: DatasetInfo, in group: GroupNode) throws -> Table {
    var builder = ColumnBuilder(path: file.path, dataset: values)
    builder.add(name: "values")
    return Table(
      name: group.path, rows: values.rows, columns: builder.columns, setAside: builder.setAside,
      datasets: [values.name: values])
  }

  // `table` format: one compound with an index, blocks of columns of one type, and data columns under their names.
  private func appendable(_ info: DatasetInfo, _ group: GroupNode) throws -> Table {
    guard case .compound(let members) = info.type else { return try columns(of: info, in: group) }
    let object = try file.dataset(info.name)
    var builder = ColumnBuilder(path: file.path, dataset: info)
    builder.add(name: "table")
    var table = Table(
      name: group.path, rows: info.rows, columns: [], setAside: builder.setAside,
      datasets: [info.name: info])
    for member in members {
      let own = builder.columns.filter { $0.info.name == member.name }
      guard member.name.hasPrefix("values_block_"), let names = names(object.identifier, member.name) else {
        table.columns += try own.map { try described($0, member.name, object, group) }
        continue
      }
      guard case .array(let inner, let shape, let size) = member.type, shape == [names.count] else {
        table.columns += try own.map { column in
          var column = try described(column, member.name, object, group)
          column.info.name = names.count == 1 ? names[0] : column.info.name
          return column
        }
        continue
      }
      table.setAside.removeAll { $0.name == member.name }
      let block = Block(dataset: info, start: member.offset, step: size, type: inner)
      add(block, names, to: &table)
    }
    return table
  }

  // Index and data columns; categoricals are codes, with their texts in a table of their own.
  private func described(
    _ column: Column, _ member: String, _ object: Dataset, _ group: GroupNode
  ) throws -> Column {
    var column = column
    if member == "index" { column.info.role = "index" }
    guard Attribute.string(object.identifier, [member + "_meta"]) == "category",
      case .field(var field, _) = column.access, case .element(var element) = field.content,
      element.isInteger,
      let levels = group.find(dataset: group.path + "/meta/" + member + "/meta/table"),
      case .compound(let members) = levels.type,
      let values = members.first(where: { $0.name.hasPrefix("values") })
    else { return column }
    let names = try texts(values, of: levels)
    element.meaning = .enumeration(names: names, values: names.indices.map { Int64($0) })
    field.content = .element(element)
    column.access = .field(field, .category)
    column.info.kind = element.kind
    return column
  }

  // The levels of a categorical; of a member that is a block of one column as well.
  private func texts(_ member: FileType.Member, of info: DatasetInfo) throws -> [String] {
    var builder = ColumnBuilder(path: file.path, dataset: info)
    builder.add(name: "levels")
    guard let column = builder.columns.first(where: { $0.info.name == member.name }),
      case .field(let field, let storage) = column.access
    else { return [] }
    let rows = 0..<info.rows
    let assembler = FieldAssembler(
      field, storage, shape: [], rows: rows, path: file.path, name: member.name)
    try file.dataset(info.name).read([field], rows: rows, cache: ChunkCache()) { _, block, row in
      try assembler.take(block, at: row)
    }
    switch assembler.values() {
    case .category(let codes, let levels): return codes.map { $0 < 0 ? "" : levels[Int($0)] }
    case .int64(let values): return values.map { "\($0)" }
    case let values:
      return values.doubles.map(Values.levelName)
    }
  }

  private func names(_ object: hid_t, _ member: String) -> [String]? {
    guard let bytes = Attribute.bytes(object, member + "_kind") else { return nil }
    return Pickle.value(bytes)?.names
  }

  // `fixed` format: a matrix for each type with the names of its columns, and the order of all names.
  private func fixed(_ group: GroupNode) throws -> Table {
    var datasets: [String: DatasetInfo] = [:]
    for dataset in group.datasets { datasets[dataset.leaf] = dataset }
    let rows = datasets["axis1"]?.rows ?? 0
    var table = Table(name: group.path, rows: rows, columns: [], setAside: group.setAside)
    let order = try datasets["axis0"].map(list) ?? []
    for number in 0..<group.datasets.count {
      guard let values = datasets["block\(number)_values"], let items = datasets["block\(number)_items"]
      else {
        continue
      }
      let names = try list(items)
      guard values.dimensions == [rows, names.count], case .element = values.type else {
        let reason = "is a pickled Python object or of several levels; write it with to_hdf(format='table')"
        table.setAside += names.map { name in
          let error = HDF5Error.unsupported(
            path: file.path, column: name, what: "a pickled Python object (pandas' fixed format)")
          return SetAside(name: name, reason: reason, error: error)
        }
        continue
      }
      table.datasets[values.name] = values
      add(
        Block(dataset: values, start: 0, step: values.elementSize, type: values.type), names, to: &table)
    }
    var places: [String: Int] = [:]
    for (index, name) in order.enumerated() { places[name] = places[name] ?? index }
    table.columns.sort { (places[$0.info.name] ?? .max) < (places[$1.info.name] ?? .max) }
    if let index = datasets["axis1"], index.dimensions.count == 1, order.contains("index") == false {
      var builder = ColumnBuilder(path: file.path, dataset: index)
      builder.add(name: "index")
      table.datasets[index.name] = index
      table.columns += builder.columns.map { column in
        var column = column
        column.info.role = "index"
        return column
      }
    }
    return table
  }

  private func list(_ info: DatasetInfo) throws -> [String] {
    let dataset = try file.dataset(info.name)
    if info.type.isText { return try TextList(dataset).texts().map { $0 ?? "" } }
    return try dataset.convertedNumbers([], rows: 0..<info.rows).map { number in
      Int(exactly: number).map { "\($0)" } ?? "\(number)"
    }
  }

  private struct Block {
    var dataset: DatasetInfo
    var start: Int
    var step: Int
    var type: FileType
  }

  private func add(_ block: Block, _ names: [String], to table: inout Table) {
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
