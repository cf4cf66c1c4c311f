import ArgumentParser
import AuditHDF5
import AuditReport
import AuditSamples
import FoundationEssentials

/// `simaudit inspect`: what is in a file.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract:
      "Shows what is in files: tables, columns, types, ranges, missing values, and what they look like.")

  @Argument(help: "HDF5 files or patterns.")
  var files: [String]

  @Option(help: "Path of the table inside the files (default: all tables).")
  var table: String?

  @Option(help: "Output format: text, json.")
  var format: Format = .text

  @Flag(help: "Show types and storage only; read no values.")
  var noValues = false

  /// How the inspection is written.
  enum Format: String, ExpressibleByArgument { case text, json }

  func run() throws {
    var inspections: [FileInspection] = []
    var hasFailed = false
    for file in try HDF5Source.files(files) {
      do {
        let inspection = try FileInspection(file, table: table, readsValues: !noValues)
        if format == .text { print(inspection.text, terminator: "") }
        inspections.append(inspection)
      } catch let error as HDF5Error {
        // One damaged file does not hide the others.
        StandardError.complain(of: error)
        hasFailed = true
      }
    }
    if format == .json {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(inspections), as: UTF8.self))
    }
    if hasFailed { throw ExitCode(ExitStatus.unusable) }
  }
}
