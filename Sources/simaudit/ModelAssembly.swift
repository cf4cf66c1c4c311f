import AuditAnalysis
import AuditEngine
import AuditHDF5
import AuditModels
import AuditSamples

/// Opens the models of a configuration and gives each the columns that it takes in.
enum ModelAssembly {
  /// The models as the analyses know them. Errors: ``ConfigurationError`` with every mistake.
  static func scorers(_ file: ConfigurationFile, columns: [ColumnInfo]) throws -> [ModelScorer] {
    var problems: [ConfigurationProblem] = []
    var scorers: [ModelScorer] = []
    for model in file.configuration.models {
      do {
        let scorer = ModelScorer(
          name: model.name, model: try open(model, folder: file.folder, columns: columns),
          threshold: model.threshold)
        try check(scorer, columns)
        scorers.append(scorer)
      } catch {
        problems.append(file.problem(at: ["models", model.name], "\(error)"))
      }
    }
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return scorers
  }

  private static func open(
    _ model: Configuration.Model, folder: String, columns: [ColumnInfo]
  ) throws -> Model {
    let output = OutputSelection(
      output: model.output,
      class: model.class.map { Int($0).map(OutputSelection.Class.number) ?? .name($0) }, margin: model.margin,
      iterations: model.iterations.flatMap { Iterations($0) } ?? .usual)
    let features = model.features.map(ModelFeature.init)
    let shapes = Dictionary(columns.map { ($0.name, $0.shape) }) { first, _ in first }
    if let column = model.column {
      return try Model(ColumnClassifier(column: column), features: [ModelFeature(column)])
    }
    if !model.command.isEmpty {
      let classifier = try CommandClassifier(
        model.command, features: names(of: features, shapes), timeLimit: model.timeLimit,
        files: model.batches == .hdf5 ? MatrixFiles() : nil)
      return try Model(classifier, features: features, shapes: shapes)
    }
    let path = model.file ?? ""
    let classifier = try ModelFile.open(path.hasPrefix("/") ? path : folder + path, output: output)
    return try Model(classifier, features: features, shapes: shapes)
  }

  /// A name for each number of a row: `image[3]` for those of a tensor.
  private static func names(of features: [ModelFeature], _ shapes: [String: [Int]]) -> [String] {
    features.flatMap { feature -> [String] in
      let name = feature.input ?? feature.column
      guard let shape = shapes[feature.column], !shape.isEmpty else { return [name] }
      return (0..<shape.reduce(1, *)).map { "\(name)[\($0)]" }
    }
  }

  private static func check(_ scorer: ModelScorer, _ columns: [ColumnInfo]) throws {
    let names = ColumnNames(columns)
    for (name, categories) in zip(scorer.columns, scorer.model.categories) {
      let found: ColumnInfo?
      do throws(ReductionError) {
        found = try names.column(name)
      } catch {
        throw ModelInputError.badReduction(model: scorer.name, column: name, reason: error.reason)
      }
      guard let column = found else {
        throw ModelInputError.noSuchColumn(
          model: scorer.name, column: name,
          suggestion: suggestion(for: name, among: columns.map(\.name)))
      }
      let isNamed =
        switch column.kind {
        case .text, .enumeration: true
        case .float, .integer, .boolean: false
        }
      if isNamed, categories == nil { throw ModelInputError.text(model: scorer.name, column: name) }
      if !isNamed, let categories, !categories.areNumbers {
        throw ModelError.categoriesByName(model: scorer.name, column: name, names: categories.names)
      }
      if column.isJagged { throw ModelInputError.jagged(model: scorer.name, column: name) }
    }
  }
}

/// Blocks of rows as HDF5 files.
private struct MatrixFiles: BatchFileWriter {
  let fileExtension = "h5"

  func write(_ rows: InputRows, features: [String], to path: String) throws {
    try MatrixFile.write(rows.values, columns: features, to: path)
  }
}

/// Why a column cannot enter a model.
enum ModelInputError: Error, CustomStringConvertible {
  case noSuchColumn(model: String, column: String, suggestion: String)
  case text(model: String, column: String)
  case jagged(model: String, column: String)
  case badReduction(model: String, column: String, reason: String)

  var description: String {
    switch self {
    case .noSuchColumn(let model, let column, let suggestion):
      "model '\(model)' takes in '\(column)', but the sample has no such column\(suggestion); name its inputs under "
        + "'features', in the order of training"
    case .text(let model, let column):
      "model '\(model)' takes in '\(column)', but that column holds texts; give a numeric column"
    case .jagged(let model, let column):
      "model '\(model)' takes in '\(column)', which has a variable number of values a row; name a reduction such as "
        + "max(\(column))"
    case .badReduction(let model, let column, let reason):
      "model '\(model)' takes in '\(column)', which cannot be read: \(reason)"
    }
  }
}

/// A model with its columns, as the analyses know it.
struct ModelScorer: EventScorer {
  let name: String
  let model: Model
  let threshold: Double?

  var columns: [String] { model.columns }
  /// Columns that enter as numbers: what miscalibrations of patterns change.
  var numericColumns: [String] { zip(columns, model.categories).filter { $1 == nil }.map(\.0) }
  var remark: String? { model.classifier.remark }
  var note: String? { model.classifier.note }

  func scores(of values: [Values], rows: Int, firstRow: Int) throws -> [Float] {
    try model.scores(of: values, rows: rows, firstRow: firstRow)
  }

  func scores(
    of values: [Values], variedBy variations: [[String: Values]], nominal: ArraySlice<Float>?, rows: Int,
    firstRow: Int
  ) throws -> [[Float]] {
    try model.scores(
      of: variations, from: model.scored(values, rows: rows, firstRow: firstRow, known: nominal))
  }
}

extension ModelFeature {
  /// The feature of a configuration.
  fileprivate init(_ feature: Configuration.ModelFeature) {
    self.init(
      feature.name, input: feature.input,
      preprocessing: Preprocessing(
        missing: feature.missing, replacement: feature.replacement, low: feature.clip?.lowerBound,
        high: feature.clip?.upperBound,
        log: feature.log.flatMap { Preprocessing.Logarithm(rawValue: $0.rawValue) }, offset: feature.offset,
        scale: feature.scale))
  }
}
