import ArgumentParser
import AuditAnalysis
import AuditEngine
import AuditReport
import AuditSamples

/// `simaudit robustness`: what miscalibrations do to classifiers, without a configuration file.
struct RobustnessCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "robustness",
    abstract: "Injects miscalibrations and measures what they do to classifiers.",
    discussion: """
      Without --miscalibration each input of the models is shifted, smeared, removed, and used on its own.

      Examples:
        simaudit robustness --sample test.h5 --label is_signal --weight w --model bdt=model.json
        simaudit robustness --sample test.h5 --label y --model net.onnx --inputs pt eta m \\
          --miscalibration scale:pt,m=-0.02,-0.01,0.01,0.02 --miscalibration 'smear:*'
        simaudit robustness --sample signal=s.h5 bkg=b.h5 --label process --positive signal --score bdt_score \\
          --miscalibration 'weight-variation:weight_sys_up'
        simaudit robustness --sample test.h5 --training train.h5 --label y --model net.onnx \\
          --expectation independence:mass --expectation 'invariance:eta;under=reflection' --expectation overtraining
      """)

  @Option(
    parsing: .upToNextOption,
    help:
      "Labelled files to score, globs allowed; as NAME=FILE[,FILE…] for each process that is a file of its own."
  )
  var sample: [String]

  @Option(
    help:
      "What holds the class of an event: a column or an expression; 'process' for files given as NAME=FILE.")
  var label: String

  @Option(help: "Weight of events: a column or an expression.")
  var weight: String?

  @Option(
    name: [.long, .customShort("m")],
    help:
      "A miscalibration as KIND:FEATURE,…[=STRENGTH,…]; 'simaudit list' names the kinds; can be given again.")
  var miscalibration: [String] = []

  @Option(
    name: [.long, .customShort("e")],
    help:
      "What physics expects, as KIND[:COLUMN,…][;SETTING=VALUE…]; 'simaudit list' names kinds and settings; can be given again."
  )
  var expectation: [String] = []

  @Option(
    parsing: .upToNextOption,
    help: "Files that the models were trained on, for the expectation 'overtraining'.")
  var training: [String] = []

  @Option(parsing: .upToNextOption, help: "Simulated control sample, for the expectation 'agreement'.")
  var simulation: [String] = []

  @Option(parsing: .upToNextOption, help: "Recorded control sample, for the expectation 'agreement'.")
  var data: [String] = []

  @Option(help: "Weight of recorded events: a column or an expression (default: 1).")
  var dataWeight: String?

  @Option(
    parsing: .upToNextOption,
    help: "Columns in whose bins or levels the degradation is broken down, besides categories."
  )
  var by: [String] = []

  @Option(help: "Model that the others are compared with by one number (default: the first).")
  var baseline: String?

  @OptionGroup var models: ModelOptions
  @OptionGroup var columns: ColumnOptions
  @OptionGroup var options: AuditOptions

  func validate() throws {
    guard !models.isEmpty else {
      throw ValidationError("what is to be audited? give --model FILE, --score COLUMN or --command PROGRAM")
    }
  }

  func run() throws {
    try AuditExecution.run(
      ConfigurationFile(try configuration()), options)
  }

  private func configuration() throws -> Configuration {
    var analyzer = RobustnessAnalyzer()
    if let signalEfficiency = models.signalEfficiency { analyzer.signalEfficiency = signalEfficiency }
    if let positive = models.positive { analyzer.positive = positive }
    analyzer.by = by.separated
    if let baseline { analyzer.baseline = baseline }
    var expected = ExpectationAnalyzer()
    if let signalEfficiency = models.signalEfficiency { expected.signalEfficiency = signalEfficiency }
    if let positive = models.positive { expected.positive = positive }
    var configuration = Configuration(
      samples: try samples, label: label,
      analyses: [
        try Configuration.Analysis(kind: RobustnessAnalyzer.kind, settings: analyzer),
        try Configuration.Analysis(kind: ExpectationAnalyzer.kind, settings: expected),
      ],
      output: Configuration.Output(name: "robustness"))
    columns.apply(to: &configuration)
    configuration.models = try models.named()
    configuration.miscalibrations = try miscalibration.map { try MiscalibrationArgument($0).entry }
    if let twice = configuration.miscalibrations.map(\.name).firstRepeated {
      throw ValidationError("--miscalibration \(twice) is given twice; give all its strengths at once")
    }
    configuration.expectations = try expectation.map { try ExpectationArgument($0).entry }
    if let twice = configuration.expectations.map(\.name).firstRepeated {
      throw ValidationError("--expectation \(twice) is given twice; leave one out")
    }
    try options.apply(to: &configuration)
    return configuration
  }

  /// What is scored: the sample, and what some expectations compare it with.
  private var samples: [Configuration.Sample] {
    get throws {
      var samples = [
        try Configuration.Sample(.test, sample, table: columns.table, weight: weight, option: "sample")
      ]
      for (role, files) in [(SampleRole.training, training), (.simulation, simulation)] where !files.isEmpty {
        samples.append(try Configuration.Sample(role, files, table: columns.table, weight: weight))
      }
      if !data.isEmpty {
        samples.append(
          Configuration.Sample(
            name: "data", role: .data, files: data, table: columns.table, weight: dataWeight))
      }
      return samples
    }
  }
}

/// `KIND:FEATURE,…[=STRENGTH,…]`
struct MiscalibrationArgument {
  let entry: Configuration.Miscalibration

  /// Errors: an unknown kind, no features, strengths that are no numbers.
  init(_ text: String) throws {
    let form = "expected KIND:FEATURE,…[=STRENGTH,…], e.g. scale:pt,m=-0.01,0.01"
    guard let colon = text.firstIndex(of: ":"), colon != text.startIndex else {
      throw ValidationError("--miscalibration \(text): no features; \(form)")
    }
    let name = String(text[..<colon])
    guard let kind = MiscalibrationRegistry[name] else {
      let known = MiscalibrationRegistry.entries.map(\.kind.kind)
      throw ValidationError(
        "--miscalibration \(text): there is no kind '\(name)'\(suggestion(for: name, among: known))")
    }
    var rest = text[text.index(after: colon)...]
    var strengths: [Double] = []
    if let equals = rest.lastIndex(of: "=") {
      strengths = try rest[rest.index(after: equals)...].split(separator: ",").map { word in
        guard let number = Double(word), number.isFinite else {
          throw ValidationError("--miscalibration \(text): '\(word)' is not a number; \(form)")
        }
        return number
      }
      rest = rest[..<equals]
    }
    let features = rest.names.map(JSONValue.string)
    guard let first = features.first else {
      throw ValidationError("--miscalibration \(text): no features; \(form)")
    }
    var settings: [String: JSONValue] = [:]
    if case .object(let defaults) = kind.kind.defaults { settings = defaults }
    // Kinds of one column call it by what it is.
    for (key, value) in [("features", JSONValue.array(features)), ("feature", first), ("column", first)]
    where settings[key] != nil {
      settings[key] = value
      break
    }
    entry = Configuration.Miscalibration(
      name: "\(name)/\(rest)", kind: name, settings: .object(settings), strengths: strengths)
  }
}
