import AuditReport

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// The result document: the interface for scripts, and what every other reporter can be made from later.
///
/// `schemaVersion` comes first and the other top-level keys in the order of ``keys``; inside them keys are sorted.
/// Numbers are the shortest that read back as the same `Double`. Equal reports give equal bytes.
public struct JSONReporter: Reporter {
  /// Name on the command line.
  public static let kind = "json"
  /// One line for `simaudit list`.
  public static let summary = "the result document, for scripts and for `simaudit render`"
  /// Extension of its files.
  public static let fileExtension = "json"

  /// The top-level keys in the order in which they are written.
  static let keys = [
    "schemaVersion", "tool", "verdict", "counts", "configuration", "samples", "accepted", "notLookedAt",
    "findings", "run",
  ]

  /// A reporter as `--format` asks for it.
  public init() {}

  /// Writes the whole report, once.
  public func write(_ report: Report, to output: inout some TextOutputStream) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    func part(_ value: some Encodable, _ key: String) throws -> [UInt8] {
      do {
        return [UInt8](try encoder.encode(value))
      } catch EncodingError.invalidValue(let value, let context) {
        throw ReportEncodingError(path: DocumentPath(key, context.codingPath).text, value: "\(value)")
      }
    }
    let parts = [
      try part(report.schemaVersion, "schemaVersion"), try part(report.tool, "tool"),
      try part(report.verdict, "verdict"), try part(report.counts, "counts"),
      try part(report.configuration, "configuration"), try part(report.samples, "samples"),
      // Only where somebody accepted something.
      report.acceptances.isEmpty ? [] : try part(report.acceptances, "accepted"),
      report.notLookedAt.isEmpty ? [] : try part(report.notLookedAt, "notLookedAt"),
      try part(report.findings, "findings"), try part(report.run, "run"),
    ]
    var document: [UInt8] = [UInt8(ascii: "{")]
    for (key, part) in zip(Self.keys, parts) where !part.isEmpty {
      if document.count > 1 { document.append(UInt8(ascii: ",")) }
      document += Array("\"\(key)\":".utf8)
      document += part
    }
    document.append(UInt8(ascii: "}"))
    output.write(JSONLayout.indented(document))
  }
}

/// A report holds something that its format cannot express: an analyzer's mistake, never the user's.
public struct ReportEncodingError: Error, CustomStringConvertible, Sendable, Equatable {
  /// Where in the document.
  public let path: String
  /// What was found there.
  public let value: String

  /// One sentence for people.
  public var description: String {
    "the report cannot be written: \(path) is \(value), which JSON has no number for; please report this as a bug"
  }
}
