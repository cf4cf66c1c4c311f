import AuditReport
import AuditReporting
import Foundation
import Testing

/// Every document that is written is valid under the schema that is shipped, by the reference validator of Python
/// (`jsonschema`, which Scripts/setup installs). Where it is absent these tests are skipped.
@Suite(.enabled(if: Validator.isThere, "needs python3 with jsonschema: run Scripts/setup"))
struct SchemaTests {
  @Test func theSchemaIsASchema() throws {
    let complaint = try PythonCheck.run(
      """
      import json, sys
      from jsonschema import Draft202012Validator
      Draft202012Validator.check_schema(json.load(open(sys.argv[1])))
      """, [ResultSchema.text])
    #expect(complaint == "")
  }

  @Test func everyDocumentIsValid() throws {
    var reports =
      [Gallery.report, Gallery.accepted, Gallery.omitted, Showcase.report]
      + EscapingTests.hostile.map { EscapingTests.report(with: $0) }
    // The digest is that of a file, never a name.
    for index in reports.indices where reports[index].samples.count == 1 {
      reports[index].samples[0].files[0].sha256 = String(repeating: "0", count: 64)
    }
    // A count is known exactly.
    var exact = Gallery.report
    for index in exact.findings.indices { exact.findings[index].estimate?.confidence = 1 }
    reports.append(exact)
    let documents = try reports.map { try JSONReporter().text(of: $0) }
    #expect(try Validator.validate(documents) == "")
  }

  @Test(arguments: [
    ("\"schemaVersion\": \"1.2\"", "\"schemaVersion\": \"2.0\""),
    ("\"verdict\": \"fail\"", "\"verdict\": \"bad\""),
    ("\"rows\": 1500", "\"rows\": -1"), ("\"confidence\": 0.95", "\"confidence\": 95"),
    ("\"axis\": \"log\"", "\"axis\": \"cubic\""), ("\"kind\": \"curve\"", "\"kind\": 7"),
    ("\"pValue\": 0.001", "\"pValue\": 1.001"), ("\"severity\": \"error\"", "\"severity\": \"fatal\""),
  ])
  func theSchemaSeesWhatIsWrong(old: String, new: String) throws {
    let document = try JSONReporter().text(of: Gallery.report)
    #expect(document.contains(old))
    #expect(try Validator.validate([document.replacing(old, with: new, maxReplacements: 1)]) != "")
  }

  @Test func laterMinorVersionsAreValid() throws {
    let document = try JSONReporter().text(of: Gallery.report).replacing(
      "\"1.2\"", with: "\"1.4\"", maxReplacements: 1
    )
    .replacing(#""evidence": []"#, with: #""evidence": [{"kind": "hologram"}], "colour": "red""#)
    #expect(try Validator.validate([document]) == "")
  }
}

/// The reference validator of JSON Schema.
private enum Validator {
  static let isThere = (try? PythonCheck.run("import jsonschema", [])) == ""

  static func validate(_ documents: [String]) throws -> String {
    try PythonCheck.run(
      """
      import json, sys
      from jsonschema import Draft202012Validator
      validator = Draft202012Validator(json.load(open(sys.argv[1])))
      for name in sys.argv[2:]:
        for error in validator.iter_errors(json.load(open(name))):
          sys.exit(f"{name}: {error.json_path}: {error.message[:200]}")
      """, [ResultSchema.text] + documents)
  }
}
