// Rows as the tensors that a model takes in.
extension OnnxClassifier {
  /// Some columns of some rows as a tensor of its own, zeros behind. The caller frees it.
  ///
  /// Errors: a number that the input's type does not hold; it is never rounded in silence.
  func tensor(
    _ rows: InputRows, _ block: Range<Int>, size: Int, columns: Range<Int>, _ element: OnnxPort.Element,
    _ input: String
  ) throws -> UnsafeMutableRawBufferPointer {
    func filled<Number: BitwiseCopyable>(_ zero: Number, _ convert: (Float) -> Number?) throws
      -> UnsafeMutableRawBufferPointer
    {
      let count = max(1, size * columns.count)
      let buffer = UnsafeMutableBufferPointer<Number>.allocate(capacity: count)
      buffer.initialize(repeating: zero)
      var place = 0
      for row in block {
        for column in columns {
          let value = rows.values[row * rows.width + column]
          guard let number = convert(value) else {
            buffer.deallocate()
            throw ModelError.notHeld(
              model: name, input: input, type: element.name, number: column - columns.lowerBound, value: value
            )
          }
          buffer[place] = number
          place += 1
        }
      }
      return UnsafeMutableRawBufferPointer(buffer)
    }
    func whole<Number: FixedWidthInteger & BitwiseCopyable>(_: Number.Type) throws
      -> UnsafeMutableRawBufferPointer
    {
      // Rows are float32: beyond 2²⁴ a whole number may be a neighbour of the one in the file.
      try filled(Number.zero) { abs($0) <= 0x1p24 ? Number(exactly: $0) : nil }
    }
    return switch element {
    case .float32, .text: try filled(Float(0)) { $0 }
    case .float64: try filled(0.0) { Double($0) }
    case .float16: try filled(Float16(0)) { Float16($0).isInfinite == $0.isInfinite ? Float16($0) : nil }
    case .bool: try filled(false) { $0 == 0 ? false : $0 == 1 ? true : nil }
    case .int8: try whole(Int8.self)
    case .uint8: try whole(UInt8.self)
    case .int16: try whole(Int16.self)
    case .uint16: try whole(UInt16.self)
    case .int32: try whole(Int32.self)
    case .uint32: try whole(UInt32.self)
    case .int64: try whole(Int64.self)
    case .uint64: try whole(UInt64.self)
    }
  }
}
