import AuditReport

/// A way to show a report: a result document in, text out.
///
/// A reporter knows no analyzer: it groups findings by their analyzer and subject and draws their evidence. Its
/// bytes depend on the report alone.
public protocol Reporter: Sendable {
  /// Name on the command line, e.g. `json`.
  static var kind: String { get }
  /// One line for `simaudit list`.
  static var summary: String { get }
  /// Extension of its files, without the dot.
  static var fileExtension: String { get }
  /// A reporter as `--format` asks for it.
  init()
  /// Writes the whole report, once.
  /// - Throws: ``ReportEncodingError`` when the report cannot be put into this format.
  func write(_ report: Report, to output: inout some TextOutputStream) throws
}

extension Reporter {
  /// The report as text.
  public func text(of report: Report) throws -> String {
    var text = ""
    try write(report, to: &text)
    return text
  }
}
