import AuditEngine
import AuditReporting

#if canImport(Glibc)
  import Glibc
#endif

/// Remarks, progress and errors: what must not mix with results on standard output.
enum StandardError {
  static func write(_ text: String) {
    var text = text
    text.withUTF8 { bytes in
      // Nothing is left to do when even this fails.
      _ = Glibc.write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
  }

  /// `simaudit: error: …`
  ///
  /// Names from files and configurations reach the terminal here: what cannot be seen is spelt out, what is endless is cut.
  static func complain(_ sentence: String) {
    write("simaudit: error: \(VisibleText.message(sentence))\n")
  }

  /// The same for an error, a line for each mistake of a configuration.
  static func complain(of error: any Error) {
    guard let mistakes = error as? ConfigurationError else { return complain("\(error)") }
    write("simaudit: error: \(mistakes.lines.map(VisibleText.message).joined(separator: "\n"))\n")
  }

  /// `simaudit: note: …`
  static func note(_ sentence: String) { write("simaudit: note: \(VisibleText.message(sentence))\n") }
}
