import AuditSamples
import CHDF5

/// pandas' `fixed` format, and series: an array for each thing.
extension PandasTable {
  func series(_ values: DatasetInfo, _ group: GroupNode) throws -> Table {
    var table = Table(name: group.path, rows: values.rows, columns: [])
    try add(values, "values", to: &table)
    try addIndex(Axis("index", in: group, file), to: &table)
    return table
  }

  private func addIndex(_ axis: Axis, to table: inout Table) throws {
    let known = Set(table.columns.map(\.info.name))
    if let plain = axis.plain, plain.rows == table.rows, plain.dimensions.count == 1, !known.contains("index")
    {
      try add(plain, "index", role: "index", to: &table)
    }
    for level in axis.levels where level.codes.rows == table.rows && !known.contains(level.name) {
      let (labels, info) = try values(of: level.values)
      try add(level.codes, level.name, to: &table)
      guard let place = table.columns.indices.last, table.columns[place].info.name == level.name else {
        continue
      }
      table.columns[place].look(up: labels)
      (table.columns[place].info.unit, table.columns[place].info.reading) = (info?.unit, info?.reading)
    }
  }

  // `fixed` format: a matrix for each type with the names of its columns, and the order of all names.
  func fixed(_ group: GroupNode) throws -> Table {
    let rowAxis = Axis("axis1", in: group, file)
    let rows = rowAxis.rows
    var table = Table(name: group.path, rows: rows, columns: [], setAside: group.setAside)
    let order = try names(of: Axis("axis0", in: group, file))
    for values in group.datasets where values.leaf.hasPrefix("block") && values.leaf.hasSuffix("_values") {
      let names = try names(of: Axis(values.leaf.dropLast("values".count) + "items", in: group, file))
      guard values.dimensions == [rows, names.count], case .element = values.type else {
        let reason = "is a pickled Python object or of an unusual shape; write it with to_hdf(format='table')"
        table.setAside += names.map { name in
          let error = HDF5Error.unsupported(
            path: file.path, column: name, what: "a pickled Python object (pandas' fixed format)")
          return SetAside(name: name, reason: reason, error: error)
        }
        continue
      }
      table.datasets[values.name] = values
      let object = try file.dataset(values.name)
      var block = Table(name: "", rows: rows, columns: [])
      add(
        Block(dataset: values, start: 0, step: values.elementSize, type: values.type), names, to: &block)
      table.setAside += block.setAside
      table.columns += block.columns.map { column in
        var column = column
        column.describe(by: object.identifier)
        return column
      }
    }
    var places: [String: Int] = [:]
    for (index, name) in order.enumerated() { places[name] = places[name] ?? index }
    table.columns.sort { (places[$0.info.name] ?? .max) < (places[$1.info.name] ?? .max) }
    try addIndex(rowAxis, to: &table)
    return table
  }

  /// The labels of rows or columns: one dataset, or codes and values for each of several levels.
  private struct Axis {
    struct Level {
      var name: String
      var codes: DatasetInfo
      var values: DatasetInfo
    }
    var plain: DatasetInfo?
    var levels: [Level] = []
    var rows: Int { plain?.rows ?? levels.first?.codes.rows ?? 0 }

    init(_ name: String, in group: GroupNode, _ file: OpenFile) {
      func dataset(_ leaf: String) -> DatasetInfo? { group.datasets.first { $0.leaf == leaf } }
      plain = dataset(name)
      while plain == nil, let codes = dataset("\(name)_label\(levels.count)"),
        let values = dataset("\(name)_level\(levels.count)")
      {
        let object = try? file.dataset(values.name)
        let label = object.flatMap { Attribute.string($0.identifier, ["name"]) }
        // "N." is the pickle of None.
        let isNamed = label != nil && label != "N."
        levels.append(
          Level(name: isNamed ? label ?? "" : "level_\(levels.count)", codes: codes, values: values))
      }
    }
  }

  // Names of several levels are joined as in `table` format.
  private func names(of axis: Axis) throws -> [String] {
    if let plain = axis.plain { return try values(of: plain).values.levelNames }
    var names = [String](repeating: "", count: axis.rows)
    for (number, level) in axis.levels.enumerated() {
      let labels = try values(of: level.values).values.levelNames
      for (place, code) in try list(level.codes).enumerated() where names.indices.contains(place) {
        let label = labels.indices.contains(code) ? labels[code] : "?"
        names[place] += number == 0 ? label : "_" + label
      }
    }
    return names
  }

  private func list(_ codes: DatasetInfo) throws -> [Int] {
    try file.dataset(codes.name).convertedNumbers([], rows: 0..<codes.rows).map { Int(exactly: $0) ?? -1 }
  }
}

extension Values {
  /// The values as texts: levels, names of columns.
  var levelNames: [String] {
    switch self {
    case .category(let codes, let levels):
      codes.isEmpty ? levels : codes.map { $0 < 0 ? "" : levels[Int($0)] }
    case .int64(let values): values.map { "\($0)" }
    case .uint64(let values): values.map { "\($0)" }
    case .float32, .float64, .tensor: doubles.map(Values.levelName)
    }
  }
}

extension Column {
  /// Gives the value that each code stands for: texts of the levels of a category, or numbers.
  mutating func look(up labels: Values) {
    guard case .field(var field, _) = access, case .element(var element) = field.content, element.isInteger
    else { return info.notApplied.append("names of categories") }
    decoding = nil
    info.missing = []
    if case .category(_, let names) = labels {
      element.meaning = .enumeration(names: names, values: names.indices.map { Int64($0) })
      field.content = .element(element)
      access = .field(field, .category)
      info.kind = element.kind
    } else {
      decoding = Decoding(levels: labels.doubles)
      info.kind = .float(bits: 64)
    }
  }
}
