import AuditReport

/// Text from files and configurations, made safe to look at: what cannot be seen is spelt out, what is endless
/// is cut with a note.
///
/// Line ends, tabs, other control characters and the bidirectional controls that can reorder a line become
/// `⟨U+000A⟩` and the like. Escaping for a format is the format's business.
public enum VisibleText {
  /// Longest name of a column, sample or category that is shown.
  public static let nameLength = 100
  /// Longest sentence that is shown.
  static let sentenceLength = 600

  /// A name; one that is too long keeps its beginning and says how long it was.
  public static func name(_ text: String, limit: Int = nameLength) -> String { cut(text, to: limit) }

  /// A message for a terminal: no part of it between quotation marks is endless, and neither is the whole.
  public static func message(_ text: String) -> String {
    let parts = text.split(separator: "'", omittingEmptySubsequences: false).map { part in
      part.utf8.count > 300 ? cut(String(part), to: 200) : String(part)
    }
    return cut(parts.joined(separator: "'"), to: 4000)
  }

  /// A label that fits where there is little room: its beginning and its end.
  static func short(_ text: String, length: Int) -> String {
    let name = Self.name(text, limit: 200)
    guard name.count > length else { return name }
    return name.prefix(length * 3 / 5) + "…" + name.suffix(length - length * 3 / 5 - 1)
  }

  /// A sentence.
  public static func sentence(_ text: String) -> String { cut(text, to: sentenceLength) }

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

  /// True when a text has letters of a script that is written from right to left.
  static func runsFromRightToLeft(_ text: String) -> Bool {
    text.utf8.contains { $0 >= 0xD6 }
      && text.unicodeScalars.contains { scalar in
        switch scalar.value {
        case 0x590...0x8FF, 0xFB1D...0xFDFF, 0xFE70...0xFEFC, 0x10800...0x10FFF, 0x1E800...0x1EFFF: true
        default: false
        }
      }
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
