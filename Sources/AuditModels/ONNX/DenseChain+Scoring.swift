import CDenseLayers

extension DenseChain {
  /// Rows that all layers pass over at a time: their numbers stay in the cache. A multiple of the kernel's six.
  private static let tileRows = 192

  /// Number `place` of the last layer for each row. A row's result does not depend on the others.
  ///
  /// Equal to ONNX Runtime's but for rounding, as long as all numbers are finite. O(rows × weights).
  func scores(of rows: InputRows, place: Int) -> [Float] {
    let tile = Tile(self)
    return [Float](unsafeUninitializedCapacity: rows.count) { scores, size in
      rows.values.withUnsafeBufferPointer { values in
        guard let values = values.baseAddress, let scores = scores.baseAddress else { return }
        for start in stride(from: 0, to: rows.count, by: Self.tileRows) {
          let count = min(Self.tileRows, rows.count - start)
          tile.start(from: values + start * rows.width, rows.width, count: count)
          tile.finish(count, place: place, to: scores + start)
        }
      }
      size = rows.count
    }
  }

  /// The same for variations that change the same columns of all rows: what the other columns add to the first layer
  /// is summed once. O(rows × (weights of the first layer + variations × the others)); where ``SecondLayerSteps`` apply,
  /// a variation costs a few of the second layer's units instead of all.
  func scores(of variations: ArraySlice<InputVariation>, from rows: InputRows, place: Int) -> [[Float]] {
    guard let columns = variations.first?.columns, let first = columns.first else { return [] }
    let steps = SecondLayerSteps(self, columns, variations: variations.count)
    let tile = Tile(self, changing: columns)
    let size = steps == nil ? Self.tileRows : SecondLayerSteps.tileRows
    let length = rows.count
    // All numbers in one piece: nothing is counted or checked tile by tile.
    let new = variations.flatMap { $0.values.flatMap { $0 } }
    let scores = [Float](unsafeUninitializedCapacity: variations.count * length) { scores, total in
      new.withUnsafeBufferPointer { new in
        rows.values.withUnsafeBufferPointer { values in
          guard let new = new.baseAddress, let values = values.baseAddress, let scores = scores.baseAddress
          else { return }
          for start in stride(from: 0, to: length, by: size) {
            let count = min(size, length - start)
            let row = values + start * rows.width
            tile.rest(from: row, rows.width, count: count)
            steps?.start(rest: tile.sums, from: row + first, every: rows.width, count: count)
            for number in 0..<variations.count {
              let changed = new + number * columns.count * length + start
              if let steps {
                steps.write(changed, count: count, rest: tile.sums, to: tile.buffers.0)
              } else {
                tile.change(to: changed, columns: columns.count, every: length, count: count)
              }
              tile.finish(
                count, after: steps == nil ? 1 : 2, place: place, to: scores + number * length + start)
            }
          }
        }
      }
      total = variations.count * length
    }
    return (0..<variations.count).map { Array(scores[$0 * length..<($0 + 1) * length]) }
  }

  /// Memory that tile after tile uses again, and the weights beside it.
  private final class Tile {
    /// A layer whose numbers are at hand without asking an array.
    private struct PinnedLayer {
      let inputs: Int
      let outputs: Int
      /// Numbers of a row of the layer before, and of this one.
      let width: Int
      let stride: Int
      let activation: Int32
      /// Of a layer of one output: input by input. They lie a stride apart in the chain.
      let weights: UnsafeMutablePointer<Float>
      let bias: UnsafeMutablePointer<Float>
    }
    private let layers: [PinnedLayer]
    /// Weights of the first layer without the changed columns, and those of the changed columns alone.
    private let weightsOfRest: [Float]
    private let weightsOfChanged: [Float]
    /// What the unchanged columns add to the first layer.
    let sums: UnsafeMutablePointer<Float>
    private let changed: UnsafeMutablePointer<Float>
    /// Layers take turns: the next one reads the first.
    let buffers: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>)

