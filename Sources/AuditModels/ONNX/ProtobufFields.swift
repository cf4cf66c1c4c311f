/// The fields of a protocol-buffer message, one after the other.
///
/// Wire format: a number of the field and its kind as varint, then a varint, 4 or 8 bytes, or a length and so many bytes.
/// Source: Protocol Buffers documentation, "Encoding".
struct ProtobufFields: Sequence, IteratorProtocol {
  /// A field.
  struct Field {
    /// Number in the message's definition.
    var number: Int
    /// The value of a varint; the bits of a number of fixed size.
    var bits: UInt64 = 0
    /// Bytes, text, a message, packed numbers; empty for others.
    var bytes: ArraySlice<UInt8> = []

    /// The bytes as UTF-8.
    var text: String { String(decoding: bytes, as: UTF8.self) }
    /// A signed varint.
    var integer: Int { Int(Int64(bitPattern: bits)) }
    /// A 4-byte number.
    var float: Float { Float(bitPattern: UInt32(truncatingIfNeeded: bits)) }
    /// Signed varints, packed or one alone.
    var integers: [Int] {
      guard !bytes.isEmpty else { return [integer] }
      var rest = ProtobufFields(bytes)
      var integers: [Int] = []
      while let bits = rest.varint() { integers.append(Int(Int64(bitPattern: bits))) }
      return integers
    }
  }

  private let bytes: ArraySlice<UInt8>
  private var place: Int
  /// True when the bytes ended inside of a field or are no message.
  private(set) var isDamaged = false

  init(_ bytes: ArraySlice<UInt8>) {
    self.bytes = bytes
    place = bytes.startIndex
  }

  /// The next field; nil at the end and where the bytes are no message.
  mutating func next() -> Field? {
    guard place < bytes.endIndex, !isDamaged else { return nil }
    guard let tag = varint() else { return damaged() }
    var field = Field(number: Int(truncatingIfNeeded: tag >> 3))
    switch tag & 7 {
    case 0:
      guard let bits = varint() else { return damaged() }
      field.bits = bits
    case 1, 5:
      let size = tag & 7 == 1 ? 8 : 4
      guard bytes.endIndex - place >= size else { return damaged() }
      for (offset, byte) in bytes[place..<place + size].enumerated() {
        field.bits |= UInt64(byte) << UInt64(8 * offset)
      }
      place += size
    case 2:
      guard let size = varint(), size <= UInt64(bytes.endIndex - place) else { return damaged() }
      field.bytes = bytes[place..<place + Int(size)]
      place += Int(size)
    default: return damaged()
    }
    return field
  }

  private mutating func damaged() -> Field? {
    isDamaged = true
    return nil
  }

  private mutating func varint() -> UInt64? {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), to: 64, by: 7) {
      guard place < bytes.endIndex else { return nil }
      let byte = bytes[place]
      place += 1
      value |= UInt64(byte & 0x7F) << shift
      if byte < 0x80 { return value }
    }
    return nil
  }
}
