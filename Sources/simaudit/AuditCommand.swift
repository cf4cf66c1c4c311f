import ArgumentParser
import AuditEngine
import AuditReporting

/// `simaudit audit`: all that a configuration names.
struct AuditCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "Runs everything that a configuration names.")

  @Argument(help: "Configuration (YAML or JSON).")
  var configuration = "simaudit.yaml"

  @OptionGroup var options: AuditOptions

  func run() throws {
    var file = try ConfigurationFile(path: configuration, .simaudit).withPreset()
    try options.apply(to: &file.configuration)
    try AuditExecution.run(file, quiet: options.quiet, revision: options.revision)
  }
}

extension ConfigurationVocabulary {
  /// What a configuration of this program may name.
  static var simaudit: ConfigurationVocabulary {
    ConfigurationVocabulary(
      analyses: AnalyzerRegistry.entries.map(\.kind), formats: Reporters.all.map { $0.kind })
  }
}
