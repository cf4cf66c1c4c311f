import ArgumentParser
import AuditEngine

/// The classifiers to audit, of every command that measures some without a configuration.
struct ModelOptions: ParsableArguments {
  @Option(parsing: .upToNextOption, help: "Models as [NAME=]FILE: XGBoost or ONNX.")
  var model: [String] = []

  @Option(parsing: .upToNextOption, help: "Columns that hold scores: models that need no scoring.")
  var score: [String] = []

  @Option(help: "A program that scores rows, with its arguments; it gets --inputs.")
  var command: String?

  @Option(
    parsing: .upToNextOption,
    help: "Columns that enter the models, in the order of training (default: the names in the model).")
  var inputs: [String] = []

  @Option(help: "Class that the score recognises (default: the last of two in order).")
  var positive: String?

  @Option(help: "Signal efficiency that sets the working point (default: 0.8).")
  var signalEfficiency: Double?

  @Option(help: "Score from which on an event is taken for positive, instead of a signal efficiency.")
  var threshold: Double?

  @Option(
    name: .customLong("class"), help: "Class of the models whose number is the score, by number or name.")
  var modelClass: String?

  @Option(help: "Rounds of boosting that score: best, all or a number (default: as XGBoost's usual call).")
  var iterations: String?

  @Option(help: "How the program of --command gets rows: npy or hdf5 (default: npy).")
  var batches: String?

  /// True when no model is given.
  var isEmpty: Bool { model.isEmpty && score.isEmpty && command == nil }

  mutating func validate() throws {
    if command != nil, inputs.isEmpty {
      throw ValidationError("--command needs --inputs: the columns that the program gets, in order")
    }
    if let batches, Configuration.Batches(rawValue: batches) == nil {
      throw ValidationError("--batches needs npy or hdf5, found '\(batches)'")
    }
    if let iterations, !Configuration.Model.areIterations(iterations) {
      throw ValidationError(
        "--iterations needs best, all or a whole number from 1 on, found '\(iterations)'")
    }
    if let signalEfficiency, !(0..<1).contains(signalEfficiency) || signalEfficiency == 0 {
      throw ValidationError("--signal-efficiency needs a number between 0 and 1, found \(signalEfficiency)")
    }
  }

  /// The models as a configuration has them. Errors: two of one name.
  func named() throws -> [Configuration.Model] {
    if let twice = models.map(\.name).firstRepeated {
      throw ValidationError("two models are called '\(twice)'; name them: --model NAME=FILE")
    }
    return models
  }

  private var models: [Configuration.Model] {
    let features = inputs.separated.map { Configuration.ModelFeature(name: $0) }
    let files = model.enumerated().map { index, text in
      let argument = SampleArgument(text, defaultName: nil, index: index)
      return Configuration.Model(
        name: argument.name, file: argument.files.joined(separator: ","), features: features,
        class: modelClass, iterations: iterations, threshold: threshold)
    }
    let programs = command.map { command in
      let words = command.split(separator: " ").map(String.init)
      return [
        Configuration.Model(
          name: "command", command: words,
          batches: batches.flatMap { Configuration.Batches(rawValue: $0) } ?? .npy, features: features,
          threshold: threshold)
      ]
    }
    let scores = score.separated.map { Configuration.Model(name: $0, column: $0, threshold: threshold) }
    return files + (programs ?? []) + scores
  }
}

extension [String] {
  /// The first text that is there before.
  var firstRepeated: String? {
    var seen: Set<String> = []
    return first { !seen.insert($0).inserted }
  }
}
