import ArgumentParser
import AuditAnalysis
import AuditEngine
import AuditSamples

/// `simaudit composition`: what a sample to train on is made of, without a configuration file.
struct CompositionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "composition",
    abstract: "Audits what a training sample is made of, before anything is trained on it.",
    discussion: """
      Examples:
        simaudit composition --training train.h5 --test test.h5 --label is_signal --weight w
        simaudit composition --training train.h5 --data data.h5 --label 'process == "ttbar"' --event-key run,event
        simaudit composition --training signal=s.h5 background=b.h5 --label process --nuisance run 'time*'
      """)

  @Option(
    parsing: .upToNextOption,
    help: "Files to train on, globs allowed; as NAME=FILE[,FILE…] for each process that is a file of its own."
  )
  var training: [String]

  @Option(parsing: .upToNextOption, help: "Files that training is tuned on.")
  var validation: [String] = []

  @Option(parsing: .upToNextOption, help: "Files that the classifier is measured on.")
  var test: [String] = []

  @Option(parsing: .upToNextOption, help: "Files of recorded data that it is meant for.")
  var data: [String] = []

  @Option(
    help:
      "What holds the class of an event: a column or an expression; 'process' for files given as NAME=FILE.")
  var label: String?

  @Option(help: "Weight of simulated events: a column or an expression.")
  var weight: String?

  @Option(help: "Weight of recorded events: a column or an expression (default: 1).")
  var dataWeight: String?

  @Option(parsing: .upToNextOption, help: "Columns that together identify an event, e.g. run,event.")
  var eventKey: [String] = []

  @Option(
    help:
      "Mix that the classes or processes are meant to have, e.g. 'ttbar=0.6,wjets=0.4'; [COLUMN:]LEVEL=SHARE,…"
  )
  var expected: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: "Columns that a classifier must not be able to use (run, time, pointing), by name or pattern.")
  var nuisance: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: "Columns whose distribution should not depend on the class (mass, pt), by name or pattern.")
  var spectators: [String] = []

  @Flag(name: .customLong("no-models"), help: "Train no boosted trees: faster, and says less of shortcuts.")
  var leavesModelsOut = false

  @OptionGroup var columns: ColumnOptions
  @OptionGroup var options: AuditOptions

  func run() throws {
    try AuditExecution.run(
      ConfigurationFile(try configuration()), options)
  }

  private func configuration() throws -> Configuration {
    let simulated: [(SampleRole, [String])] = [
      (.training, training), (.validation, validation), (.test, test),
    ]
    var samples = try simulated.filter { !$0.1.isEmpty }.map {
      try Configuration.Sample($0.0, $0.1, table: columns.table, weight: weight)
    }
    if !data.isEmpty {
      samples.append(
        Configuration.Sample(
          name: "data", role: .data, files: data, table: columns.table, weight: dataWeight))
    }
    var configuration = Configuration(
      samples: samples, label: label,
      analyses: AnalyzerRegistry.analyses(for: .composition)
        .filter { !leavesModelsOut || $0.kind != NuisanceModelAnalyzer.kind },
      output: Configuration.Output(name: "composition"))
    columns.apply(to: &configuration)
    configuration.eventKey = eventKey.separated
    configuration.nuisance = nuisance.separated
    configuration.spectators = spectators.separated
    configuration.expected = try expected.flatMap { try ExpectedArgument($0).mixes }
    try options.apply(to: &configuration)
    return configuration
  }
}

/// `[COLUMN:]LEVEL=SHARE,LEVEL=SHARE…`
struct ExpectedArgument {
  let mixes: [Configuration.ExpectedMix]

  /// Errors: what is no share.
  init(_ text: String) throws {
    let form = "expected [COLUMN:]LEVEL=SHARE,LEVEL=SHARE…, e.g. ttbar=0.6,wjets=0.4"
    var rest = Substring(text)
    var column: String?
    if let colon = text.firstIndex(of: ":"), !text[..<colon].contains("=") {
      column = String(text[..<colon])
      rest = text[text.index(after: colon)...]
    }
    var levels: [(String, Double)] = []
    for part in rest.split(separator: ",") {
      guard let equals = part.lastIndex(of: "="), equals != part.startIndex else {
        throw ValidationError("--expected \(text): '\(part)' has no share; \(form)")
      }
      guard let share = Double(part[part.index(after: equals)...]), share >= 0, share.isFinite else {
        throw ValidationError(
          "--expected \(text): '\(part[part.index(after: equals)...])' is not a non-negative number; \(form)")
      }
      levels.append((String(part[..<equals]), share))
    }
    guard levels.contains(where: { $0.1 > 0 }) else {
      throw ValidationError("--expected \(text): no share is above 0; \(form)")
    }
    mixes =
      column.map { [Configuration.ExpectedMix(name: $0, content: .levels(Dictionary(levels) { $1 }))] }
      ?? levels.map { Configuration.ExpectedMix(name: $0.0, content: .share($0.1)) }
  }
}
