import ArgumentParser
import AuditEngine
import AuditReport
import AuditReporting

/// `simaudit audit`: all that a configuration names.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Runs everything that a configuration names.")

  @Argument(help: "Configuration (YAML or JSON).")
  var configuration = "simaudit.yaml"

  @Option(
    parsing: .upToNextOption,
    help: "Columns that need not be audited, by name or pattern, besides those of the configuration.")
  var ignore: [String] = []

  @Option(
    help: "Day on which accepted findings are judged, e.g. 2027-03-31 (default: today).", transform: day)
  var date: CalendarDay?

  @OptionGroup var options: AuditOptions

  @Sendable static func day(_ text: String) throws -> CalendarDay {
    guard let day = CalendarDay(text), text.utf8.count == 10 else {
      throw ValidationError("--date needs a day such as 2027-03-31, found '\(text)'")
    }
    return day
  }

  func run() throws {
    var file = try ConfigurationFile(path: configuration, .simaudit).withPreset()
    file.configuration.ignore += ignore
    if let date { file.configuration.day = date }
    try options.apply(to: &file.configuration)
    try AuditExecution.run(file, options)
  }
}

extension ConfigurationVocabulary {
  /// What a configuration of this program may name.
  static var simaudit: ConfigurationVocabulary {
    ConfigurationVocabulary(
      analyses: AnalyzerRegistry.entries.map(\.kind), formats: Reporters.all.map { $0.kind })
  }
}
