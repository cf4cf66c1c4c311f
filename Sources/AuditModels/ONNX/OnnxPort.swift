/// An input or output of an ONNX model.
struct OnnxPort: Sendable, Equatable {
  /// Kinds of numbers in a tensor, with ONNX's codes.
  enum Element: Int32, Sendable {
    case float32 = 1
    case uint8 = 2
    case int8 = 3
    case uint16 = 4
    case int16 = 5
    case int32 = 6
    case int64 = 7
    case text = 8
    case bool = 9
    case float16 = 10
    case float64 = 11
    case uint32 = 12
    case uint64 = 13

    /// The type's name in sentences.
    var name: String { self == .text ? "string" : "\(self)" }
    /// True for floating point.
    var isFloat: Bool { [.float32, .float16, .float64].contains(self) }
  }

  /// What arrives at it.
  enum Kind: Sendable, Equatable {
    /// A tensor; the first dimension counts rows. Lengths that the model leaves open are nil.
    case tensor(Element?, code: Int32, shape: [Int?])
    /// A sequence: what ZipMap makes, a map from class to probability for each row.
    case sequence
    /// Something else.
    case other
  }

  var name: String
  var kind: Kind

  /// The model's fixed number of rows a call; nil when any number will do.
  var batch: Int? {
    if case .tensor(_, _, let shape) = kind, let first = shape.first { first } else { nil }
  }
  /// Lengths of one row.
  var rowShape: [Int?] {
    if case .tensor(_, _, let shape) = kind { Array(shape.dropFirst()) } else { [] }
  }
}
