import Glibc

/// Reads JSON (RFC 8259) into nodes; numbers as float64. O(bytes), nested at most 100 deep.
struct JSONDocument {
  private let bytes: [UInt8]
  private var place = 0
  private static let deepest = 100

  /// The whole document. Errors: ``DocumentError``.
  static func parse(_ bytes: [UInt8]) throws(DocumentError) -> ModelNode {
    // The zero ends every run of digits for the C library.
    var parser = JSONDocument(bytes: bytes + [0])
    let node = try parser.value(depth: 0)
    parser.skipSpace()
    guard parser.place == bytes.count else { throw parser.failure("something follows the document") }
    return node
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private func failure(_ problem: String) -> DocumentError {
    DocumentError(offset: place, problem: place >= bytes.count - 1 ? "it ends too early" : problem)
  }

  private mutating func skipSpace() {
    while [0x20, 0x09, 0x0A, 0x0D].contains(bytes[place]) { place += 1 }
  }

  private mutating func value(depth: Int) throws(DocumentError) -> ModelNode {
    guard depth < Self.deepest else { throw failure("it is nested too deeply") }
    skipSpace()
    switch bytes[place] {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .text(try text())
    case UInt8(ascii: "t"): return try word("true", .bool(true))
    case UInt8(ascii: "f"): return try word("false", .bool(false))
    case UInt8(ascii: "n"): return try word("null", .null)
    // Not JSON, but what some versions of XGBoost write.
    case UInt8(ascii: "N"): return try word("NaN", .number(.nan))
    case UInt8(ascii: "I"): return try word("Infinity", .number(.infinity))
    default: return .number(try number())
    }
  }

  private mutating func word(_ word: String, _ node: ModelNode) throws(DocumentError) -> ModelNode {
    let letters = Array(word.utf8)
    guard bytes.count - place > letters.count, Array(bytes[place..<place + letters.count]) == letters else {
      throw failure("expected a value")
    }
    place += letters.count
    return node
  }

  private mutating func number() throws(DocumentError) -> Double {
    let first = bytes[place]
    guard first == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first) else {
      throw failure("expected a value")
    }
    let (value, length) = bytes.withUnsafeBufferPointer { buffer -> (Double, Int) in
      guard let base = buffer.baseAddress else { return (0, 0) }
      return (base + place).withMemoryRebound(to: CChar.self, capacity: buffer.count - place) { start in
        var end: UnsafeMutablePointer<CChar>?
        let value = strtod(start, &end)
        return (value, end.map { UnsafePointer($0) - start } ?? 0)
      }
    }
    guard length > 0 else { throw failure("expected a number") }
    place += length
    return value
  }

  private mutating func array(depth: Int) throws(DocumentError) -> ModelNode {
    place += 1
    var items: [ModelNode] = []
    var numbers: [Double] = []
    skipSpace()
    if bytes[place] == UInt8(ascii: "]") {
      place += 1
      return .numbers([])
    }
    while true {
      let item = try value(depth: depth + 1)
      if case .number(let number) = item, items.isEmpty {
        numbers.append(number)
      } else {
        if !numbers.isEmpty {
          items += numbers.map { .number($0) }
          numbers = []
        }
        items.append(item)
      }
      skipSpace()
      let byte = bytes[place]
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "]") else {
        throw failure("expected ',' or ']'")
      }
      place += 1
      if byte == UInt8(ascii: "]") { return items.isEmpty ? .numbers(numbers) : .list(items) }
    }
  }

  private mutating func object(depth: Int) throws(DocumentError) -> ModelNode {
    place += 1
    var members: [String: ModelNode] = [:]
    skipSpace()
    if bytes[place] == UInt8(ascii: "}") {
      place += 1
      return .object([:])
    }
    while true {
      skipSpace()
      guard bytes[place] == UInt8(ascii: "\"") else { throw failure("expected a name") }
      let key = try text()
      skipSpace()
      guard bytes[place] == UInt8(ascii: ":") else { throw failure("expected ':'") }
      place += 1
      members[key] = try value(depth: depth + 1)
      skipSpace()
      let byte = bytes[place]
      guard byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}") else {
        throw failure("expected ',' or '}'")
      }
      place += 1
      if byte == UInt8(ascii: "}") { return .object(members) }
    }
  }

  private mutating func text() throws(DocumentError) -> String {
    place += 1
    var scalars: [UInt8] = []
    while true {
      guard place < bytes.count - 1 else { throw failure("expected '\"'") }
      let byte = bytes[place]
      place += 1
      if byte == UInt8(ascii: "\"") { break }
      guard byte == UInt8(ascii: "\\") else {
        scalars.append(byte)
        continue
      }
      guard place < bytes.count - 1 else { throw failure("expected '\"'") }
      let escape = bytes[place]
      place += 1
      switch escape {
      case UInt8(ascii: "n"): scalars.append(0x0A)
      case UInt8(ascii: "t"): scalars.append(0x09)
      case UInt8(ascii: "r"): scalars.append(0x0D)
      case UInt8(ascii: "b"): scalars.append(0x08)
      case UInt8(ascii: "f"): scalars.append(0x0C)
      case UInt8(ascii: "u"): scalars += Array(String(try unicode()).utf8)
      default: scalars.append(escape)
      }
    }
    return String(decoding: scalars, as: UTF8.self)
  }

  /// The character of `\uXXXX`, or of two of them that are a surrogate pair.
  private mutating func unicode() throws(DocumentError) -> Character {
    func code() throws(DocumentError) -> UInt32 {
      guard place + 4 < bytes.count,
        let value = UInt32(String(decoding: bytes[place..<place + 4], as: UTF8.self), radix: 16)
      else { throw failure("expected four hexadecimal digits") }
      place += 4
      return value
    }
    var value = try code()
    if (0xD800..<0xDC00).contains(value), bytes[place] == UInt8(ascii: "\\") {
      place += 2
      value = 0x10000 + (value - 0xD800) << 10 + (try code() & 0x3FF)
    }
    return Character(Unicode.Scalar(value) ?? "\u{FFFD}")
  }
}
