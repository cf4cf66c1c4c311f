import AuditReport
import Foundation
import Testing

@testable import AuditReporting

@Suite struct JSONTests {
  @Test func topLevelKeysComeInTheirOrder() throws {
    for (report, expected) in [
      // Without acceptances or omitted columns there is no word of them.
      (Gallery.accepted, JSONReporter.keys.filter { $0 != "notLookedAt" }),
      (Gallery.omitted, JSONReporter.keys.filter { $0 != "accepted" }),
      (Gallery.report, JSONReporter.keys.filter { $0 != "accepted" && $0 != "notLookedAt" }),
    ] {
      let text = try JSONReporter().text(of: report)
      let keys = text.split(separator: "\n").compactMap { line in
        line.firstMatch(of: /^  "(\w+)":/).map { String($0.1) }
      }
      #expect(keys == expected)
    }
  }

  @Test func keysInsideAreSorted() throws {
    let text = try JSONReporter().text(of: Gallery.report)
    let counts = try #require(text.firstMatch(of: /"counts": \{(.*)\}/))
    let keys = counts.1.matches(of: /"(\w+)":/).map { String($0.1) }
    #expect(keys == ["accepted", "fail", "inconclusive", "info", "pass", "warning"])
  }

  @Test func equalReportsGiveEqualBytesAndReadBackEqual() throws {
    let text = try JSONReporter().text(of: Showcase.report)
    let read = try Report(jsonData: Data(text.utf8))
    #expect(read == Showcase.report)
    #expect(try JSONReporter().text(of: read) == text)
  }

  @Test(arguments: [
    0.1, 1.0 / 3, .leastNonzeroMagnitude, .greatestFiniteMagnitude, -0.0, 123_456_789.125, 1e21,
    2.2250738585072014e-308,
  ])
  func numbersReadBackBitForBit(value: Double) throws {
    var report = Gallery.report
    report.samples[0].sumOfWeights = value
    let read = try Report(jsonData: Data(try JSONReporter().text(of: report).utf8))
    #expect(read.samples[0].sumOfWeights.bitPattern == value.bitPattern || value == 0)
  }

  @Test(arguments: [Double.nan, .infinity, -.infinity])
  func aNumberThatIsNotFiniteIsRefusedWithItsPath(value: Double) {
    var report = Gallery.report
    report.samples[1].effectiveRows = value
    #expect(throws: ReportEncodingError(path: "samples[1].effectiveRows", value: "\(value)")) {
      try JSONReporter().text(of: report)
    }
  }

  @Test func listsOfNumbersStayOnOneLine() throws {
    let text = try JSONReporter().text(of: Showcase.report)
    let line = try #require(text.split(separator: "\n").first { $0.contains("\"edges\": [") })
    #expect(line.hasSuffix("],"))
  }

  @Test(arguments: [
    #"{}"#, #"[]"#, #"{"a":[],"b":{}}"#, #"{"a":"x,:{}[]\"\\","b":[1,2,[3]]}"#, #"["\\\"",{"k":null}]"#,
    #""text""#,
  ])
  func layoutChangesWhiteSpaceOnly(json: String) throws {
    let laidOut = JSONLayout.indented(Array(json.utf8))
    func decode(_ text: String) throws -> JSONValue {
      try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    }
    #expect(try decode(laidOut) == decode(json))
  }

  @Test func layoutBreaksLongObjectsAndKeepsShortOnes() {
    let long = String(repeating: "x", count: 100)
    let laidOut = JSONLayout.indented(Array(#"{"a":{"b":1,"c":2},"d":"\#(long)"}"#.utf8))
    #expect(laidOut == "{\n  \"a\": {\"b\": 1, \"c\": 2},\n  \"d\": \"\(long)\"\n}\n")
  }
}
