import AuditSamples

/// A column and how to get at its values.
struct Column: Sendable {
  enum Access: Sendable {
    /// Bytes of every row at a known place.
    case field(Field, Storage)
    /// Numbers that only libhdf5 can convert; members from the outermost in.
    case converted(members: [String])
    /// Text of variable length.
    case variableText(members: [String])
    /// A variable number of values per row, kept by the library.
    case list(members: [String], ElementType)
    /// A variable number of values per row in one long dataset, and where each row's values are.
    case flat(Field, ElementType, rows: FlatRows)
  }

  var info: ColumnInfo
  /// Dataset that holds the values.
  var dataset: String
  var access: Access
  /// What the numbers mean, where they do not stand for themselves.
  var decoding: Decoding?
}

/// Which values of a flat dataset belong to which row.
struct FlatRows: Sendable {
  /// First value of every row, and the end of the last.
  var starts: [Int]

  func values(of rows: Range<Int>) -> Range<Int> { starts[rows.lowerBound]..<starts[rows.upperBound] }
}

/// Something in a table's place that is no column, and why.
public struct SetAside: Sendable, Equatable {
  /// Path inside the file.
  public var name: String
  /// Why it cannot be read as a column, in words that follow the name.
  public var reason: String
  /// What asking for it throws.
  var error: HDF5Error?
}

/// One table of one file.
struct Table: Sendable {
  /// Path inside the file; `/` for the root.
  var name: String
  var rows: Int
  var columns: [Column]
  var setAside: [SetAside] = []
  /// Why it cannot be read although it is a table.
  var problem: HDF5Error?
  /// Descriptions of the datasets that hold the columns.
  var datasets: [String: DatasetInfo] = [:]

  /// What else is beside it: tables of datasets of other lengths, under the name of this one with their rows.
  var others: [Table] = []

  var hasScalars: Bool { columns.contains { $0.info.isNumeric } }
}

/// Turns the type of a dataset into columns.
struct ColumnBuilder {
  /// Of arrays, but not of their elements.
  static let tensorPrecision = "float64: arrays are read as float32"

  let path: String
  let dataset: DatasetInfo
  private(set) var columns: [Column] = []
  private(set) var setAside: [SetAside] = []

  init(path: String, dataset: DatasetInfo) {
    self.path = path
    self.dataset = dataset
  }

  /// Columns of a dataset under a name; compounds at the top address their members without it.
  mutating func add(name: String) {
    let trailing = Array(dataset.dimensions.dropFirst())
    if case .compound(let members) = dataset.type {
      for member in members { add(member, prefix: "", at: 0, members: [], trailing) }
    } else {
      add(dataset.type, name, at: 0, members: [], trailing)
    }
  }

  private mutating func add(
    _ member: FileType.Member, prefix: String, at offset: Int, members: [String], _ outer: [Int]
  ) {
    add(
      member.type, prefix.isEmpty ? member.name : prefix + "/" + member.name, at: offset + member.offset,
      members: members + [member.name], outer)
  }

  // `outer`: dimensions of the dataset after the rows; their elements are `elementSize` apart.
  private mutating func add(
    _ type: FileType, _ name: String, at offset: Int, members: [String], _ outer: [Int]
  ) {
    let count = outer.reduce(1, *)
    switch type {
    case .element(let element):
      addField(name, .element(element), offset, shape: outer, stride: dataset.elementSize)
    case .fixedText(let size, let padded):
      addField(
        name, .fixedText(size: size, isSpacePadded: padded), offset, shape: outer, stride: dataset.elementSize
      )
    case .array(let inner, let shape, let size):
      guard count == 1 else {
        reject(name, "a tensor of tensors")
        return
      }
      addArray(inner, name, offset, shape, size)
    case .compound(let inner):
      for member in inner { add(member, prefix: name, at: offset, members: members, outer) }
    case .converted(let bits, let isFloat) where count == 1:
      let kind: ColumnInfo.Kind = isFloat ? .float(bits: bits) : .integer(bits: bits, signed: true)
      append(ColumnInfo(name: name, kind: kind), .converted(members: members))
    case .variableText where count == 1:
      append(ColumnInfo(name: name, kind: .text), .variableText(members: members))
    case .list(.element(let element)) where count == 1:
      append(ColumnInfo(name: name, kind: element.kind, isJagged: true), .list(members: members, element))
    case .converted: reject(name, "a tensor of an unusual number type")
    case .variableText: reject(name, "an array of texts per row")
    case .list: reject(name, "a variable-length list of something else than numbers")
    case .unsupported(let what): reject(name, what)
    }
  }

  private mutating func addArray(
    _ inner: FileType, _ name: String, _ offset: Int, _ shape: [Int], _ size: Int
  ) {
    switch inner {
    case .element(let element): addField(name, .element(element), offset, shape: shape, stride: size)
    case .fixedText(let textSize, let padded):
      addField(
        name, .fixedText(size: textSize, isSpacePadded: padded), offset, shape: shape, stride: size)
    case .compound(let members):
      for member in members {
        if case .element(let element) = member.type {
          addField(
            name + "/" + member.name, .element(element), offset + member.offset, shape: shape, stride: size)
        } else {
          reject(name + "/" + member.name, "an array of arrays or texts per row")
        }
      }
    case .variableText: reject(name, "an array of texts per row")
    case .list: reject(name, "an array of variable-length lists per row")
    case .unsupported(let what): reject(name, what)
    case .array, .converted: reject(name, "an array of an unusual type")
    }
  }

  private mutating func addField(
    _ name: String, _ content: Field.Content, _ offset: Int, shape: [Int], stride: Int
  ) {
    let count = shape.reduce(1, *)
    guard count > 0 else {
      reject(name, "a tensor without elements")
      return
    }
    // One value per row is a scalar, however many dimensions of size 1 it has.
    let field = Field(offset: offset, content: content, count: count, stride: count == 1 ? 0 : stride)
    // In a damaged file a member may lie outside its record.
    guard count < 1 << 31, field.bytes.upperBound <= dataset.rowBytes else {
      reject(name, "outside its record, the file is damaged")
      return
    }
    let info: ColumnInfo
    let storage: Storage
    switch content {
    case .fixedText:
      info = ColumnInfo(name: name, kind: .text)
      storage = .category
    case .element(let element):
      var described = ColumnInfo(name: name, kind: element.kind, shape: count == 1 ? [] : shape)
      if count > 1, element.number == .float64 { described.notApplied = [Self.tensorPrecision] }
      info = described
      storage = Storage(element)
    }
    if count > 1, storage == .category {
      reject(name, "an array of texts or enumerations per row")
    } else {
      append(info, .field(field, storage))
    }
  }

  private mutating func append(_ info: ColumnInfo, _ access: Column.Access) {
    columns.append(Column(info: info, dataset: dataset.name, access: access))
  }

  private mutating func reject(_ name: String, _ what: String) {
    setAside.append(
      SetAside(
        name: name, reason: "is \(what)", error: .unsupported(path: path, column: name, what: what)))
  }
}
