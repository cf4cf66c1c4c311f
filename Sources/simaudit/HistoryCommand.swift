import ArgumentParser
import AuditEngine
import AuditHistory
import AuditReport
import AuditReporting

/// `simaudit history`: findings over audits.
struct HistoryCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "history", abstract: "Draws every finding over the audits of a history, as a page.",
    discussion: """
      simaudit audit --history history.sqlite --revision 2.1    adds an audit
      simaudit history history.sqlite -o history.html           draws them all
      """)

  @Argument(help: "Folder or .sqlite file that 'simaudit audit --history' wrote.")
  var history: String

  @Option(parsing: .upToNextOption, help: "Only findings with these ids or patterns.")
  var finding: [String] = []

  @Option(help: "Only the last so many audits.")
  var last: Int?

  @Option(name: [.short, .customLong("output")], help: "File to write (default: standard output).")
  var output: String?

  mutating func validate() throws {
    if let last, last < 1 { throw ValidationError("--last needs a whole number from 1 on, found \(last)") }
  }

  func run() throws {
    var entries = try HistoryStores.store(at: history, write: OutputFile.write).entries()
    if let last { entries = Array(entries.suffix(last)) }
    guard !entries.isEmpty else {
      throw EngineError.unusable(
        files: [history], reason: "the history is empty; 'simaudit audit --history \(history)' adds an audit")
    }
    let patterns = finding.map { NamePattern($0) }
    let page = HistoryPage(entries) { id in
      patterns.isEmpty || patterns.contains { $0.matches(id) }
    }
    guard page.findingCount > 0 else {
      throw EngineError.unusable(
        files: [history],
        reason:
          "no finding is called \(finding.map { "'\($0)'" }.joined(separator: " or ")); ids look like '\(entries.last?.quantities.first?.id ?? "shift/ks/pt")'"
      )
    }
    guard let output else { return print(page.text, terminator: "") }
    try OutputFile.write(page.text, to: output)
    print("written: \(output)")
  }
}
