/// Reads UBJSON (draft 12, with the typed arrays that XGBoost writes) into nodes. O(bytes), nested at most 100 deep.
///
/// Numbers are big-endian. Source: ubjson.org, type reference.
struct UBJDocument {
  private let bytes: [UInt8]
  private var place = 0
  private static let deepest = 100

  /// The whole document. Errors: ``DocumentError``.
  static func parse(_ bytes: [UInt8]) throws(DocumentError) -> ModelNode {
    var parser = UBJDocument(bytes: bytes)
    return try parser.value(try parser.byte(), depth: 0)
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ problem: String) -> DocumentError { DocumentError(offset: place, problem: problem) }

  private mutating func byte() throws(DocumentError) -> UInt8 {
    guard place < bytes.count else { throw failure("it ends too early") }
    defer { place += 1 }
    return bytes[place]
  }

  private mutating func bits(_ count: Int) throws(DocumentError) -> UInt64 {
    guard bytes.count - place >= count else { throw failure("it ends too early") }
    var value: UInt64 = 0
    for offset in 0..<count { value = value << 8 | UInt64(bytes[place + offset]) }
    place += count
    return value
  }

  /// The number of a type marker; nil when the marker is no number's.
  private mutating func number(_ marker: UInt8) throws(DocumentError) -> Double? {
    switch marker {
    case UInt8(ascii: "i"): Double(Int8(truncatingIfNeeded: try bits(1)))
    case UInt8(ascii: "U"): Double(try bits(1))
    case UInt8(ascii: "I"): Double(Int16(truncatingIfNeeded: try bits(2)))
    case UInt8(ascii: "l"): Double(Int32(truncatingIfNeeded: try bits(4)))
    case UInt8(ascii: "L"): Double(Int64(bitPattern: try bits(8)))
    case UInt8(ascii: "d"): Double(Float(bitPattern: UInt32(try bits(4))))
    case UInt8(ascii: "D"): Double(bitPattern: try bits(8))
    default: nil
    }
  }

  private mutating func length() throws(DocumentError) -> Int {
    guard let value = try number(try byte()), let length = Int(exactly: value), length >= 0,
      length <= bytes.count
    else { throw failure("a length is not an integer") }
    return length
  }

  private mutating func text() throws(DocumentError) -> String {
    let count = try length()
    guard bytes.count - place >= count else { throw failure("it ends too early") }
    defer { place += count }
    return String(decoding: bytes[place..<place + count], as: UTF8.self)
  }

  private mutating func value(_ marker: UInt8, depth: Int) throws(DocumentError) -> ModelNode {
    guard depth < Self.deepest else { throw failure("it is nested too deeply") }
    switch marker {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "S"), UInt8(ascii: "H"): return .text(try text())
    case UInt8(ascii: "C"): return .text(String(decoding: [try byte()], as: UTF8.self))
    case UInt8(ascii: "Z"), UInt8(ascii: "N"): return .null
    case UInt8(ascii: "T"): return .bool(true)
    case UInt8(ascii: "F"): return .bool(false)
    default:
      guard let number = try number(marker) else { throw failure("unknown type marker \(marker)") }
      return .number(number)
    }
  }

  /// The `$type` and `#count` in front of a container's content.
  private mutating func header() throws(DocumentError) -> (type: UInt8?, count: Int?) {
    var type: UInt8?
    if place < bytes.count, bytes[place] == UInt8(ascii: "$") {
      place += 1
      type = try byte()
    }
    if place < bytes.count, bytes[place] == UInt8(ascii: "#") {
      place += 1
      return (type, try length())
    }
    if type != nil { throw failure("a typed container has no count") }
    return (nil, nil)
  }

  private mutating func array(depth: Int) throws(DocumentError) -> ModelNode {
    let (type, count) = try header()
    if let type, let count {
      var numbers: [Double] = []
      numbers.reserveCapacity(count)
      for _ in 0..<count {
        guard let number = try number(type) else {
          throw failure("a typed array of something else than numbers")
        }
        numbers.append(number)
      }
      return .numbers(numbers)
    }
    var items: [ModelNode] = []
    while count.map({ items.count < $0 }) ?? true {
      let marker = try byte()
      if count == nil, marker == UInt8(ascii: "]") { break }
      items.append(try value(marker, depth: depth + 1))
    }
    return .list(items)
  }

  private mutating func object(depth: Int) throws(DocumentError) -> ModelNode {
    let (type, count) = try header()
    var members: [String: ModelNode] = [:]
    var read = 0
    while count.map({ read < $0 }) ?? true {
      if count == nil, place < bytes.count, bytes[place] == UInt8(ascii: "}") {
        place += 1
        break
      }
      let key = try text()
      let marker: UInt8
      if let type { marker = type } else { marker = try byte() }
      members[key] = try value(marker, depth: depth + 1)
      read += 1
    }
    return .object(members)
  }
}
