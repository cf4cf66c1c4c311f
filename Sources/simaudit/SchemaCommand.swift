import ArgumentParser
import AuditEngine
import AuditReporting
import FoundationEssentials

/// `simaudit schema`: JSON Schemas of the two documents that users write or read.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema", abstract: "Prints the JSON Schema of the configuration or of the result document.")

  enum Document: String, ExpressibleByArgument, CaseIterable {
    case configuration, result
  }

  @Argument(help: "configuration or result.")
  var document: Document

  func run() throws {
    switch document {
    case .configuration:
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
      print(String(decoding: try encoder.encode(Configuration.jsonSchema(.simaudit)), as: UTF8.self))
    case .result: print(ResultSchema.text, terminator: "")
    }
  }
}
