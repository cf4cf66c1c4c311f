import AuditSamples

/// What files of one sample agree on for a column.
struct Agreement: Sendable {
  /// True when the files differ in precision or sign: then all are given as float64 or int64.
  var isWidened = false

  func convert(_ values: Values, of column: String, in path: String) throws -> Values {
    guard isWidened else { return values }
    switch values {
    case .float32(let floats): return .float64(floats.map(Double.init))
    case .uint64(let unsigned):
      return .int64(
        try unsigned.map { value in
          guard let signed = Int64(exactly: value) else {
            throw HDF5Error.integerTooLarge(path: path, column: column, row: nil, value: "\(value)")
          }
          return signed
        })
    default: return values
    }
  }

  /// Checks that every file has the columns of the first, of types that go together.
  static func check(_ parts: [TablePart]) throws -> [String: Agreement] {
    var agreed: [String: Agreement] = [:]
    guard let first = parts.first, parts.count > 1 else { return agreed }
    for part in parts.dropFirst() {
      func disagree(_ column: String, _ found: String, _ expected: String) -> HDF5Error {
        .columnsDisagree(
          path: part.path, column: column, found: found, firstPath: first.path, expected: expected)
      }
      for column in first.table.columns {
        let name = column.info.name
        guard let other = part.column(name) else {
          throw disagree(name, "is missing", "is there")
        }
        if (column.info.shape, column.info.isJagged) != (other.info.shape, other.info.isJagged) {
          throw disagree(name, "has the shape \(other.info.shape)", "has \(column.info.shape)")
        }
        let (mine, theirs) = (column.storage, other.storage)
        guard mine != theirs else { continue }
        let floats: [Storage] = [.float32, .float64]
        let integers: [Storage] = [.int64, .uint64]
        guard [floats, integers].contains(where: { $0.contains(mine) && $0.contains(theirs) }) else {
          throw disagree(name, "is \(other.info.kind.words)", "is \(column.info.kind.words)")
        }
        agreed[name, default: Agreement()].isWidened = true
      }
      for column in part.table.columns where first.column(column.info.name) == nil {
        throw disagree(column.info.name, "is there", "is missing")
      }
    }
    return agreed
  }
}

extension Column {
  var storage: Storage {
    let stored: Storage =
      switch access {
      case .field(_, let storage): storage
      case .converted: .float64
      case .variableText: .category
      case .list(_, let element), .flat(_, let element, _): Storage(element)
      }
    return decoding?.storage(stored) ?? stored
  }
}

extension ColumnInfo.Kind {
  /// The type as users know it.
  public var words: String {
    switch self {
    case .float(let bits): "float\(bits)"
    case .integer(let bits, let signed): (signed ? "int" : "uint") + "\(bits)"
    case .boolean: "bool"
    case .enumeration(let names): "enum of \(names.count)"
    case .text: "text"
    }
  }
}

extension Values {
  /// Rows of several files after each other.
  static func joined(_ pieces: [Values]) -> Values {
    var floats: [Float] = []
    var doubles: [Double] = []
    var integers: [Int64] = []
    var unsigned: [UInt64] = []
    var codes: [Int32] = []
    var levels = Levels()
    for piece in pieces {
      switch piece {
      case .float32(let values), .tensor(let values, _): floats += values
      case .float64(let values): doubles += values
      case .int64(let values): integers += values
      case .uint64(let values): unsigned += values
      case .category(let own, let names):
        let new = names.map { levels.code(of: $0) }
        codes += own.map { $0 < 0 ? -1 : new[Int($0)] }
      }
    }
    return switch pieces.first {
    case .float32?, nil: .float32(floats)
    case .float64?: .float64(doubles)
    case .int64?: .int64(integers)
    case .uint64?: .uint64(unsigned)
    case .tensor(_, let shape)?: .tensor(floats, shape: shape)
    case .category?: .category(codes: codes, levels: levels.names)
    }
  }
}
