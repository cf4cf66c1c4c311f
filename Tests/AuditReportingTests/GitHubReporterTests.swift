import AuditReport
import Testing

@testable import AuditReporting

@Suite struct GitHubReporterTests {
  private struct Command: Equatable {
    var level: String
    var title: String
    var message: String
  }

  /// Reads a line as GitHub's runner does: `::name key=value,…::data`, values and data unescaped.
  private func command(_ line: Substring) -> Command? {
    guard line.hasPrefix("::"), let end = line.dropFirst(2).firstRange(of: "::") else { return nil }
    let head = line[line.index(line.startIndex, offsetBy: 2)..<end.lowerBound]
    let parts = head.split(separator: " ", maxSplits: 1)
    let properties = parts.count > 1 ? parts[1].split(separator: ",") : []
    func plain(_ text: Substring, _ codes: [(String, String)]) -> String {
      codes.reduce(String(text)) { $0.replacing($1.0, with: $1.1) }
    }
    let data = [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")]
    let title = properties.first { $0.hasPrefix("title=") }?.dropFirst(6) ?? ""
    guard properties.allSatisfy({ $0.hasPrefix("title=") }) else { return nil }
    return Command(
      level: String(parts[0]), title: plain(title, [("%3A", ":"), ("%2C", ",")] + data),
      message: plain(line[end.upperBound...], data))
  }

  private func commands(_ report: Report) throws -> [Command] {
    let text = try GitHubReporter().text(of: report)
    let lines = text.split(separator: "\n")
    let commands = lines.compactMap(command)
    #expect(commands.count == lines.count, "every line is a command: \(text)")
    return commands
  }

  @Test func whatDidNotPassIsAnAnnotationOfItsLevel() throws {
    let found = try commands(Gallery.accepted)
    #expect(found.map(\.level) == ["error", "warning", "warning", "notice", "notice"])
    #expect(found[0].title == "model: impact fails")
    #expect(found[0].message.contains("Accepted until 2026-01-31, which is over: was to be mended"))
    #expect(found[3].message.contains("Accepted until 2027-03-31: the scale is mended in version 3 | <b>"))
    #expect(found.allSatisfy { !$0.message.isEmpty })
  }

  @Test func aPassIsOneNotice() throws {
    var report = Gallery.report
    report = Report(
      tool: report.tool, configuration: .null, samples: [],
      findings: report.findings.filter { $0.id == "shift/ks/energy" }, run: report.run)
    let found = try commands(report)
    #expect(found.map(\.level) == ["notice"] && found[0].message.hasPrefix("Passed: "))
  }

  @Test func noMoreThanTenOfALevel() throws {
    let findings = (0..<30).map { index in
      Gallery.finding("ks", "f\(index)", Gallery.measured(0.1, 0.09, 0.11), limits: Gallery.limits)
    }
    let report = Report(
      tool: Gallery.report.tool, configuration: .null, samples: [], findings: findings,
      run: Gallery.report.run)
    let found = try commands(report)
    #expect(found.count == 10 && found[9].title == "21 more")
  }

  @Test(arguments: EscapingTests.hostile + ["a::error::b", "100%0Ax", "k=v,title=other"])
  func namesStayNames(name: String) throws {
    let found = try commands(EscapingTests.report(with: name))
    let harmless = try commands(EscapingTests.report(with: "name"))
    #expect(found.map(\.level) == harmless.map(\.level))
    for command in found {
      #expect(command.title.count < 400 && command.message.count < 4000)
      #expect(!command.message.contains("\n") && !command.title.contains("\n"))
    }
  }
}
