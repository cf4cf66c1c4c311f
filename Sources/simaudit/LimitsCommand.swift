import ArgumentParser
import AuditEngine
import AuditReport
import FoundationEssentials

/// `simaudit limits`: the default limits and why, or limits made from a reviewed result.
struct LimitsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "limits",
    abstract: "Prints the default limits and why they are what they are, or adopts limits from a result.",
    discussion: """
      simaudit limits --adopt result.json --margin 1.2 --reason 'version 2.1 as reviewed on Monday'
      writes into simaudit.yaml a limit for every finding that did not pass: 1.2 times the bad end of its interval, or half an interval
      beyond it where that is more, with the reason and a comment that says when and from what. No limit gets tighter, and what passed
      keeps its limit. What events as many as these can leave undecided by chance gets 'strict: false': it fails when the whole interval
      lies outside, and --strict lets it be undecided. Nothing that stands in the file is changed.

      \(LimitRule.severityRule)
      """)

  @Option(
    help: "Result document whose findings, where they did not pass, become limits in the configuration.")
  var adopt: String?

  @Option(help: "A limit is at least so many times the bad end of the interval, from 1 on.")
  var margin = 1.2

  @Option(name: [.short, .long], help: "Configuration to write the limits into.")
  var configuration = "simaudit.yaml"

  @Option(parsing: .upToNextOption, help: "Only findings with these ids or patterns.")
  var finding: [String] = []

  @Flag(help: "Nothing for what passed, however narrowly.")
  var open = false

  @Option(help: "Why these values are tolerable: for the limits, the comment and the report.")
  var reason: String?

  @Option(help: "Day for the comment, e.g. 2027-03-31 (default: today).", transform: AuditOptions.day)
  var date: CalendarDay?

  @Flag(help: "Print the new configuration instead of writing it.")
  var dryRun = false

  mutating func validate() throws {
    guard margin >= 1, margin.isFinite else {
      throw ValidationError("--margin needs a number from 1 on, found \(margin)")
    }
    if adopt == nil, open || dryRun || reason != nil || !finding.isEmpty {
      throw ValidationError("--finding, --open, --reason and --dry-run need --adopt RESULT.json")
    }
  }

  func run() throws {
    guard let adopt else { return print(LimitsTable().text(), terminator: "") }
    let report = try ResultDocument.read(adopt)
    let path = OutputFile.resolved(configuration)
    // The checker has the sentences for a file that is not there or is no configuration.
    let old = try ConfigurationFile(path: configuration, .simaudit)
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw EngineError.unreadable(path: configuration, reason: "\(error)")
    }
    let (limits, remarks) = AdoptedLimit.all(
      of: report,
      AdoptedLimit.Request(margin: margin, findings: finding, isOpenOnly: open, reason: reason),
      rules: old.configuration.limits)
    for remark in remarks { StandardError.write("simaudit: note: \(remark)\n") }
    let patterns = finding.map { NamePattern($0) }
    guard
      patterns.isEmpty
        || report.findings.contains(where: { finding in patterns.contains { $0.matches(finding.id) } })
    else {
      throw EngineError.unusable(files: [adopt], reason: "no finding to adopt: --finding names none")
    }
    guard !limits.isEmpty else {
      return print("\(configuration): nothing to adopt, every judged finding passes the limits in force")
    }
    let day = (date ?? .today).map { "\($0)" } ?? ""
    let factor = LimitRule.text(margin)
    let edit: ConfigurationEdit
    do {
      edit = try ConfigurationEdit(
        adding: limits, to: text, path: configuration,
        header: "Adopted \(day) from \(adopt), margin \(factor): \(reason ?? "no reason given")",
        stamp: "adopted \(day) × \(factor)", .simaudit)
    } catch let obstacle as ConfigurationEdit.Obstacle {
      throw EngineError.unusable(files: [configuration], reason: "\(obstacle)")
    }
    guard !dryRun else { return print(edit.text, terminator: "") }
    try OutputFile.write(edit.text, to: path)
    print(
      "\(configuration): \(limits.count) \(limits.count == 1 ? "limit" : "limits") adopted from \(adopt)"
        + (edit.replaced == 0 ? "" : ", \(edit.replaced) of an earlier adoption replaced"))
  }
}
