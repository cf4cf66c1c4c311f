/// Reads the lists of names that PyTables keeps as Python pickles. Nothing is executed: what is not a list, tuple,
/// text, number or None is an unknown value.
///
/// Source of the opcodes: Python's pickletools (protocols 0 to 5).
struct Pickle {
  indirect enum Value: Equatable {
    case text(String), integer(Int), list([Value], depth: Int), unknown

    /// The texts (or numbers as text) of a list; nil for anything else.
    var names: [String]? {
      guard case .list(let values, let depth) = self, depth <= 2 else { return nil }
      var names: [String] = []
      for value in values {
        switch value {
        case .text(let text): names.append(text)
        case .integer(let number): names.append("\(number)")
        // The names of several levels of columns.
        case .list: names.append(value.names?.joined(separator: "_") ?? "?")
        case .unknown: return nil
        }
      }
      return names
    }
  }

  /// Lists in lists: names of columns have two levels. Deeper values would be freed by as many nested calls.
  private static let deepest = 32

  private var bytes: ArraySlice<UInt8>
  private var stack: [Value] = []
  private var marks: [Int] = []
  private var memo: [Int: Value] = [:]

  /// The value of a pickle; nil when it is damaged or of an unknown kind.
  static func value(_ bytes: [UInt8]) -> Value? {
    var pickle = Pickle(bytes: bytes[...])
    return pickle.run()
  }

  private init(bytes: ArraySlice<UInt8>) { self.bytes = bytes }

  private mutating func run() -> Value? {
    while let opcode = bytes.popFirst() {
      switch opcode {
      case UInt8(ascii: "."): return stack.last
      case 0x80: _ = take(1)
      case 0x95: _ = take(8)
      case UInt8(ascii: "("): marks.append(stack.count)
      case UInt8(ascii: "]"), UInt8(ascii: ")"): stack.append(.list([], depth: 1))
      case UInt8(ascii: "l"), UInt8(ascii: "t"):
        guard push(popToMark()) else { return nil }
      case 0x85, 0x86, 0x87:
        let values = Array(stack.suffix(Int(opcode) - 0x84))
        stack.removeLast(values.count)
        guard push(values) else { return nil }
      case UInt8(ascii: "a"):
        guard let value = stack.popLast(), extend([value]) else { return nil }
      case UInt8(ascii: "e"):
        guard extend(popToMark()) else { return nil }
      case UInt8(ascii: "N"), 0x88, 0x89: stack.append(.unknown)
      default: guard number(opcode) || text(opcode) || memory(opcode) || object(opcode) else { return nil }
      }
    }
    return nil
  }

  private mutating func number(_ opcode: UInt8) -> Bool {
    switch opcode {
    case UInt8(ascii: "K"): stack.append(.integer(unsigned(1)))
    case UInt8(ascii: "M"): stack.append(.integer(unsigned(2)))
    case UInt8(ascii: "J"): stack.append(.integer(Int(Int32(truncatingIfNeeded: unsigned(4)))))
    case UInt8(ascii: "I"), UInt8(ascii: "L"):
      let digits = line().filter { $0.isNumber || $0 == "-" }
      stack.append(Int(digits).map { .integer($0) } ?? .unknown)
    case UInt8(ascii: "F"):
      _ = line()
      stack.append(.unknown)
    case UInt8(ascii: "G"):
      _ = take(8)
      stack.append(.unknown)
    case 0x8a:
      let length = unsigned(1)
      stack.append(length <= 8 ? .integer(unsigned(length)) : .unknown)
    default: return false
    }
    return true
  }

  private mutating func text(_ opcode: UInt8) -> Bool {
    switch opcode {
    case UInt8(ascii: "S"):
      // A quoted literal of Python 2.
      let literal = line()
      stack.append(.text(String(literal.dropFirst().dropLast())))
    case UInt8(ascii: "V"): stack.append(.text(line()))
    case UInt8(ascii: "U"), 0x8c, UInt8(ascii: "C"): stack.append(.text(text(of: unsigned(1))))
    case UInt8(ascii: "X"), UInt8(ascii: "T"), UInt8(ascii: "B"): stack.append(.text(text(of: unsigned(4))))
    case 0x8d, 0x8e: stack.append(.text(text(of: unsigned(8))))
    default: return false
    }
    return true
  }

  private mutating func memory(_ opcode: UInt8) -> Bool {
    switch opcode {
    case UInt8(ascii: "p"): memo[Int(line()) ?? -1] = stack.last
    case UInt8(ascii: "q"): memo[unsigned(1)] = stack.last
    case UInt8(ascii: "r"): memo[unsigned(4)] = stack.last
    case 0x94: memo[memo.count] = stack.last
    case UInt8(ascii: "g"): stack.append(memo[Int(line()) ?? -1] ?? .unknown)
    case UInt8(ascii: "h"): stack.append(memo[unsigned(1)] ?? .unknown)
    case UInt8(ascii: "j"): stack.append(memo[unsigned(4)] ?? .unknown)
    case UInt8(ascii: "0"): _ = stack.popLast()
    default: return false
    }
    return true
  }

  // Objects are not made; they only take their place.
  private mutating func object(_ opcode: UInt8) -> Bool {
    switch opcode {
    case UInt8(ascii: "c"):
      _ = line()
      _ = line()
      stack.append(.unknown)
    case 0x93, UInt8(ascii: "R"), 0x81:
      guard stack.count >= 2 else { return false }
      stack.removeLast(2)
      stack.append(.unknown)
    case UInt8(ascii: "b"): _ = stack.popLast()
    case UInt8(ascii: "}"): stack.append(.unknown)
    case UInt8(ascii: "u"): _ = popToMark()
    case UInt8(ascii: "s"):
      guard stack.count >= 2 else { return false }
      stack.removeLast(2)
    default: return false
    }
    return true
  }

  private mutating func take(_ count: Int) -> ArraySlice<UInt8> {
    let taken = bytes.prefix(max(0, count))
    bytes = bytes.dropFirst(max(0, count))
    return taken
  }

  private mutating func unsigned(_ count: Int) -> Int {
    var value: UInt64 = 0
    for (index, byte) in take(count).enumerated() { value |= UInt64(byte) << UInt64(8 * index) }
    return Int(clamping: value)
  }

  private mutating func text(of count: Int) -> String { String(decoding: take(count), as: UTF8.self) }

  private mutating func line() -> String {
    let taken = bytes.prefix { $0 != 10 }
    bytes = bytes.dropFirst(taken.count + 1)
    return String(decoding: taken, as: UTF8.self)
  }

  private mutating func popToMark() -> [Value] {
    let mark = min(marks.popLast() ?? stack.count, stack.count)
    let values = Array(stack[mark...])
    stack.removeSubrange(mark...)
    return values
  }

  // False for what is too deep.
  private mutating func push(_ values: [Value], after old: consuming [Value] = [], depth: Int = 1) -> Bool {
    var depth = depth
    for case .list(_, let inner) in values { depth = max(depth, inner + 1) }
    guard depth <= Self.deepest else { return false }
    old += values
    stack.append(.list(old, depth: depth))
    return true
  }

  private mutating func extend(_ values: [Value]) -> Bool {
    guard case .list(let old, let depth)? = stack.last else { return true }
    // Off the stack first: a list that is held once grows in its place.
    stack.removeLast()
    return push(values, after: old, depth: depth)
  }
}
