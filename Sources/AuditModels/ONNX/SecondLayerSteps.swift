import CDenseLayers

/// The second layer of a chain while one input of the first takes several values.
///
/// The first layer's units are max(0, r + x w), linear in the input x but where they turn on or off. So the second layer's
/// sums at another x are those before plus Δx times their slope Wᵀ(w ∘ [z > 0]), plus |z_k| W_k for each unit k
/// that has turned in between: few, as long as x moves by less than its spread. Equal to evaluating the layer but for
/// rounding. Two evaluations of the layer serve all variations.
final class SecondLayerSteps {
  /// Rows at a time: what the layers keep of them fits into the first-level cache with the weights.
  static let tileRows = 24
  /// With fewer variations the layer itself is as fast.
  private static let fewestVariations = 4

  private let direction: [Float]
  private let zeros: [Float]
  private let first: DenseChain.Layer
  private let layer: DenseChain.Layer
  private var before = [Float](repeating: 0, count: tileRows)
  private var base: [Float]
  private var slopes: [Float]
  private var units: [Float]
  private var directions: [Float]
  private var turned: [UInt32]
  private var sizes: [Float]

  /// nil where it does not apply or does not pay.
  init?(_ chain: DenseChain, _ columns: [Int], variations: Int) {
    guard columns.count == 1, variations >= Self.fewestVariations, chain.layers.count > 1,
      chain.layers[0].activation == .relu, chain.layers[1].outputs > 1
    else { return nil }
    first = chain.layers[0]
    layer = chain.layers[1]
    let width = first.stride
    direction = Array(first.weights[columns[0] * width..<(columns[0] + 1) * width])
    zeros = Array(repeating: 0, count: layer.stride)
    base = Array(repeating: 0, count: Self.tileRows * layer.stride)
    slopes = base
    units = Array(repeating: 0, count: Self.tileRows * width)
    directions = units
    turned = Array(repeating: 0, count: width)
    sizes = Array(repeating: 0, count: width)
  }

  /// Takes rows: what the other inputs add to their first layer, and the input itself, `step` numbers apart.
  func start(rest: UnsafePointer<Float>, from input: UnsafePointer<Float>, every step: Int, count: Int) {
    for row in 0..<count { before[row] = input[row * step] }
    let (none, stride) = (DenseChain.Activation.none.rawValue, layer.stride)
    dense_layer(
      rest, first.stride, before, 1, 1, direction, first.stride, first.activation.rawValue, &units, count)
    dense_layer(
      layer.bias, 0, units, first.stride, first.outputs, layer.weights, stride, none, &base, count)
    dense_directions(units, direction, first.stride, &directions, count)
    dense_layer(
      zeros, 0, directions, first.stride, first.outputs, layer.weights, stride, none, &slopes, count)
  }

  /// The second layer of the same rows for other values of the input.
  func write(
    _ values: [Float], rows: Range<Int>, rest: UnsafePointer<Float>, to output: UnsafeMutablePointer<Float>
  ) {
    values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      dense_second(
        rest, direction, first.stride, before, values + rows.lowerBound, base, slopes, layer.weights,
        layer.stride, layer.activation.rawValue, &turned, &sizes, output, rows.count)
    }
  }
}
