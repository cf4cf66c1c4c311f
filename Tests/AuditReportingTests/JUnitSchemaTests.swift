import AuditReport
import AuditReporting
import Foundation
import Testing

/// JUnit XML is valid under a schema, by libxml2's `xmllint`. Where that is absent these tests are skipped.
@Suite(.enabled(if: XMLLint.isThere, "needs xmllint: run Scripts/setup"))
struct JUnitSchemaTests {
  private static let schema = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "Schemas/junit.xsd")

  private func isValid(_ texts: [String]) throws -> Bool {
    let folder = FileManager.default.temporaryDirectory.appending(path: "simaudit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let files = try texts.enumerated().map { index, text in
      let file = folder.appending(path: "\(index).xml")
      try text.write(to: file, atomically: true, encoding: .utf8)
      return file.path
    }
    return try XMLLint.run(["--noout", "--schema", Self.schema.path] + files) == 0
  }

  @Test func everyDocumentIsValid() throws {
    let reports =
      [Gallery.report, Gallery.accepted, Gallery.omitted, Showcase.report]
      + EscapingTests.hostile.map { EscapingTests.report(with: $0) }
    #expect(try isValid(reports.map { try JUnitReporter().text(of: $0) }))
  }

  @Test func theSchemaRefuses() throws {
    let text = try JUnitReporter().text(of: Gallery.report)
    for (old, new) in [
      ("failures=", "failed="), ("</testsuites>", "<testcase/></testsuites>"), (" classname=", " class="),
      ("<failure ", "<skipped/><failure "),
    ] { #expect(try !isValid([text.replacing(old, with: new, maxReplacements: 1)]), "\(new)") }
  }
}

/// The validator of libxml2.
private enum XMLLint {
  static let isThere = (try? run(["--version"])) == 0

  static func run(_ arguments: [String]) throws -> Int32 {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["xmllint"] + arguments
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle.nullDevice
    try process.run()
    process.waitUntilExit()
    return process.terminationStatus
  }
}
