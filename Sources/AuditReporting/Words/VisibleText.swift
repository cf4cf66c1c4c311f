import AuditReport

/// Text from files and configurations, made safe to look at: what cannot be seen is spelt out, what is endless
/// is cut with a note.
///
/// Line ends, tabs, other control characters and the bidirectional controls that can reorder a line become
/// `⟨U+000A⟩` and the like. Escaping for a format is the format's business.
enum VisibleText {
  /// Longest name of a column, sample or category that is shown.
  static let nameLength = 100
  /// Longest sentence that is shown.
  static let sentenceLength = 600

  /// A name; one that is too long keeps its beginning and says how long it was.
  static func name(_ text: String, limit: Int = nameLength) -> String { cut(text, to: limit) }

  /// A label that fits where there is little room: its beginning and its end.
  static func short(_ text: String, length: Int) -> String {
    let name = Self.name(text, limit: 200)
    guard name.count > length else { return name }
    return name.prefix(length * 3 / 5) + "…" + name.suffix(length - length * 3 / 5 - 1)
  }

  /// A sentence.
  static func sentence(_ text: String) -> String { cut(text, to: sentenceLength) }

  private static func cut(_ text: String, to limit: Int) -> String {
    let bytes = text.utf8
    // Names are short and plain; the look at each scalar is for the others.
    if bytes.count <= limit, bytes.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    let length = text.unicodeScalars.count
    var result = ""
    for scalar in text.unicodeScalars.prefix(length > limit ? limit : length) {
      if isHidden(scalar) {
        let hex = String(scalar.value, radix: 16, uppercase: true)
        result += "⟨U+" + String(repeating: "0", count: max(0, 4 - hex.count)) + hex + "⟩"
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    if length > limit { result += "… (\(NumberStyle.typeset.count(length)) characters)" }
    return result
  }

  private static func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0..<0x20, 0x7F..<0xA0: true
    case 0x200B, 0x200E, 0x200F, 0x2028...0x202E, 0x2066...0x2069, 0x061C, 0xFEFF: true
    case 0xFFF0...0xFFFB, 0xE0000...0xE007F: true
    default: scalar.value & 0xFFFE == 0xFFFE
    }
  }
}
