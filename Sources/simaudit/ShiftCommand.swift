import ArgumentParser
import AuditAnalysis
import AuditEngine
import AuditReport
import AuditSamples

/// `simaudit shift`: simulation against data without a configuration file.
struct ShiftCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "shift", abstract: "Measures how much each feature differs between simulation and data.",
    discussion: """
      Examples:
        simaudit shift --simulation sim.h5 --data data.h5 --weight w
        simaudit shift --simulation v1=sim_v1.h5 --simulation v2=sim_v2.h5 --data 'run*.h5'
        simaudit shift --simulation ttbar=tt.h5 --simulation wjets=w.h5 --sum --data data.h5 --weight w
      """)

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

  @Option(help: "How simulation is scaled in histograms: data or weights.")
  var normalise = HistogramPair.Normalisation.data

  @OptionGroup var columns: ColumnOptions
  @OptionGroup var options: AuditOptions

  func run() throws {
    try AuditExecution.run(
      ConfigurationFile(try configuration()), quiet: options.quiet, revision: options.revision)
  }

  private func configuration() throws -> Configuration {
    let parts = simulation.enumerated().map { index, text in
      SampleArgument(text, defaultName: simulation.count == 1 ? "simulation" : nil, index: index)
    }
    var samples = [
      Configuration.Sample(name: "data", role: .data, files: data, table: columns.table, weight: dataWeight)
    ]
    if sum, parts.count > 1 {
      samples.append(
        Configuration.Sample(
          name: "simulation", role: .simulation, table: columns.table, weight: weight,
          processes: parts.map { Configuration.Process(name: $0.name, files: $0.files) }))
    } else {
      samples += parts.map {
        Configuration.Sample(
          name: $0.name, role: .simulation, files: $0.files, table: columns.table, weight: weight)
      }
    }
    let names = samples.map(\.name)
    if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      throw ValidationError("two samples are called '\(twice)'; name them: --simulation NAME=FILE")
    }
    var analyzer = ShiftAnalyzer()
    analyzer.normalise = normalise
    var configuration = Configuration(
      samples: samples,
      analyses: [try Configuration.Analysis(kind: ShiftAnalyzer.kind, settings: analyzer)],
      output: Configuration.Output(name: "shift"))
    columns.apply(to: &configuration)
    try options.apply(to: &configuration)
    return configuration
  }
}

extension HistogramPair.Normalisation: ExpressibleByArgument {}
