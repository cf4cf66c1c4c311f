import ArgumentParser
import AuditEngine

/// Simulation and data, of every command that compares them without a configuration.
struct ComparisonOptions: ParsableArguments {
  @Option(help: "Simulation as [NAME=]FILE[,FILE…], globs allowed; again for another simulation.")
  var simulation: [String]

  @Option(parsing: .upToNextOption, help: "Files of recorded data, globs allowed.")
  var data: [String]

  @Flag(help: "Sum the simulations with their weights, as processes of one simulation.")
  var sum = false

  @Option(help: "Weight of simulated events: a column or an expression.")
  var weight: String?

  @Option(help: "Weight of recorded events: a column or an expression (default: 1).")
  var dataWeight: String?

  /// The samples as a configuration has them. Errors: two simulations of one name.
  func samples(table: String?) throws -> [Configuration.Sample] {
    let parts = simulation.enumerated().map { index, text in
      SampleArgument(text, defaultName: simulation.count == 1 ? "simulation" : nil, index: index)
    }
    var samples = [
      Configuration.Sample(name: "data", role: .data, files: data, table: table, weight: dataWeight)
    ]
    if sum, parts.count > 1 {
      samples.append(
        Configuration.Sample(
          name: "simulation", role: .simulation, table: table, weight: weight,
          processes: parts.map { Configuration.Process(name: $0.name, files: $0.files) }))
    } else {
      samples += parts.map {
        Configuration.Sample(
          name: $0.name, role: .simulation, files: $0.files, table: table, weight: weight)
      }
    }
    let names = samples.map(\.name)
    if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      throw ValidationError("two samples are called '\(twice)'; name them: --simulation NAME=FILE")
    }
    return samples
  }
}
