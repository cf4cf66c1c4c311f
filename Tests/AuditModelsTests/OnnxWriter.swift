/// Writes small ONNX models, so that tests need no Python for them.
struct OnnxWriter {
  enum Attribute {
    case float(Float)
    case integer(Int)
  }

  private var nodes: [UInt8] = []
  private var tensors: [UInt8] = []

  /// An operation.
  mutating func add(
    _ kind: String, _ inputs: [String], _ output: String, _ attributes: [(String, Attribute)] = []
  ) {
    var node = inputs.flatMap { Self.text(1, $0) } + Self.text(2, output) + Self.text(4, kind)
    for (name, value) in attributes {
      switch value {
      case .float(let value):
        node += Self.bytes(
          5, Self.text(1, name) + Self.varint(2 << 3 | 5) + Self.word(value) + Self.number(20, 1))
      case .integer(let value):
        node += Self.bytes(5, Self.text(1, name) + Self.number(3, value) + Self.number(20, 2))
      }
    }
    nodes += Self.bytes(1, node)
  }

  /// Constant numbers, as raw bytes or as a list.
  mutating func add(_ name: String, shape: [Int], _ values: [Float], isRaw: Bool = true) {
    let words = values.flatMap(Self.word)
    tensors += Self.bytes(
      5,
      shape.flatMap { Self.number(1, $0) } + Self.number(2, 1) + Self.text(8, name)
        + Self.bytes(isRaw ? 9 : 4, words))
  }

  /// Constant integers.
  mutating func add(_ name: String, integers: [Int]) {
    tensors += Self.bytes(
      5,
      Self.number(1, integers.count) + Self.number(2, 7) + Self.text(8, name)
        + Self.bytes(7, integers.flatMap { Self.varint(UInt64(bitPattern: Int64($0))) }))
  }

  /// The model: one input `x` of so many numbers, one output.
  func model(inputs: Int, output: String, outputs: Int) -> [UInt8] {
    let graph =
      nodes + Self.text(2, "network") + tensors + Self.bytes(11, Self.port("x", inputs))
      + Self.bytes(12, Self.port(output, outputs))
    return Self.number(1, 8) + Self.bytes(7, graph) + Self.bytes(8, Self.text(1, "") + Self.number(2, 17))
  }

  private static func port(_ name: String, _ width: Int) -> [UInt8] {
    let shape = bytes(1, text(2, "rows")) + bytes(1, number(1, width))
    return text(1, name) + bytes(2, bytes(1, number(1, 1) + bytes(2, shape)))
  }

  private static func varint(_ value: UInt64) -> [UInt8] {
    var (rest, bytes) = (value, [UInt8]())
    while rest >= 0x80 {
      bytes.append(UInt8(rest & 0x7F) | 0x80)
      rest >>= 7
    }
    return bytes + [UInt8(rest)]
  }

  private static func number(_ field: Int, _ value: Int) -> [UInt8] {
    varint(UInt64(field << 3)) + varint(UInt64(bitPattern: Int64(value)))
  }

  private static func bytes(_ field: Int, _ bytes: [UInt8]) -> [UInt8] {
    varint(UInt64(field << 3 | 2)) + varint(UInt64(bytes.count)) + bytes
  }

  private static func text(_ field: Int, _ text: String) -> [UInt8] { bytes(field, Array(text.utf8)) }

  private static func word(_ value: Float) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value.bitPattern >> UInt32(8 * $0)) }
  }
}
