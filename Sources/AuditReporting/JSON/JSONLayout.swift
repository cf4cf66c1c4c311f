/// Line breaks for compact JSON: what fits on a line stays on it, lists of numbers always do.
///
/// A histogram then takes a few lines of a document, not hundreds, and a changed bin shows as one changed line.
enum JSONLayout {
  /// Longest container that is kept on one line.
  static let lineLength = 100

  /// The same document with line breaks; `compact` must be valid JSON without white space.
  static func indented(_ compact: [UInt8]) -> String {
    let containers = Containers(compact)
    var text: [UInt8] = []
    text.reserveCapacity(compact.count * 5 / 4)
    var depth = 0
    var position = 0
    func newLine() {
      text.append(UInt8(ascii: "\n"))
      text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: 2 * depth))
    }
    while position < compact.count {
      let byte = compact[position]
      switch byte {
      case UInt8(ascii: "\""):
        let end = Containers.endOfString(compact, from: position)
        text += compact[position..<end]
        position = end
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["):
        if let end = containers.endIfKeptOnOneLine(position) {
          appendSpaced(compact[position..<end], to: &text)
          position = end
          continue
        }
        text.append(byte)
        depth += 1
        newLine()
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        newLine()
        text.append(byte)
      case UInt8(ascii: ","):
        text.append(byte)
        newLine()
      case UInt8(ascii: ":"):
        text.append(byte)
        text.append(UInt8(ascii: " "))
      default: text.append(byte)
      }
      position += 1
    }
    text.append(UInt8(ascii: "\n"))
    return String(decoding: text, as: UTF8.self)
  }

  private static func appendSpaced(_ line: ArraySlice<UInt8>, to text: inout [UInt8]) {
    var isInString = false
    var isEscaped = false
    for byte in line {
      text.append(byte)
      if isInString {
        if isEscaped {
          isEscaped = false
        } else if byte == UInt8(ascii: "\\") {
          isEscaped = true
        } else if byte == UInt8(ascii: "\"") {
          isInString = false
        }
      } else if byte == UInt8(ascii: "\"") {
        isInString = true
      } else if byte == UInt8(ascii: ",") || byte == UInt8(ascii: ":") {
        text.append(UInt8(ascii: " "))
      }
    }
  }

  /// Where each object and list ends and whether it belongs on one line.
  private struct Containers {
    private var ends: [Int: Int] = [:]

    init(_ compact: [UInt8]) {
      var open: [(start: Int, holdsOthers: Bool)] = []
      var position = 0
      while position < compact.count {
        switch compact[position] {
        case UInt8(ascii: "\""):
          position = Self.endOfString(compact, from: position)
          continue
        case UInt8(ascii: "{"), UInt8(ascii: "["):
          if let last = open.indices.last { open[last].holdsOthers = true }
          open.append((position, false))
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          if let (start, holdsOthers) = open.popLast() {
            let isPlainList = compact[start] == UInt8(ascii: "[") && !holdsOthers
            let isNumbers = isPlainList && compact[start + 1] != UInt8(ascii: "\"")
            if isNumbers || position - start < JSONLayout.lineLength { ends[start] = position + 1 }
          }
        default: break
        }
        position += 1
      }
    }

    func endIfKeptOnOneLine(_ start: Int) -> Int? { ends[start] }

    /// The position after the closing quote.
    static func endOfString(_ compact: [UInt8], from start: Int) -> Int {
      var position = start + 1
      while position < compact.count {
        switch compact[position] {
        case UInt8(ascii: "\\"): position += 2
        case UInt8(ascii: "\""): return position + 1
        default: position += 1
        }
      }
      return compact.count
    }
  }
}
