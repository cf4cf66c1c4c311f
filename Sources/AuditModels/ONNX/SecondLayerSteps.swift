import CDenseLayers

/// The second layer of a chain while one input of the first takes several values.
///
/// The first layer's units are max(0, r + x w), linear in the input x but where they turn on or off. So the second layer's
/// sums at another x are those before plus Δx times their slope Wᵀ(w ∘ [z > 0]), plus |z_k| W_k for each unit k
/// that has turned in between: few, as long as x moves by less than its spread. Equal to evaluating the layer but for
/// rounding. What costs as much as evaluating the layer is done once for all variations.
final class SecondLayerSteps {
  /// Rows at a time: what the layers keep of them fits into the first-level cache with the weights.
  static let tileRows = 24
  /// With fewer variations the layer itself is as fast.
  private static let fewestVariations = 4

  private let direction: [Float]
  private let first: DenseChain.Layer
  private let layer: DenseChain.Layer
  private var before = [Float](repeating: 0, count: tileRows)
  private var base: [Float]
  private var slopes: [Float]
  private var units: [UInt32]
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
    base = Array(repeating: 0, count: Self.tileRows * layer.stride)
    slopes = base
    units = Array(repeating: 0, count: width)
    sizes = Array(repeating: 0, count: 2 * width)
  }

  /// Takes rows: what the other inputs add to their first layer, and the input itself, `step` numbers apart.
  func start(rest: UnsafePointer<Float>, from input: UnsafePointer<Float>, every step: Int, count: Int) {
    for row in 0..<count { before[row] = input[row * step] }
    dense_second_start(
      rest, direction, first.stride, before, layer.bias, layer.weights, layer.stride, &units, &sizes, &base,
      &slopes, count)
  }

  /// The second layer of the same rows for other values of the input.
  func write(
    _ values: UnsafePointer<Float>, count: Int, rest: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>
  ) {
    dense_second(
      rest, direction, first.stride, before, values, base, slopes, layer.weights, layer.stride,
      layer.activation.rawValue, &units, &sizes, output, count)
  }
}
