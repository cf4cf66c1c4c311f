import ArgumentParser
import AuditEngine
import AuditReport

/// `simaudit impact`: what makes data distinguishable from simulation, and what that does to a classifier.
struct ImpactCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "impact",
    abstract: "Measures what makes data distinguishable from simulation, and what that does to classifiers.",
    discussion: """
      Without a model it says where and how data differ in several features at once; with a label and models also what
      that changes for them.

      Examples:
        simaudit impact --simulation sim.h5 --data data.h5 --weight w
        simaudit impact --simulation sim.h5 --data data.h5 --features pt eta m --label is_signal --model bdt=bdt.json
      """)

  @OptionGroup var comparison: ComparisonOptions

  @Option(
    help:
      "What holds the class of a simulated event: a column or an expression; 'process' for files given as NAME=FILE."
  )
  var label: String?

  @OptionGroup var models: ModelOptions
  @OptionGroup var columns: ColumnOptions
  @OptionGroup var options: AuditOptions

  func validate() throws {
    if !models.isEmpty, label == nil {
      throw ValidationError("models are measured on labelled events; say with --label what holds the class")
    }
  }

  func run() throws {
    try AuditExecution.run(ConfigurationFile(try configuration()), options)
  }

  private func configuration() throws -> Configuration {
    var configuration = Configuration(
      samples: try comparison.samples(table: columns.table), label: label,
      analyses: AnalyzerRegistry.analyses(for: .impact, hasModels: !models.isEmpty),
      output: Configuration.Output(name: "impact"))
    columns.apply(to: &configuration)
    configuration.models = try models.named()
    for index in configuration.analyses.indices {
      configuration.analyses[index].set("signalEfficiency", to: models.signalEfficiency.map(JSONValue.number))
      configuration.analyses[index].set("positive", to: models.positive.map(JSONValue.string))
    }
    try options.apply(to: &configuration)
    return configuration
  }
}

extension Configuration.Analysis {
  /// Sets what the analysis has a setting for; the rest is not its business.
  fileprivate mutating func set(_ setting: String, to value: JSONValue?) {
    guard let value, case .object(var members) = settings, members[setting] != nil else { return }
    members[setting] = value
    settings = .object(members)
  }
}
