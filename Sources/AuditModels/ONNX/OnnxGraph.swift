/// What a model file in ONNX format says of its graph: as much as an own evaluator of dense networks needs.
///
/// Source: onnx.proto of the ONNX project (field numbers).
struct OnnxGraph {
  /// An operation.
  struct Node {
    var kind = ""
    /// Empty for ONNX's own operations.
    var domain = ""
    var inputs: [String] = []
    var outputs: [String] = []
    /// Attributes that are one number or a tensor.
    var floats: [String: Float] = [:]
    var integers: [String: Int] = [:]
    var tensors: [String: Tensor] = [:]
  }

  /// Constant numbers.
  struct Tensor {
    var name = ""
    var shape: [Int] = []
    /// nil unless float32.
    var floats: [Float]?
    /// nil unless int64.
    var integers: [Int]?
  }

  private(set) var nodes: [Node] = []
  /// Weights, and what Constant gives, by name.
  private(set) var constants: [String: Tensor] = [:]
  /// Inputs that are no constants.
  private(set) var inputs: [String] = []

  /// nil for bytes that are no model or a damaged one. O(bytes).
  init?(_ bytes: [UInt8]) {
    var model = ProtobufFields(bytes[...])
    var graphs: [ArraySlice<UInt8>] = []
    while let field = model.next() { if field.number == 7 { graphs.append(field.bytes) } }
    guard !model.isDamaged, graphs.count == 1 else { return nil }
    var graph = ProtobufFields(graphs[0])
    while let field = graph.next() {
      switch field.number {
      case 1:
        guard let node = Self.node(field.bytes) else { return nil }
        nodes.append(node)
      case 5:
        guard let tensor = Self.tensor(field.bytes) else { return nil }
        constants[tensor.name] = tensor
      case 11: inputs.append(ProtobufFields(field.bytes).first { $0.number == 1 }?.text ?? "")
      default: break
      }
    }
    guard !graph.isDamaged else { return nil }
    inputs.removeAll { constants[$0] != nil }
    for node in nodes where node.kind == "Constant" && node.domain.isEmpty {
      if let name = node.outputs.first { constants[name] = node.tensors["value"] ?? Tensor() }
    }
  }

  private static func node(_ bytes: ArraySlice<UInt8>) -> Node? {
    var node = Node()
    var fields = ProtobufFields(bytes)
    while let field = fields.next() {
      switch field.number {
      case 1: node.inputs.append(field.text)
      case 2: node.outputs.append(field.text)
      case 4: node.kind = field.text
      case 5: guard read(attribute: field.bytes, of: &node) else { return nil }
      case 7: node.domain = field.text
      default: break
      }
    }
    if node.domain == "ai.onnx" { node.domain = "" }
    return fields.isDamaged ? nil : node
  }

  private static func read(attribute bytes: ArraySlice<UInt8>, of node: inout Node) -> Bool {
    var name = ""
    var (float, integer): (Float?, Int?) = (nil, nil)
    var value: Tensor?
    var fields = ProtobufFields(bytes)
    while let field = fields.next() {
      switch field.number {
      case 1: name = field.text
      case 2: float = field.float
      case 3: integer = field.integer
      case 5:
        guard let tensor = tensor(field.bytes) else { return false }
        value = tensor
      default: break
      }
    }
    node.floats[name] = float
    node.integers[name] = integer
    node.tensors[name] = value
    return !fields.isDamaged
  }

  private static func tensor(_ bytes: ArraySlice<UInt8>) -> Tensor? {
    var tensor = Tensor()
    var type = 0
    var isElsewhere = false
    var raw: ArraySlice<UInt8>?
    var floats: [Float] = []
    var integers: [Int] = []
    var fields = ProtobufFields(bytes)
    while let field = fields.next() {
      switch field.number {
      case 1: tensor.shape += field.integers
      case 2: type = field.integer
      case 4:
        floats += field.bytes.isEmpty ? [field.float] : words(field.bytes).map { Float(bitPattern: $0) }
      case 7: integers += field.integers
      case 8: tensor.name = field.text
      case 9: raw = field.bytes
      case 14: isElsewhere = field.integer != 0
      default: break
      }
    }
    guard !fields.isDamaged, tensor.shape.allSatisfy({ $0 >= 0 }) else { return nil }
    let count = tensor.shape.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard !isElsewhere else { return tensor }
    if type == OnnxPort.Element.float32.rawValue {
      if let raw { floats = words(raw).map { Float(bitPattern: $0) } }
      if floats.count == count { tensor.floats = floats }
    } else if type == OnnxPort.Element.int64.rawValue {
      if let raw {
        let halves = words(raw)
        integers = stride(from: 0, to: halves.count - 1, by: 2).map {
          Int(Int64(bitPattern: UInt64(halves[$0]) | UInt64(halves[$0 + 1]) << 32))
        }
      }
      if integers.count == count { tensor.integers = integers }
    }
    return tensor
  }

  /// Little-endian words of 4 bytes; what is left over is ignored.
  private static func words(_ bytes: ArraySlice<UInt8>) -> [UInt32] {
    bytes.withUnsafeBytes { bytes in
      (0..<bytes.count / 4).map {
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: 4 * $0, as: UInt32.self))
      }
    }
  }
}
