import ArgumentParser
import AuditEngine
import AuditReporting

/// `simaudit schema`: JSON Schemas of the two documents that users write or read.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints the JSON Schema of the configuration or of the result document.")

  enum Document: String, ExpressibleByArgument, CaseIterable {
    case configuration, result
  }

  @Argument(help: "configuration or result.")
  var document: Document

  func run() {
    switch document {
    case .configuration: print(ConfigurationSchema.text(.simaudit), terminator: "")
    case .result: print(ResultSchema.text, terminator: "")
    }
  }
}
