/// Text inside Markdown that stays text: no markup, no element, no end of a table cell comes from a name.
enum MarkdownText {
  /// Made visible and escaped.
  static func inline(_ text: String) -> String { inline(text, limit: VisibleText.sentenceLength) }

  /// Made visible and escaped, and cut where it is longer than `limit`.
  static func inline(_ text: String, limit: Int) -> String {
    var result = ""
    for character in VisibleText.name(text, limit: limit) {
      switch character {
      case "\\", "`", "*", "_", "[", "]", "|", "~", "$":
        result += "\\" + String(character)
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      // Somebody of that name would be told.
      case "@": result += "&#64;"
      default: result.append(character)
      }
    }
    return result
  }
}
