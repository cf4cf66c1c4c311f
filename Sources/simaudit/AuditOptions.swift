import ArgumentParser
import AuditEngine
import AuditReport
import AuditReporting

/// Options of every command that makes a report.
struct AuditOptions: ParsableArguments {
  @Option(name: [.short, .customLong("output")], help: "Folder for the report.")
  var output: String?

  @Option(help: "Name of the report's files without their ending.")
  var name: String?

  @Option(parsing: .upToNextOption, help: "Formats to write: \(AuditOptions.formats).")
  var format: [String] = []

  @Option(help: "Seed of everything random.")
  var seed: UInt64?

  @Option(help: "Threads (default: one for each core).")
  var jobs: Int?

  @Flag(help: "Print nothing but errors.")
  var quiet = false

  @Flag(help: "An undecided limit of severity error fails, too.")
  var strict = false

  @Option(help: "Probability with which intervals cover.")
  var confidence: Double?

  @Option(
    help:
      "A limit, METRIC[:SUBJECT]=VALUE[:SEVERITY]; without a severity it replaces error and warning; can be given again."
  )
  var limit: [String] = []

  @Option(help: "Folder or .sqlite file to which the estimates are added, for 'simaudit history'.")
  var history: String?

  @Option(help: "What to call this audit in the history, e.g. the version of the simulation.")
  var revision: String?

  @Option(
    help: "Day on which accepted findings are judged, e.g. 2027-03-31 (default: today).", transform: day)
  var date: CalendarDay?

  @Sendable static func day(_ text: String) throws -> CalendarDay {
    guard let day = CalendarDay(text), text.utf8.count == 10 else {
      throw ValidationError("--date needs a day such as 2027-03-31, found '\(text)'")
    }
    return day
  }

  private static var formats: String { Reporters.all.map { $0.kind }.joined(separator: ", ") }

  mutating func validate() throws {
    if let jobs, jobs < 1 { throw ValidationError("--jobs needs a whole number from 1 on, found \(jobs)") }
    if let confidence, !(0.5..<1).contains(confidence) {
      throw ValidationError("--confidence needs a number from 0.5 to below 1, found \(confidence)")
    }
    do {
      for kind in format { _ = try Reporters.named(kind) }
      for argument in limit { _ = try LimitRule(argument: argument) }
    } catch {
      throw ValidationError("\(error)")
    }
  }

  /// What was given here overrides the configuration.
  func apply(to configuration: inout Configuration) throws {
    if let output { configuration.output.directory = output }
    if let name { configuration.output.name = name }
    if !format.isEmpty { configuration.output.formats = format }
    if let seed { configuration.seed = seed }
    if let jobs { configuration.jobs = jobs }
    if strict { configuration.strict = true }
    if let history { configuration.history = history }
    if let date { configuration.day = date }
    if let confidence { configuration.confidence = confidence }
    configuration.limits += try limit.map { try LimitRule(argument: $0) }
  }
}
