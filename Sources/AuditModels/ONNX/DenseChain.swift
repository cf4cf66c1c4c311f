/// A network that is a chain of dense layers: what is evaluated here rather than by ONNX Runtime.
///
/// Operations: Gemm, MatMul, Add after one of them, Relu, Sigmoid, Tanh; Identity, Cast to float32, Flatten, Reshape and
/// Squeeze that move no number. One input, float32. Whatever else the graph computes beside the chain is left out.
struct DenseChain: Sendable {
  /// What follows a sum.
  enum Activation: Int32, Sendable {
    case none = 0
    case relu = 1
    case sigmoid = 2
    case tanh = 3
  }

  /// f(x W + b).
  struct Layer: Sendable {
    var inputs: Int
    var outputs: Int
    /// Input by input, each with ``stride`` numbers of which those behind the outputs are 0.
    var weights: [Float]
    /// `stride` numbers.
    var bias: [Float]
    var activation = Activation.none

    /// Numbers of a row: the outputs, filled up to a multiple of 16.
    var stride: Int { Self.stride(outputs) }

    static func stride(_ outputs: Int) -> Int { (outputs + 15) / 16 * 16 }

    /// W input by input.
    init(inputs: Int, outputs: Int, weight: (_ input: Int, _ output: Int) -> Float) {
      self.inputs = inputs
      self.outputs = outputs
      let stride = Self.stride(outputs)
      weights = Array(repeating: 0, count: inputs * stride)
      bias = Array(repeating: 0, count: stride)
      for input in 0..<inputs {
        for output in 0..<outputs { weights[input * stride + output] = weight(input, output) }
      }
    }
  }

  private(set) var layers: [Layer] = []
  let inputs: Int
  /// Numbers that the last layer gives.
  var outputs: Int { layers.last?.outputs ?? 0 }

  /// The chain that leads from the only input, of so many numbers, to `output`; nil when the graph has none.
  init?(_ graph: OnnxGraph, inputs: Int, output: String) {
    guard graph.inputs.count == 1, inputs > 0 else { return nil }
    var producers: [String: OnnxGraph.Node] = [:]
    for node in graph.nodes { for name in node.outputs { producers[name] = node } }
    // Backwards, along the one input of each node that is not constant.
    var path: [(node: OnnxGraph.Node, value: String)] = []
    var value = output
    while value != graph.inputs[0] {
      guard let node = producers[value], node.outputs == [value], node.domain.isEmpty,
        path.count <= graph.nodes.count
      else { return nil }
      let open = node.inputs.filter { !$0.isEmpty && graph.constants[$0] == nil }
      guard open.count == 1 else { return nil }
      path.append((node, open[0]))
      value = open[0]
    }
    self.inputs = inputs
    var width = inputs
    for (node, value) in path.reversed() {
      guard take(node, value: value, width: &width, graph) else { return nil }
    }
    let numbers = layers.flatMap { $0.weights + $0.bias }
    guard !layers.isEmpty, numbers.allSatisfy(\.isFinite) else { return nil }
  }

  /// Adds a node to the chain; false when it does not fit.
  private mutating func take(
    _ node: OnnxGraph.Node, value: String, width: inout Int, _ graph: OnnxGraph
  ) -> Bool {
    let others = node.inputs.filter { $0 != value }.compactMap { graph.constants[$0] }
    switch node.kind {
    case "Gemm": return takeGemm(node, value: value, width: &width, graph)
    case "MatMul":
      guard node.inputs.first == value, others.count == 1, others[0].shape.count == 2,
        others[0].shape[0] == width, let weights = others[0].floats
      else { return false }
      let outputs = others[0].shape[1]
      guard outputs > 0 else { return false }
      layers.append(Layer(inputs: width, outputs: outputs) { weights[$0 * outputs + $1] })
      width = outputs
      return true
    case "Add": return others.count == 1 && add(others[0], factor: 1)
    case "Relu": return activate(.relu)
    case "Sigmoid": return activate(.sigmoid)
    case "Tanh": return activate(.tanh)
    case "Identity": return true
    case "Cast": return node.integers["to"] == Int(OnnxPort.Element.float32.rawValue)
    case "Flatten": return (node.integers["axis"] ?? 1) == 1
    case "Squeeze": return width == 1 && value == node.inputs.first
    case "Reshape":
      guard node.inputs.first == value, let shape = others.first?.integers else { return false }
      return shape == [-1, width] || shape == [0, width] || shape == [0, -1] || width == 1 && shape == [-1]
    default: return false
    }
  }

  /// alpha · x B + beta · C, where B may be stored transposed.
  private mutating func takeGemm(
    _ node: OnnxGraph.Node, value: String, width: inout Int, _ graph: OnnxGraph
  ) -> Bool {
    guard node.inputs.first == value, (node.integers["transA"] ?? 0) == 0, node.inputs.count >= 2,
      let matrix = graph.constants[node.inputs[1]], matrix.shape.count == 2, let weights = matrix.floats
    else { return false }
    let isTransposed = (node.integers["transB"] ?? 0) != 0
    let (rows, columns) = (matrix.shape[0], matrix.shape[1])
    let outputs = isTransposed ? rows : columns
    guard (isTransposed ? columns : rows) == width, outputs > 0 else { return false }
    let alpha = node.floats["alpha"] ?? 1
    layers.append(
      Layer(inputs: width, outputs: outputs) { input, output in
        alpha * weights[isTransposed ? output * columns + input : input * columns + output]
      })
    width = outputs
    guard node.inputs.count > 2, !node.inputs[2].isEmpty else { return true }
    guard let bias = graph.constants[node.inputs[2]] else { return false }
    return add(bias, factor: node.floats["beta"] ?? 1)
  }

  /// Adds a constant to the sums of the last layer.
  private mutating func add(_ tensor: OnnxGraph.Tensor, factor: Float) -> Bool {
    guard let last = layers.indices.last, layers[last].activation == .none, let numbers = tensor.floats,
      tensor.shape.count <= 2, tensor.shape.count < 2 || tensor.shape[0] == 1,
      numbers.count == layers[last].outputs || numbers.count == 1
    else { return false }
    for output in 0..<layers[last].outputs {
      layers[last].bias[output] += factor * numbers[numbers.count == 1 ? 0 : output]
    }
    return true
  }

  private mutating func activate(_ activation: Activation) -> Bool {
    guard let last = layers.indices.last, layers[last].activation == .none else { return false }
    layers[last].activation = activation
    return true
  }
}
