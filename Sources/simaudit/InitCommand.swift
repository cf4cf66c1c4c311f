import ArgumentParser
import AuditEngine
import AuditHDF5
import AuditSamples
import FoundationEssentials

/// `simaudit init`: a commented configuration for some files.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Writes a commented configuration for the given files.",
    discussion: """
      Each FILE is [NAME=]FILE. Without names the first two are simulation and data; a name that is no role
      (simulation, data, training, validation, test) is a further simulation. Files that end in .onnx, .ubj, .json, .xgb,
      .model or .bin are classifiers.
      """)

  @Argument(help: "Files, simulation first; model files anywhere.")
  var files: [String]

  @Option(name: [.short, .customLong("output")], help: "File to write; '-' for standard output.")
  var output = "simaudit.yaml"

  @Option(help: "Table inside the files, where there are several.")
  var table: String?

  @Option(help: "What the audit is for: training, ci or review.")
  var preset: Configuration.Preset?

  @Flag(help: "Replace the file if it exists.")
  var force = false

  func run() throws {
    guard output == "-" || force || !FileManager.default.fileExists(atPath: output) else {
      throw EngineError.unwritable(path: output, reason: "it exists; --force replaces it")
    }
    let isModel = { (file: String) in Self.modelEndings.contains { file.lowercased().hasSuffix($0) } }
    let models = files.filter(isModel).map { text in
      let argument = SampleArgument(text, defaultName: nil, index: 0)
      return Configuration.Model(name: argument.name, file: argument.files.first)
    }
    let sketches = try files.filter { !isModel($0) }.enumerated().map { index, text in
      let argument = SampleArgument(text, defaultName: index == 0 ? "simulation" : "data", index: index)
      return try sketch(argument)
    }
    let names = sketches.map(\.name)
    if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      throw ValidationError("two samples are called '\(twice)'; name them, as NAME=FILE")
    }
    let text = Configuration.template(for: sketches, models: models, preset: preset, .simaudit)
    guard output != "-" else { return print(text, terminator: "") }
    try OutputFile.write(text, to: output)
    print("written: \(output); edit it, then run: simaudit audit \(output)")
  }

  private static let modelEndings = [".onnx", ".ubj", ".json", ".xgb", ".model", ".bin"]

  private func sketch(_ argument: SampleArgument) throws -> SampleSketch {
    let source = try HDF5Source(paths: argument.files, table: table)
    let columns = source.columns.filter { !$0.isJagged && $0.shape.isEmpty }
    // The first rows tell types of use well enough; nothing is measured here.
    let rows = 0..<min(source.rowCount, 100_000)
    let sketched = try columns.map { column in
      var statistics = ColumnStatistics()
      if let values = try source.read([column.name], rows: rows).first { statistics.add(values) }
      let guess = ColumnGuess(column, statistics)
      let suspected = statistics.suspectedSentinels.map(\.value)
      return SampleSketch.Column(
        name: column.name, kind: column.kind.words, use: guess.use, unit: column.unit,
        missing: column.missing.isEmpty ? suspected : column.missing)
    }
    return SampleSketch(
      name: argument.name, role: SampleRole(rawValue: argument.name) ?? .simulation, files: argument.files,
      table: source.table, rows: source.rowCount, columns: sketched)
  }
}

extension Configuration.Preset: ExpressibleByArgument {}

extension ColumnGuess {
  /// The use that a first configuration makes of the column.
  fileprivate var use: SampleSketch.Use {
    switch kind {
    case .feature: .feature
    case .weight: .weight
    case .label: .label
    case .category: .category
    case .identifier, .rowNumber: .identifier
    case .truth, .constant: .other
    }
  }
}
