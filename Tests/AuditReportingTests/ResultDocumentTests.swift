import AuditReport
import AuditReporting
import Foundation
import Testing

/// Reading result documents back: old ones for ever, broken ones with a sentence.
@Suite struct ResultDocumentTests {
  private static let fixtures = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Fixtures/documents")

  /// Released documents: these files must never change and must always be readable.
  @Test(arguments: ["result-1.0.json"])
  func oldDocumentsAreReadAndRendered(name: String) throws {
    let report = try Report(jsonData: Data(contentsOf: Self.fixtures.appendingPathComponent(name)))
    #expect(report.verdict == .fail)
    #expect(report.findings.count == 8)
    #expect(report.findings.flatMap(\.evidence).count == 8)
    let pt = try #require(report.findings.first { $0.id == "shift/ks/pt" })
    #expect(pt.estimate?.low == 0.0791)
    #expect(pt.limit == Limit(max: 0.05))
    for reporter in Reporters.all { #expect(try !reporter.init().text(of: report).isEmpty) }
  }

  @Test func acceptedFindingsOfOldDocumentsAreReadAndRendered() throws {
    let data = try Data(contentsOf: Self.fixtures.appendingPathComponent("result-1.1.json"))
    let report = try Report(jsonData: data)
    var expected = Gallery.accepted
    expected.schemaVersion = "1.1"
    #expect(report == expected)
    #expect(report.counts.accepted == 2 && report.acceptances.count == 4)
    for reporter in Reporters.all { #expect(try !reporter.init().text(of: report).isEmpty) }
  }

  @Test func whatOldDocumentsDidNotLookAtIsReadAndRendered() throws {
    let data = try Data(contentsOf: Self.fixtures.appendingPathComponent("result-1.2.json"))
    let report = try Report(jsonData: data)
    #expect(report == Gallery.omitted)
    #expect(report.overlooked == ["showers", "truth_<pt>", "truth_eta"])
    #expect(report.title == "Version 2 | <b> against run 7" && report.samples[0].unlabelledRows == 75)
  }

  private static let document = (try? JSONReporter().text(of: Gallery.report)) ?? ""

  private func error(reading text: String) -> ResultDocumentError? {
    do {
      _ = try Report(jsonData: Data(text.utf8))
      return nil
    } catch {
      return error
    }
  }

  private func error(replacing old: String, by new: String) -> ResultDocumentError? {
    #expect(Self.document.contains(old))
    return error(reading: Self.document.replacing(old, with: new, maxReplacements: 1))
  }

  @Test("evidence of every kind is in the document and in what is read of it")
  func everyEvidenceReadsBack() throws {
    var report = Gallery.report
    for index in report.findings.indices { report.findings[index].evidence = Gallery.all.map(\.evidence) }
    let document = try JSONReporter().text(of: report)
    #expect(try Report(jsonData: Data(document.utf8)).findings == report.findings)
  }

  @Test func laterMinorVersionsAreRead() throws {
    let later = Self.document.replacing("\"1.2\"", with: "\"1.7\"", maxReplacements: 1)
      .replacing(
        #""evidence": []"#, with: #""evidence": [{"kind": "hologram", "depth": 3}], "colour": "red""#)
    let report = try Report(jsonData: Data(later.utf8))
    #expect(report.schemaVersion == "1.7")
    #expect(report.findings == Gallery.report.findings)
  }

  @Test func laterMajorVersionsAreRefused() {
    let error = error(replacing: "\"1.2\"", by: "\"2.0\"")
    #expect(error == .tooNew("2.0"))
    #expect(
      error?.description
        == "the document has schema version 2.0, and this simaudit reads versions up to 1.x: render it with a newer simaudit"
    )
  }

  @Test(arguments: ["", "1", "1.0.0", "one.two", "0.3", "-1.0", "1.x"])
  func malformedVersionsAreRefused(version: String) {
    #expect(
      error(replacing: "\"1.2\"", by: "\"\(version)\"")?.description
        == "schemaVersion is '\(version)', expected a version such as '1.2'")
  }

  @Test func otherJSONIsNotAResult() {
    #expect(
      error(reading: #"{"type": "FeatureCollection"}"#)?.description
        == "there is no 'schemaVersion': this is not a result document of simaudit")
    #expect(error(reading: "[1, 2]")?.description == "this is not JSON: the document is not an object")
    #expect(error(reading: "\u{7F}ELF")?.description.hasPrefix("this is not JSON: ") == true)
    #expect(error(reading: "")?.description.hasPrefix("this is not JSON: ") == true)
    #expect(
      error(reading: String(repeating: "[", count: 100_000))?.description.hasPrefix("this is not JSON: ")
        == true)
  }

  @Test func aMissingKeyIsNamed() {
    #expect(
      error(replacing: #""metric": "wasserstein","#, by: "")?.description == "'findings[7].metric' is missing"
    )
    #expect(error(replacing: #""rows": 1500,"#, by: "")?.description == "'samples[0].rows' is missing")
  }

  @Test func aValueOfAnotherTypeIsNamed() {
    #expect(
      error(replacing: "\"rows\": 1500", by: "\"rows\": \"many\"")?.description
        == "'samples[0].rows' is not a whole number")
    #expect(
      error(replacing: "\"sumOfWeights\": 149.75", by: "\"sumOfWeights\": null")?.description
        == "'samples[0].sumOfWeights' is not a number")
    #expect(
      error(replacing: #""message": "Simulation of pt is too soft.""#, by: #""message": []"#)?.description
        == "'findings[5].message' is not text")
  }

  @Test func aWordThatIsNoVerdictIsNamed() {
    let error = error(replacing: "\"verdict\": \"fail\"", by: "\"verdict\": \"perhaps\"")
    #expect(error?.description.hasPrefix("'verdict' makes no sense: ") == true)
    #expect(error?.description.contains("perhaps") == true)
  }

  @Test func evidenceThatDoesNotFitTogetherIsNamed() {
    #expect(
      error(replacing: "\"values\": [11, 38, 66, 29, 3, 0]", by: "\"values\": [11, 38]")?.description
        == "'findings[5].evidence[0]' makes no sense: 'data' has 2 values for 6 bins")
  }
}
