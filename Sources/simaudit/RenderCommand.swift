import ArgumentParser
import AuditEngine
import AuditReport
import AuditReporting
import FoundationEssentials

/// `simaudit render`: another look at a result document, also an old one.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render", abstract: "Shows a result document in another format.")

  @Argument(help: "Result document (JSON).")
  var document: String

  @Option(help: "Format: \(Reporters.all.map { $0.kind }.joined(separator: ", ")).")
  var format = "text"

  @Option(name: [.short, .customLong("output")], help: "File to write (default: standard output).")
  var output: String?

  func run() throws {
    let reporter = try Reporters.named(format)
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: document))
    } catch {
      throw EngineError.unreadable(
        path: document,
        reason: FileManager.default.fileExists(atPath: document) ? "no permission" : "no such file")
    }
    let report: Report
    do {
      report = try Report(jsonData: data)
    } catch {
      throw DocumentError(path: document, problem: "\(error)")
    }
    let text = try reporter.text(of: report)
    if let output {
      try OutputFile.write(text, to: output)
    } else {
      print(text, terminator: "")
    }
  }
}

/// A document that is no result document.
private struct DocumentError: Error, CustomStringConvertible {
  let path: String
  let problem: String
  var description: String { "\(path): \(problem)" }
}
