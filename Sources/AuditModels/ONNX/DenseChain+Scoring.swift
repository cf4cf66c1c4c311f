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
    guard let columns = variations.first?.columns else { return [] }
    let steps = SecondLayerSteps(self, columns, variations: variations.count)
    let tile = Tile(self, changing: columns)
    let size = steps == nil ? Self.tileRows : SecondLayerSteps.tileRows
    var scores = variations.map { _ in [Float](repeating: 0, count: rows.count) }
    rows.values.withUnsafeBufferPointer { values in
      guard let values = values.baseAddress else { return }
      for start in stride(from: 0, to: rows.count, by: size) {
        let count = min(size, rows.count - start)
        let first = values + start * rows.width
        tile.rest(from: first, rows.width, count: count)
        steps?.start(rest: tile.sums, from: first + columns[0], every: rows.width, count: count)
        for (number, variation) in variations.enumerated() {
          if let steps {
            steps.write(variation.values[0], rows: start..<start + count, rest: tile.sums, to: tile.buffers.0)
          } else {
            tile.change(to: variation, rows: start..<start + count)
          }
          scores[number].withUnsafeMutableBufferPointer { scores in
            guard let scores = scores.baseAddress else { return }
            tile.finish(count, after: steps == nil ? 1 : 2, place: place, to: scores + start)
          }
        }
      }
    }
    return scores
  }

  /// Memory that tile after tile uses again.
  private final class Tile {
    private let chain: DenseChain
    private let columns: [Int]
    /// Weights of the first layer without the changed columns, and those of the changed columns alone.
    private let weightsOfRest: [Float]
    private let weightsOfChanged: [Float]
    /// What the unchanged columns add to the first layer.
    let sums: UnsafeMutablePointer<Float>
    private let changed: UnsafeMutablePointer<Float>
    /// Layers take turns: the next one reads the first.
    let buffers: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>)

    init(_ chain: DenseChain, changing columns: [Int] = []) {
      self.chain = chain
      self.columns = columns
      let first = chain.layers[0]
      let stride = first.stride
      var weights = columns.isEmpty ? [] : first.weights
      var changed: [Float] = []
      for column in columns {
        let own = column * stride..<(column + 1) * stride
        changed += weights[own]
        weights.replaceSubrange(own, with: repeatElement(0, count: stride))
      }
      weightsOfRest = weights
      weightsOfChanged = changed
      let widest = chain.layers.reduce(0) { max($0, $1.stride) }
      func numbers(_ count: Int) -> UnsafeMutablePointer<Float> {
        let numbers = UnsafeMutablePointer<Float>.allocate(capacity: max(1, count))
        numbers.initialize(repeating: 0, count: max(1, count))
        return numbers
      }
      sums = numbers(columns.isEmpty ? 0 : tileRows * stride)
      self.changed = numbers(tileRows * columns.count)
      buffers = (numbers(tileRows * widest), numbers(tileRows * widest))
    }

    deinit {
      for numbers in [sums, changed, buffers.0, buffers.1] { numbers.deallocate() }
    }

    /// The first layer of some rows.
    func start(from rows: UnsafePointer<Float>, _ width: Int, count: Int) {
      let first = chain.layers[0]
      dense_layer(
        first.bias, 0, rows, width, first.inputs, first.weights, first.stride, first.activation.rawValue,
        buffers.0, count)
    }

    /// What the unchanged columns of some rows add to the first layer.
    func rest(from rows: UnsafePointer<Float>, _ width: Int, count: Int) {
      let first = chain.layers[0]
      dense_layer(
        first.bias, 0, rows, width, first.inputs, weightsOfRest, first.stride, Activation.none.rawValue, sums,
        count)
    }

    /// The first layer of the same rows with a variation's numbers in the changed columns.
    func change(to variation: InputVariation, rows: Range<Int>) {
      for (place, values) in variation.values.enumerated() {
        values.withUnsafeBufferPointer { values in
          for row in 0..<rows.count {
            changed[row * columns.count + place] = values[rows.lowerBound + row]
          }
        }
      }
      let first = chain.layers[0]
      dense_layer(
        sums, first.stride, changed, columns.count, columns.count, weightsOfChanged, first.stride,
        first.activation.rawValue, buffers.0, rows.count)
    }

    /// The layers that follow the first `done`.
    func finish(_ count: Int, after done: Int = 1, place: Int, to scores: UnsafeMutablePointer<Float>) {
      var (input, output) = buffers
      for number in chain.layers.indices.dropFirst(done) {
        let layer = chain.layers[number]
        let width = chain.layers[number - 1].stride
        let activation = layer.activation.rawValue
        if layer.outputs == 1 {
          // The weights of one output lie a stride apart: together they are those of one row.
          chain.column(of: number).withUnsafeBufferPointer { weights in
            dense_output(
              layer.bias[0], input, width, layer.inputs, weights.baseAddress, activation, output, count)
          }
          // A last layer that is not the last of the chain is a layer of one input.
          for row in stride(from: count - 1, through: 0, by: -1) {
            if number + 1 == chain.layers.count {
              scores[row] = output[row]
            } else {
              output[row * layer.stride] = output[row]
            }
          }
          if number + 1 == chain.layers.count { return }
        } else {
          dense_layer(
            layer.bias, 0, input, width, layer.inputs, layer.weights, layer.stride, activation, output, count)
        }
        swap(&input, &output)
      }
      let stride = chain.layers[chain.layers.count - 1].stride
      for row in 0..<count { scores[row] = input[row * stride + place] }
    }
  }

  /// Weights of the first output of a layer, input by input.
  private func column(of number: Int) -> [Float] {
    let layer = layers[number]
    return (0..<layer.inputs).map { layer.weights[$0 * layer.stride] }
  }
}
