import ArgumentParser
import AuditAnalysis
import AuditEngine
import AuditHDF5
import AuditSamples

/// `simaudit reweight`: event weights that make simulation look like data, as an HDF5 column.
struct ReweightCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "reweight",
    abstract:
      "Writes event weights that make simulation look like data, with a report on what they cost and leave.",
    discussion: """
      For every file of the simulation a new one is written, NAME.weights.h5, with a row for each row of the file: the
      weight times the ratio data/simulation, and the ratio. Rows outside --select have no ratio: NaN, or, with
      --outside plain, the weight as it was and a ratio of 1. Read the report before using them.

      Examples:
        simaudit reweight --simulation sim.h5 --data data.h5 --weight w --features pt eta m
        simaudit reweight --simulation sim.h5 --data data.h5 --to weights.h5
        simaudit reweight --simulation sim.h5 --data data.h5 --in-place --column w_reweighted
      """)

  @OptionGroup var comparison: ComparisonOptions

  @Option(help: "Name of the column for the weights; the ratio has the same name with _ratio.")
  var column = "simaudit_weight"

  @Option(help: "What rows outside --select get: nan, or plain (the weight as it was, ratio 1).")
  var outside = Outside.nan

  @Option(help: "File for the weights (default: NAME.weights.h5 in the report's folder, for each file).")
  var to: String?

  @Flag(help: "Add the columns to the simulation's own files, each replaced as a whole when it is complete.")
  var inPlace = false

  @OptionGroup var columns: ColumnOptions
  @OptionGroup var options: AuditOptions

  /// What rows get that were not audited.
  enum Outside: String, ExpressibleByArgument, CaseIterable { case nan, plain }

  func validate() throws {
    if comparison.simulation.count > 1, !comparison.sum {
      throw ValidationError(
        "weights are made for one simulation; give --sum if the files are its processes, or run once for each"
      )
    }
    if inPlace, to != nil {
      throw ValidationError("--in-place writes into the simulation's files; leave --to out")
    }
    if column.isEmpty || column.contains("/") {
      throw ValidationError("--column needs a name without '/', found '\(column)'")
    }
  }

  func run() throws {
    var configuration = Configuration(
      samples: try comparison.samples(table: columns.table),
      analyses: [try Configuration.Analysis(kind: ReweightingAnalyzer.kind, settings: ReweightingAnalyzer())],
      output: Configuration.Output(name: "reweighting"))
    columns.apply(to: &configuration)
    try options.apply(to: &configuration)
    let file = ConfigurationFile(configuration)
    let assembly = try AuditAssembly(file)
    guard let sample = assembly.audit.samples.first(where: { $0.role == .simulation }) else { return }
    let parts = try targets(sample, folder: configuration.output.directory)
    let (report, weights) = try assembly.audit.reweighted(
      by: ReweightingAnalyzer(), withPlainWeights: outside == .plain)
    // First what the weights cost and leave, then the weights.
    try AuditExecution.publish(report, of: assembly, file, quiet: options.quiet, revision: options.revision)
    for (part, target) in zip(parts.sources, parts.paths) {
      let source = part.source
      let rows = weights[part.process]
      let columns = self.columns(rows, source.rows, seed: configuration.seed, weight: comparison.weight)
      if inPlace {
        try ColumnWriter.add(columns, table: part.table, to: target)
      } else {
        try OutputFile.createDirectory(of: target)
        try ColumnWriter.write(columns, table: part.table, to: target)
      }
      if !options.quiet { print("written: \(target) (\(column), \(column)_ratio)") }
    }
    try AuditExecution.check(report, strict: configuration.strict)
  }

  /// A file of the simulation: its process, and the rows of the process that it holds.
  private struct Part {
    var process: Int
    var table: String
    var source: (path: String, rows: Range<Int>)
  }

  /// The files of the simulation and the ones to write. Errors: two that would be the same.
  private func targets(_ sample: Sample, folder: String) throws -> (sources: [Part], paths: [String]) {
    var parts: [Part] = []
    for (number, process) in sample.processes.enumerated() {
      guard let source = process.source as? HDF5Source else { continue }
      // Columns go beside columns: other layouts have no place for one.
      if inPlace, !source.takesColumns {
        throw HDF5Error.notAGroup(path: source.files.first ?? "", table: source.table)
      }
      parts += source.rowsOfFiles.map { Part(process: number, table: source.table, source: $0) }
    }
    if inPlace { return (parts, parts.map(\.source.path)) }
    if let to {
      guard parts.count == 1 else {
        throw ValidationError(
          "--to names one file, but the simulation has \(parts.count); leave it out, one is written for each")
      }
      return (parts, [to])
    }
    let paths = parts.map { part -> String in
      let name = part.source.path.split(separator: "/").last.map(String.init) ?? "simulation"
      let stem = name.lastIndex(of: ".").map { String(name[..<$0]) } ?? name
      return "\(folder.isEmpty ? "." : folder)/\(stem).weights.h5"
    }
    if let twice = paths.firstRepeated {
      throw ValidationError(
        "two files of the simulation would both be written to '\(twice)'; run once for each, with --to")
    }
    return (parts, paths)
  }

  private func columns(
    _ process: ReweightedProcess, _ rows: Range<Int>, seed: UInt64, weight: String?
  ) -> [NewColumn] {
    let isPlain = outside == .plain
    var ratios = Array(process.ratios[rows])
    var weights = zip(ratios, process.weights[rows]).map { $0 * $1 }
    if isPlain {
      for row in ratios.indices where ratios[row].isNaN {
        ratios[row] = 1
        weights[row] = process.plainWeights[rows.lowerBound + row]
      }
    }
    let selection = columns.select.map { "rows outside '\($0)' have \(isPlain ? "ratio 1" : "NaN")" }
    let notes: [(name: String, text: String)] = [
      ("version", Version.number), ("seed", "\(seed)"), ("weight", weight ?? "1"),
      ("selection", selection ?? "all rows"),
    ]
    return [
      NewColumn(
        column, weights,
        attributes: [("meaning", "event weight times the estimated density ratio data/simulation")] + notes),
      NewColumn(
        column + "_ratio", ratios,
        attributes: [("meaning", "estimated density ratio data/simulation")] + notes),
    ]
  }
}
