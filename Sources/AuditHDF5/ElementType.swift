import AuditSamples

/// A number as it lies in the file; decoded by us, outside the library's lock.
struct ElementType: Sendable, Equatable {
  enum Number: Sendable, Equatable {
    case float16, float32, float64
    case int8, uint8, int16, uint16, int32, uint32, int64, uint64

    var size: Int {
      switch self {
      case .int8, .uint8: 1
      case .float16, .int16, .uint16: 2
      case .float32, .int32, .uint32: 4
      case .float64, .int64, .uint64: 8
      }
    }
  }
  /// What the number stands for.
  enum Meaning: Sendable, Equatable {
    case number, boolean
    case enumeration(names: [String], values: [Int64])
  }

  var number: Number
  var isBigEndian: Bool
  var meaning: Meaning = .number
}

/// A datatype of the file, parsed once.
indirect enum FileType: Sendable, Equatable {
  case element(ElementType)
  /// A float or integer of unusual precision: libhdf5 converts it to float64.
  case converted(bits: Int, isFloat: Bool)
  case fixedText(size: Int, isSpacePadded: Bool)
  case variableText
  case list(FileType)
  case array(FileType, shape: [Int], elementSize: Int)
  case compound([Member])
  case unsupported(String)

  struct Member: Sendable, Equatable {
    var name: String
    var offset: Int
    var size: Int
    var type: FileType
  }

  /// True when the bytes of the file are all there is, so that they may be read and decoded as they are.
  var isPlain: Bool {
    switch self {
    case .element, .fixedText: true
    case .converted, .unsupported: true
    case .variableText, .list: false
    case .array(let element, _, _): element.isPlain
    case .compound(let members): members.allSatisfy(\.type.isPlain)
    }
  }
}

/// How a column's values are kept in memory; see `Values`.
enum Storage: Sendable, Equatable {
  case float32, float64, int64, uint64, category

  init(_ element: ElementType) {
    switch element.meaning {
    case .boolean: self = .float32
    case .enumeration: self = .category
    case .number:
      switch element.number {
      case .float16, .float32, .int8, .uint8, .int16, .uint16: self = .float32
      case .float64, .int32, .uint32: self = .float64
      case .int64: self = .int64
      case .uint64: self = .uint64
      }
    }
  }
}

extension ElementType {
  /// What users are told.
  var kind: ColumnInfo.Kind {
    switch meaning {
    case .boolean: return .boolean
    case .enumeration(let names, _): return .enumeration(names: names)
    case .number: break
    }
    let bits = number.size * 8
    switch number {
    case .float16, .float32, .float64: return .float(bits: bits)
    case .int8, .int16, .int32, .int64: return .integer(bits: bits, signed: true)
    case .uint8, .uint16, .uint32, .uint64: return .integer(bits: bits, signed: false)
    }
  }
}