    init(_ chain: DenseChain, changing columns: [Int] = []) {
      func copied(_ numbers: [Float]) -> UnsafeMutablePointer<Float> {
        let copy = UnsafeMutablePointer<Float>.allocate(capacity: max(1, numbers.count))
        copy.initialize(from: numbers, count: numbers.count)
        return copy
      }
      func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
        copied(Array(repeating: 0, count: max(1, count)))
      }
      layers = chain.layers.indices.map { number in
        let layer = chain.layers[number]
        let isColumn = layer.outputs == 1 && number > 0
        return PinnedLayer(
          inputs: layer.inputs, outputs: layer.outputs,
          width: number > 0 ? chain.layers[number - 1].stride : 0,
          stride: layer.stride, activation: layer.activation.rawValue,
          weights: copied(
            isColumn ? (0..<layer.inputs).map { layer.weights[$0 * layer.stride] } : layer.weights),
          bias: copied(layer.bias))
      }
      let first = chain.layers[0]
      var weights = columns.isEmpty ? [] : first.weights
      var changed: [Float] = []
      for column in columns {
        let own = column * first.stride..<(column + 1) * first.stride
        changed += weights[own]
        weights.replaceSubrange(own, with: repeatElement(0, count: first.stride))
      }
      weightsOfRest = weights
      weightsOfChanged = changed
      let widest = chain.layers.reduce(0) { max($0, $1.stride) }
      sums = zeros(columns.isEmpty ? 0 : tileRows * first.stride)
      self.changed = zeros(tileRows * columns.count)
      buffers = (zeros(tileRows * widest), zeros(tileRows * widest))
    }

    deinit {
      for numbers in [sums, changed, buffers.0, buffers.1] { numbers.deallocate() }
      for layer in layers {
        layer.weights.deallocate()
        layer.bias.deallocate()
      }
    }

    /// The first layer of some rows.
    func start(from rows: UnsafePointer<Float>, _ width: Int, count: Int) {
      let first = layers[0]
      dense_layer(
        first.bias, 0, rows, width, first.inputs, first.weights, first.stride, first.activation, buffers.0,
        count)
    }

    /// What the unchanged columns of some rows add to the first layer.
    func rest(from rows: UnsafePointer<Float>, _ width: Int, count: Int) {
      let first = layers[0]
      dense_layer(
        first.bias, 0, rows, width, first.inputs, weightsOfRest, first.stride, Activation.none.rawValue, sums,
        count)
    }

    /// The first layer of the same rows with other numbers in the changed columns, which lie `step` apart.
    func change(to values: UnsafePointer<Float>, columns: Int, every step: Int, count: Int) {
      for column in 0..<columns {
        for row in 0..<count { changed[row &* columns &+ column] = values[column &* step &+ row] }
      }
      let first = layers[0]
      dense_layer(
        sums, first.stride, changed, columns, columns, weightsOfChanged, first.stride, first.activation,
        buffers.0, count)
    }

    /// The layers that follow the first `done`.
    func finish(_ count: Int, after done: Int = 1, place: Int, to scores: UnsafeMutablePointer<Float>) {
      var (input, output) = buffers
      for number in done..<layers.count {
        let layer = layers[number]
        if layer.outputs == 1 {
          let isLast = number + 1 == layers.count
          dense_output(
            layer.bias[0], input, layer.width, layer.inputs, layer.weights, layer.activation,
            isLast ? scores : output, count)
          if isLast { return }
          // A last layer that is not the last of the chain is a layer of one input.
          for row in Swift.stride(from: count - 1, through: 0, by: -1) {
            output[row * layer.stride] = output[row]
          }
        } else {
          dense_layer(
            layer.bias, 0, input, layer.width, layer.inputs, layer.weights, layer.stride, layer.activation,
            output,
            count)
        }
        swap(&input, &output)
      }
      let stride = layers[layers.count - 1].stride
      for row in 0..<count { scores[row] = input[row * stride + place] }
    }
  }
}
