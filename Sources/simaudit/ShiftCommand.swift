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

  @OptionGroup var comparison: ComparisonOptions

  @Option(help: "How simulation is scaled in histograms: data or weights.")
  var normalise = HistogramPair.Normalisation.data

  @OptionGroup var columns: ColumnOptions
  @OptionGroup var options: AuditOptions

  func run() throws {
    try AuditExecution.run(
      ConfigurationFile(try configuration()), options)
  }

  private func configuration() throws -> Configuration {
    var analyzer = ShiftAnalyzer()
    analyzer.normalise = normalise
    var configuration = Configuration(
      samples: try comparison.samples(table: columns.table),
      analyses: [try Configuration.Analysis(kind: ShiftAnalyzer.kind, settings: analyzer)],
      output: Configuration.Output(name: "shift"))
    columns.apply(to: &configuration)
    try options.apply(to: &configuration)
    return configuration
  }
}

extension HistogramPair.Normalisation: ExpressibleByArgument {}
