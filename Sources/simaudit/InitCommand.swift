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
      Each FILE is [NAME=]FILE. Without NAME, training, validation and test samples are recognised by their file names; of two other
      files, file names and the columns that only simulation has say which is simulation and which is data. Any NAME but simulation,
      data, training, validation and test is a further simulation. Files that end in .onnx, .ubj, .json, .xgb, .model or .bin are
      classifiers.
      """)

  @Argument(help: "Files of samples and of models.")
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
    var samples = try files.filter { !isModel($0) }.enumerated().map { index, text in
      let argument = SampleArgument(text, defaultName: "", index: index)
      return (argument, try HDF5Source(paths: argument.files, table: table))
    }
    for place in samples.indices where samples[place].0.name.isEmpty {
      samples[place].0.name = SampleRoles.split(ofName: samples[place].0.files.joined(separator: ",")) ?? ""
    }
    let unnamed = samples.indices.filter { samples[$0].0.name.isEmpty }
    for (place, name) in zip(
      unnamed, try roles(of: unnamed.map { samples[$0] }, beside: samples.map(\.0.name)))
    {
      samples[place].0.name = name
    }
    let sketches = try samples.map { try sketch($0, $1) }
    let names = sketches.map(\.name)
    if let twice = names.first(where: { name in names.filter { $0 == name }.count > 1 }) {
      throw ValidationError("two samples are called '\(twice)'; name them, as NAME=FILE")
    }
    var arrays: Set<String> = []
    for column in sketches.flatMap(\.columns)
    where column.use == .array && arrays.insert(column.name).inserted {
      StandardError.note("'\(column.name)' is not a feature: it \(column.kind)")
    }
    let text = Configuration.template(for: sketches, models: models, preset: preset, .simaudit)
    guard output != "-" else { return print(text, terminator: "") }
    try OutputFile.write(text, to: output)
    print("written: \(output); edit it, then run: simaudit audit \(output)")
  }

  private static let modelEndings = [".onnx", ".ubj", ".json", ".xgb", ".model", ".bin"]

  /// Names for the samples without one, by what their files say. Errors: more than can be told.
  private func roles(
    of unnamed: [(SampleArgument, HDF5Source)], beside names: [String]
  ) throws -> [String] {
    let files = unnamed.map { (path: $0.files.joined(separator: ","), columns: $1.columns) }
    switch files.count {
    case 0: return []
    case 1:
      // Beside a sample of one role it is the other.
      if names.contains("data") { return ["simulation"] }
      if names.contains("simulation") { return ["data"] }
      return [SampleRoles.evidence(ofName: files[0].path) == .data ? "data" : "simulation"]
    case 2: return try SampleRoles.names(of: files)
    default:
      throw ValidationProblem(
        "\(files.count) files have no name: name them, as in simaudit init simulation=\(files[0].path) "
          + "data=\(files[1].path) other=\(files[2].path)")
    }
  }

  private func sketch(_ argument: SampleArgument, _ source: HDF5Source) throws -> SampleSketch {
    // The first rows tell types of use well enough; nothing is measured here.
    let rows = 0..<min(source.rowCount, 100_000)
    let sketched = try source.columns.map { column in
      if column.hasSeveralValues {
        return SampleSketch.Column(name: column.name, kind: column.advice, use: .array, unit: column.unit)
      }
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
