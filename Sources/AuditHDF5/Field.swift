import Glibc

/// Where the values of one column lie in the bytes of one row.
struct Field: Sendable, Equatable {
  enum Content: Sendable, Equatable {
    case element(ElementType)
    case fixedText(size: Int, isSpacePadded: Bool)
  }
  /// First byte in the row.
  var offset: Int
  /// What is there.
  var content: Content
  /// Values per row; 1 for a scalar.
  var count = 1
  /// Bytes from one value of a row to the next.
  var stride = 0

  /// Bytes of one value.
  var size: Int {
    switch content {
    case .element(let element): element.number.size
    case .fixedText(let size, _): size
    }
  }
  /// Bytes of the row that the field touches.
  var bytes: Range<Int> { offset..<offset + size + (count - 1) * stride }
}

extension ElementType {
  /// One integer; unsigned 64 bit ones by bit pattern.
  func integer(at pointer: UnsafeRawPointer) -> Int64 {
    switch number {
    case .int8: Int64(pointer.load(as: Int8.self))
    case .uint8: Int64(pointer.load(as: UInt8.self))
    case .int16: Int64(swapped(pointer.loadUnaligned(as: Int16.self)))
    case .uint16: Int64(swapped(pointer.loadUnaligned(as: UInt16.self)))
    case .int32: Int64(swapped(pointer.loadUnaligned(as: Int32.self)))
    case .uint32: Int64(swapped(pointer.loadUnaligned(as: UInt32.self)))
    case .int64, .uint64: swapped(pointer.loadUnaligned(as: Int64.self))
    case .float16, .float32, .float64: 0
    }
  }

  private func swapped<Value: FixedWidthInteger>(_ value: Value) -> Value {
    isBigEndian ? value.byteSwapped : value
  }
}

/// Rows of bytes: what a block read from the file is, before it is decoded.
struct RowBlock {
  /// First byte of the first row, shifted so that field offsets count from here.
  var base: UnsafeRawPointer
  /// Bytes from row to row.
  var stride: Int
  /// Number of rows.
  var rows: Int
}

extension Field {
  /// Decodes the field's values of all rows of `block` to float32, row by row.
  func decode(_ block: RowBlock, _ element: ElementType, into output: UnsafeMutablePointer<Float>) {
    let swap = element.isBigEndian
    if element.meaning == .boolean {
      return copy(block, UInt8.self, to: output) { $0 == 0 ? 0 : 1 }
    }
    switch element.number {
    case .float32:
      if !swap, isDense(block) {
        memcpy(output, block.base + offset, block.rows * block.stride)
      } else if swap {
        copy(block, UInt32.self, to: output) { Float(bitPattern: $0.byteSwapped) }
      } else {
        copy(block, Float.self, to: output) { $0 }
      }
    case .float16:
      #if arch(x86_64) && os(macOS)
        break
      #else
        copy(block, UInt16.self, to: output) { Float(Float16(bitPattern: swap ? $0.byteSwapped : $0)) }
      #endif
    case .int8: copy(block, Int8.self, to: output) { Float($0) }
    case .uint8: copy(block, UInt8.self, to: output) { Float($0) }
    case .int16: copy(block, Int16.self, to: output) { Float(swap ? $0.byteSwapped : $0) }
    case .uint16: copy(block, UInt16.self, to: output) { Float(swap ? $0.byteSwapped : $0) }
    case .float64: copy(block, UInt64.self, to: output) { Float(Double(bitPattern: swap ? $0.byteSwapped : $0)) }
    case .int32: copy(block, Int32.self, to: output) { Float(swap ? $0.byteSwapped : $0) }
    case .uint32: copy(block, UInt32.self, to: output) { Float(swap ? $0.byteSwapped : $0) }
    case .int64: copy(block, Int64.self, to: output) { Float(swap ? $0.byteSwapped : $0) }
    case .uint64: copy(block, UInt64.self, to: output) { Float(swap ? $0.byteSwapped : $0) }
    }
  }

  /// Decodes to float64.
  func decode(_ block: RowBlock, _ element: ElementType, into output: UnsafeMutablePointer<Double>) {
    let swap = element.isBigEndian
    switch element.number {
    case .float64:
      if !swap, isDense(block) {
        memcpy(output, block.base + offset, block.rows * block.stride)
      } else if swap {
        copy(block, UInt64.self, to: output) { Double(bitPattern: $0.byteSwapped) }
      } else {
        copy(block, Double.self, to: output) { $0 }
      }
    case .int32: copy(block, Int32.self, to: output) { Double(swap ? $0.byteSwapped : $0) }
    case .uint32: copy(block, UInt32.self, to: output) { Double(swap ? $0.byteSwapped : $0) }
    case .int64: copy(block, Int64.self, to: output) { Double(swap ? $0.byteSwapped : $0) }
    case .uint64: copy(block, UInt64.self, to: output) { Double(swap ? $0.byteSwapped : $0) }
    default:
      let values = block.rows * count
      withUnsafeTemporaryAllocation(of: Float.self, capacity: values) { buffer in
        guard let start = buffer.baseAddress else { return }
        decode(block, element, into: start)
        for index in 0..<values { output[index] = Double(start[index]) }
      }
    }
  }

  /// Decodes integers; unsigned 64 bit ones by bit pattern.
  func decode(_ block: RowBlock, _ element: ElementType, into output: UnsafeMutablePointer<Int64>) {
    switch element.number {
    case .int64, .uint64:
      if element.isBigEndian {
        copy(block, Int64.self, to: output) { $0.byteSwapped }
      } else {
        copy(block, Int64.self, to: output) { $0 }
      }
    default:
      var written = 0
      for row in 0..<block.rows {
        for index in 0..<count {
          output[written] = element.integer(at: block.base + offset + row * block.stride + index * stride)
          written += 1
        }
      }
    }
  }

  private func isDense(_ block: RowBlock) -> Bool {
    block.stride == count * size && (count == 1 || stride == size)
  }

  @inline(__always)
  private func copy<Value: BitwiseCopyable, Output>(
    _ block: RowBlock, _: Value.Type, to output: UnsafeMutablePointer<Output>, _ convert: (Value) -> Output
  ) {
    let start = block.base + offset
    if count == 1 {
      if block.stride == MemoryLayout<Value>.size {
        for row in 0..<block.rows {
          output[row] = convert(start.loadUnaligned(fromByteOffset: row * MemoryLayout<Value>.size, as: Value.self))
        }
        return
      }
      for row in 0..<block.rows {
        output[row] = convert(start.loadUnaligned(fromByteOffset: row * block.stride, as: Value.self))
      }
      return
    }
    var written = 0
    for row in 0..<block.rows {
      var position = row * block.stride
      for _ in 0..<count {
        output[written] = convert(start.loadUnaligned(fromByteOffset: position, as: Value.self))
        written += 1
        position += stride
      }
    }
  }
}
