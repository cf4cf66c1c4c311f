import AuditReport

extension Finding {
  /// The message as a sentence: with a capital, unless it begins with the name of what it is about, and with a full stop.
  var sentence: String {
    var text = message
    if let last = text.last, !".!?".contains(last) { text += "." }
    guard let first = text.first, first.isLowercase, first.isASCII,
      ![subject.column, subject.other].compactMap({ $0 }).contains(where: text.hasPrefix)
    else { return text }
    // A name such as n_eff keeps its case.
    let word = text.prefix { !$0.isWhitespace }
    guard word.allSatisfy(\.isLetter) else { return text }
    return first.uppercased() + text.dropFirst()
  }
}
