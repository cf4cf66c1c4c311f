/// Scores by ONNX Runtime.
extension OnnxClassifier {
  /// The score of each row by ONNX Runtime.
  func libraryScores(of rows: InputRows) throws -> [Float] {
    let fixed = session.inputs.compactMap(\.batch).first
    var scores: [Float] = []
    scores.reserveCapacity(rows.count)
    let step = fixed ?? max(1, rows.count)
    for start in stride(from: 0, to: rows.count, by: step) {
      let block = start..<min(rows.count, start + step)
      scores += try run(rows, block, size: fixed ?? block.count).prefix(block.count)
    }
    return scores
  }

  /// Scores of `size` rows: those of `block`, then zeros.
  private func run(_ rows: InputRows, _ block: Range<Int>, size: Int) throws -> [Float] {
    var buffers: [UnsafeMutableRawBufferPointer] = []
    defer { for buffer in buffers { buffer.deallocate() } }
    var tensors: [Tensor] = []
    let known = inputs.reduce(0) { $0 + ($1.width ?? 0) }
    var first = 0
    for (input, port) in zip(inputs, session.inputs) {
      guard case .tensor(let element?, _, _) = port.kind else { continue }
      let width = input.width ?? rows.width - known
      let shape = try shape(input, width: width, size: size)
      if element == .float32, width == rows.width, size == block.count {
        return try rows.values.withUnsafeBytes { bytes in
          let rowBytes = width * MemoryLayout<Float>.stride
          let own = bytes[block.lowerBound * rowBytes..<block.upperBound * rowBytes]
          // The library does not write to its inputs.
          return try run(
            [(UnsafeMutableRawBufferPointer(mutating: .init(rebasing: own)), shape, element)], size)
        }
      }
      let buffer = try tensor(rows, block, size: size, columns: first..<first + width, element, port.name)
      buffers.append(buffer)
      tensors.append((buffer, shape, element))
      first += width
    }
    return try run(tensors, size)
  }

  private typealias Tensor = (
    data: UnsafeMutableRawBufferPointer, shape: [Int64], element: OnnxPort.Element
  )

  private func run(_ tensors: [Tensor], _ rows: Int) throws -> [Float] {
    try session.run(tensors, outputs: [score.name]) { values in
      guard let value = values.first else { return [] }
      return try read(value, rows: rows)
    }
  }

  /// Lengths of a call's tensor, with an open length filled in.
  private func shape(_ input: ModelInput, width: Int, size: Int) throws -> [Int64] {
    let fixed = input.shape.reduce(1) { $0 * ($1 ?? 1) }
    guard fixed > 0, width % fixed == 0, input.width != nil || input.shape.filter({ $0 == nil }).count == 1
    else {
      throw ModelError.inputCount(model: name, expected: fixed, found: width, names: [input.name ?? ""])
    }
    return [Int64(size)] + input.shape.map { Int64($0 ?? width / fixed) }
  }

  private func read(_ value: OpaquePointer, rows: Int) throws -> [Float] {
    switch score {
    case .tensor:
      let numbers = try session.floats(value)
      guard rows > 0, !numbers.isEmpty, numbers.count % rows == 0 else {
        throw ModelError.scoreCount(model: name, expected: rows, found: numbers.count)
      }
      let classes = numbers.count / rows
      let place = try output.place(among: classes, model: name)
      return classes == 1 ? numbers : (0..<rows).map { numbers[$0 * classes + place] }
    case .maps:
      var scores: [Float] = []
      scores.reserveCapacity(rows)
      try session.maps(of: value) { keys, values in
        guard keys.count == values.count, !keys.isEmpty else {
          throw ModelError.scoreCount(model: name, expected: 1, found: 0)
        }
        scores.append(values[try place(of: keys)])
      }
      return scores
    }
  }

  /// The place of the chosen class among the keys of a map; of two classes, the larger key without a choice.
  private func place(of keys: [String]) throws -> Int {
    guard let wanted = output.class else {
      guard keys.count <= 2 else {
        throw ModelError.output(
          model: name, reason: "has \(keys.count) classes, and none is chosen", choices: keys.sorted())
      }
      return keys.indices.max { Self.isBefore(keys[$0], keys[$1]) } ?? 0
    }
    guard let place = keys.firstIndex(of: wanted.text) else {
      throw ModelError.output(
        model: name, reason: "has no class '\(wanted.text)'", choices: keys.sorted())
    }
    return place
  }

  /// Numbers by size, names by alphabet.
  private static func isBefore(_ a: String, _ b: String) -> Bool {
    if let a = Int(a), let b = Int(b) { return a < b }
    return a < b
  }
}
