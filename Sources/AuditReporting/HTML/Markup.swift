/// HTML under construction, in which text cannot be forgotten to be escaped.
///
/// Literals are markup; interpolated strings are text and are made visible (``VisibleText``) and escaped, so that
/// no name from a file or a configuration becomes an element, an attribute or an endless line.
struct Markup: ExpressibleByStringInterpolation, Sendable {
  private(set) var bytes: [UInt8]

  init() { bytes = [] }
  init(stringLiteral value: String) { bytes = Array(value.utf8) }
  init(stringInterpolation: Interpolation) { bytes = stringInterpolation.bytes }

  var isEmpty: Bool { bytes.isEmpty }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

  static func += (a: inout Markup, b: Markup) { a.bytes += b.bytes }

  struct Interpolation: StringInterpolationProtocol {
    fileprivate(set) var bytes: [UInt8] = []

    init(literalCapacity: Int, interpolationCount: Int) {
      bytes.reserveCapacity(literalCapacity + 12 * interpolationCount)
    }

    mutating func appendLiteral(_ literal: String) { bytes += literal.utf8 }
    /// A sentence or another text of the report itself or of a file.
    mutating func appendInterpolation(_ text: String) { escape(VisibleText.sentence(text)) }
    /// The name of a column, sample or category; set apart so that right-to-left names disturb nothing.
    mutating func appendInterpolation(name text: String, limit: Int = VisibleText.nameLength) {
      let name = VisibleText.name(text, limit: limit)
      let isPlain = name.utf8.allSatisfy { $0 < 0x80 }
      if !isPlain { bytes += "<bdi>".utf8 }
      escape(name)
      if !isPlain { bytes += "</bdi>".utf8 }
    }
    /// A name where elements cannot stand: in an attribute or in a drawing.
    mutating func appendInterpolation(label text: String, limit: Int = VisibleText.nameLength) {
      escape(VisibleText.name(text, limit: limit))
    }
    /// Text with its own line breaks, for `<pre>`.
    mutating func appendInterpolation(preformatted text: String) {
      var isFirst = true
      for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
        if !isFirst { bytes.append(UInt8(ascii: "\n")) }
        isFirst = false
        escape(VisibleText.name(String(line), limit: 4000))
      }
    }
    mutating func appendInterpolation(_ markup: Markup) { bytes += markup.bytes }
    mutating func appendInterpolation(_ path: PathData) { bytes += path.bytes }
    mutating func appendInterpolation(_ number: Int) { bytes += String(number).utf8 }
    /// A length or position in a drawing, to a tenth.
    mutating func appendInterpolation(at position: Double) { PathData.append(position, to: &bytes) }

    private mutating func escape(_ text: String) {
      for byte in text.utf8 {
        switch byte {
        case UInt8(ascii: "<"): bytes += "&lt;".utf8
        case UInt8(ascii: ">"): bytes += "&gt;".utf8
        case UInt8(ascii: "&"): bytes += "&amp;".utf8
        case UInt8(ascii: "\""): bytes += "&quot;".utf8
        case UInt8(ascii: "'"): bytes += "&#39;".utf8
        default: bytes.append(byte)
        }
      }
    }
  }
}

extension Sequence<Markup> {
  func joined() -> Markup { reduce(into: Markup()) { $0 += $1 } }
}
