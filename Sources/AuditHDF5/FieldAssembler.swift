import AuditSamples

/// Collects the values of one field, block by block in order of rows.
final class FieldAssembler {
  private let field: Field
  private let storage: Storage
  private let shape: [Int]
  private let rows: Range<Int>
  private let path: String
  private let name: String

  private var floats: [Float] = []
  private var doubles: [Double] = []
  private var integers: [Int64] = []
  private var codes: [Int32] = []
  private var levels = Levels()
  private var codeOfValue: [Int64: Int32] = [:]

  init(_ field: Field, _ storage: Storage, shape: [Int], rows: Range<Int>, path: String, name: String) {
    (self.field, self.storage, self.shape, self.rows, self.path, self.name) =
      (field, storage, shape, rows, path, name)
    switch shape.isEmpty ? storage : .float32 {
    case .float32: floats = [Float](repeating: 0, count: rows.count * field.count)
    case .float64: doubles = [Double](repeating: 0, count: rows.count)
    case .int64, .uint64: integers = [Int64](repeating: 0, count: rows.count)
    case .category:
      codes.reserveCapacity(rows.count)
      if case .element(let element) = field.content,
        case .enumeration(let names, let values) = element.meaning
      {
        for (name, value) in zip(names, values) { codeOfValue[value] = levels.code(of: name) }
      }
    }
  }

  /// Takes the values of one block; `row` counts from the first row asked for.
  func take(_ block: RowBlock, at row: Int) throws {
    switch field.content {
    case .fixedText(let size, _): takeTexts(block, size)
    case .element(let element) where storage == .category: takeCodes(block, element)
    case .element(let element) where !shape.isEmpty: try takeTensors(block, element, at: row)
    case .element(let element):
      switch storage {
      case .float32:
        floats.withUnsafeMutableBufferPointer { buffer in
          if let start = buffer.baseAddress { field.decode(block, element, into: start + row) }
        }
      case .float64:
        doubles.withUnsafeMutableBufferPointer { buffer in
          if let start = buffer.baseAddress { field.decode(block, element, into: start + row) }
        }
      case .int64, .uint64:
        integers.withUnsafeMutableBufferPointer { buffer in
          if let start = buffer.baseAddress { field.decode(block, element, into: start + row) }
        }
      case .category: break
      }
    }
  }

  /// All values, when every row has been taken.
  func values() -> Values {
    if !shape.isEmpty { return .tensor(floats, shape: shape) }
    return switch storage {
    case .float32: .float32(floats)
    case .float64: .float64(doubles)
    case .int64: .int64(integers)
    case .uint64: .uint64(integers.map(UInt64.init(bitPattern:)))
    case .category: .category(codes: codes, levels: levels.names)
    }
  }

  private func takeTexts(_ block: RowBlock, _ size: Int) {
    var last: UnsafeRawBufferPointer?
    var code: Int32 = -1
    for row in 0..<block.rows {
      let bytes = UnsafeRawBufferPointer(start: block.base + field.offset + row * block.stride, count: size)
      // Neighbouring rows often agree; a look-up costs ten times as much as the comparison.
      if let last, last.elementsEqual(bytes) {
        codes.append(code)
        continue
      }
      code = levels.code(of: fixedText(bytes))
      last = bytes
      codes.append(code)
    }
  }

  private func takeCodes(_ block: RowBlock, _ element: ElementType) {
    for row in 0..<block.rows {
      let value = element.integer(at: block.base + field.offset + row * block.stride)
      codes.append(codeOfValue[value] ?? -1)
    }
  }

  private func takeTensors(_ block: RowBlock, _ element: ElementType, at row: Int) throws {
    let start = row * field.count
    floats.withUnsafeMutableBufferPointer { buffer in
      if let base = buffer.baseAddress { field.decode(block, element, into: base + start) }
    }
    guard element.isInteger, element.number.size >= 4 else { return }
    // Tensors are float32: integers beyond 2²⁴ that it would round are refused.
    var index = start
    for row in 0..<block.rows {
      for position in 0..<field.count {
        let value = element.integer(
          at: block.base + field.offset + row * block.stride + position * field.stride)
        let isUnsigned = element.number == .uint64
        if (isUnsigned && value < 0) || Int64(exactly: floats[index]) != value {
          throw HDF5Error.integerTooLarge(
            path: path, column: name, row: rows.lowerBound + index / field.count,
            value: isUnsigned ? "\(UInt64(bitPattern: value))" : "\(value)")
        }
        index += 1
      }
    }
  }
}

/// Texts with their codes, in the order in which they are met.
struct Levels {
  private(set) var names: [String] = []
  private var codes: [String: Int32] = [:]

  mutating func code(of name: String) -> Int32 {
    if let code = codes[name] { return code }
    let code = Int32(names.count)
    codes[name] = code
    names.append(name)
    return code
  }
}
