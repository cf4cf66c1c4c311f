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
  static func complain(_ sentence: String) {
    write("simaudit: error: \(sentence)\n")
  }
}
