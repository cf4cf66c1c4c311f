import ArgumentParser
import AuditEngine
import AuditReporting

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
    let text = try reporter.text(of: try ResultDocument.read(document))
    if let output {
      try OutputFile.write(text, to: output)
    } else {
      print(text, terminator: "")
    }
  }
}
