import AuditReport
import Yams

extension Configuration {
  /// A classifier to audit: a model file, a program, or a column of stored scores.
  public struct Model: Sendable, Equatable {
    /// Name in the report.
    public var name: String
    /// XGBoost (JSON, UBJSON, old binary) or ONNX file, from the folder of the configuration.
    public var file: String?
    /// Column or derived column with the scores, for analyses that need no new ones.
    public var column: String?
    /// Program and arguments that answer arrays of rows with arrays of scores.
    public var command: [String]
    /// How the program gets a block of rows.
    public var batches: Batches
    /// Seconds that the program may take for a block.
    public var timeLimit: Double
    /// What enters the model, in the order of training; empty: the columns that the model names itself.
    public var features: [ModelFeature]
    /// Output of the model; nil: the only one, or the one with probabilities.
    public var output: String?
    /// Class whose number is the score, by its number or name; nil: the last of two.
    public var `class`: String?
    /// The number before the link function; trees only.
    public var margin: Bool
    /// Rounds of boosting that score: `best`, `all` or a number; nil: those of the usual call of XGBoost. Trees only.
    public var iterations: String?
    /// Score from which on an event is taken for positive; nil: by the signal efficiency of the analysis.
    public var threshold: Double?

    /// A model.
    public init(
      name: String, file: String? = nil, column: String? = nil, command: [String] = [],
      batches: Batches = .npy, timeLimit: Double = 60, features: [ModelFeature] = [], output: String? = nil,
      class: String? = nil,
      margin: Bool = false, iterations: String? = nil, threshold: Double? = nil
    ) {
      self.name = name
      self.file = file
      self.column = column
      self.command = command
      self.batches = batches
      self.timeLimit = timeLimit
      self.features = features
      self.output = output
      self.class = `class`
      self.margin = margin
      self.iterations = iterations
      self.threshold = threshold
    }
  }

  /// How a program gets rows.
  public enum Batches: String, Sendable, CaseIterable {
    /// As an array in `.npy` format on its standard input.
    case npy
    /// As an HDF5 file whose path is a line on its standard input.
    case hdf5
  }

  /// A column that enters a model, and what happens to it before.
  public struct ModelFeature: Sendable, Equatable {
    /// Logarithms to take.
    public enum Logarithm: String, Sendable, CaseIterable {
      /// ln x.
      case natural = "e"
      /// log₁₀ x.
      case decimal = "10"
      /// ln(1 + x).
      case onePlus = "1+x"
    }

    /// Column of the sample.
    public var name: String
    /// The model's name for it; nil: the column's.
    public var input: String?
    /// Values that stand for "missing".
    public var missing: [Double]
    /// What the model gets for a missing value; nil: NaN.
    public var replacement: Double?
    /// Range that values are clipped to.
    public var clip: ClosedRange<Double>?
    /// Logarithm; nil: none.
    public var log: Logarithm?
    /// Added after the logarithm.
    public var offset: Double
    /// Factor after the offset.
    public var scale: Double

    /// A column as it is, or with preprocessing.
    public init(
      name: String, input: String? = nil, missing: [Double] = [], replacement: Double? = nil,
      clip: ClosedRange<Double>? = nil, log: Logarithm? = nil, offset: Double = 0, scale: Double = 1
    ) {
      self.name = name
      self.input = input
      self.missing = missing
      self.replacement = replacement
      self.clip = clip
      self.log = log
      self.offset = offset
      self.scale = scale
    }
  }
}

extension Configuration.Model: ConfigurationSection, NamedConfigurationValue {
  static var blank: Self { Self(name: "") }
  static var fields: [ConfigurationField<Configuration.Model>] {
    [
      ConfigurationField(
        "file", \.file, "XGBoost (JSON, UBJSON, old binary) or ONNX file", example: "model.json"),
      ConfigurationField(
        "column", \.column, "Instead of a file: column that holds the scores", example: "score"),
      ConfigurationField(
        "command", \.command,
        "Instead of a file: program and arguments that answer arrays of rows (.npy) with arrays of scores",
        example: "[python3, score.py]"),
      ConfigurationField(
        "batches", \.batches,
        "How the program gets a block of rows: npy on its standard input, or hdf5: the path of a file as a line",
        example: "hdf5"),
      ConfigurationField(
        "timeLimit", \.timeLimit, "Seconds that the program may take for a block of rows", example: "60",
        .positive),
      ConfigurationField(
        "features", \.featureList,
        "What enters the model in the order of training, as a list or with preprocessing; left out: the columns that the model names",
        example: "{pt: {log: e, offset: -3.9, scale: 0.8}, eta: {}}"),
      ConfigurationField(
        "output", \.output, "Output of the model that is the score", example: "probabilities"),
      ConfigurationField(
        "class", \.class, "Class whose number is the score, by number or name; left out: the last of two",
        example: "1"),
      ConfigurationField(
        "margin", \.margin, "The number before the link function instead of the probability; trees only",
        example: "false"),
      ConfigurationField(
        "iterations", \.iterations,
        "Rounds of boosting that score: best, all or a number; left out: as XGBoost's usual call (XGBClassifier: best)",
        example: "best"),
      ConfigurationField(
        "threshold", \.threshold,
        "Score from which on an event is taken for positive; left out: by the signal efficiency of the analysis",
        example: "0.5"),
    ]
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    var model = blank
    model.name = name
    return model.fill(from: node, &reader) ? model : nil
  }

  mutating func check(_ given: Set<String>, _ node: Node, _ reader: inout ConfigurationReader) {
    // What was mistaken has been reported; what is null is not given.
    let sources = [("file", file != nil), ("column", column != nil), ("command", !command.isEmpty)]
    let named = sources.filter { $0.1 || reader.hasProblem(below: [$0.0]) }.map(\.0)
    if named.isEmpty { reader.problem("model '\(name)' needs 'file', 'command' or 'column'", at: node) }
    if named.count > 1 {
      let list = named.map { "'\($0)'" }.joined(separator: " and ")
      reader.problem("model '\(name)' has \(list); it can have one of them", at: node)
    }
    if let iterations, !Self.areIterations(iterations) {
      reader.problem(
        "'iterations' of model '\(name)' expects best, all or a whole number from 1 on, found '\(iterations)'",
        at: node)
    }
    if !command.isEmpty, features.isEmpty, !reader.hasProblem(below: ["features"]) {
      reader.problem("model '\(name)' is a command and needs 'features': what it gets, in order", at: node)
    }
  }
}

extension Configuration.Model {
  /// True for what `iterations` may be.
  public static func areIterations(_ text: String) -> Bool {
    ["best", "all"].contains(text) || Int(text).map { $0 > 0 } ?? false
  }
}

extension Configuration.ModelFeature: ConfigurationSection, NamedConfigurationValue {
  static var blank: Self { Self(name: "") }
  static var fields: [ConfigurationField<Configuration.ModelFeature>] {
    [
      ConfigurationField(
        "input", \.input, "The model's name for it; left out: the column's", example: "f0"),
      ConfigurationField("missing", \.missing, "Values that stand for no value", example: "[-999]"),
      ConfigurationField(
        "replacement", \.replacement, "What the model gets for a missing value; left out: NaN", example: "0"),
      ConfigurationField("clip", \.clip, "Range that values are clipped to", example: "[0, 500]"),
      ConfigurationField("log", \.log, "Logarithm taken after clipping: e, 10 or 1+x", example: "e"),
      ConfigurationField("offset", \.offset, "Added after the logarithm", example: "-3.9"),
      ConfigurationField("scale", \.scale, "Factor after the offset", example: "0.8"),
    ]
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    var feature = blank
    feature.name = name
    return feature.fill(from: node, &reader) ? feature : nil
  }

  static func bare(_ name: String) -> Self? { Self(name: name) }
}

/// Features in an order that matters: a mapping or a list in the file, always a list in the result document.
struct ModelFeatureList: ConfigurationValue {
  var all: [Configuration.ModelFeature]

  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    let feature = Configuration.ModelFeature.schema(vocabulary)
    var listed = feature.members
    listed["properties"] = .object(
      (feature["properties"]?.members ?? [:]).merging([columnKey: ["type": "string"]]) { a, _ in a })
    listed["required"] = [.string(columnKey)]
    return [
      "anyOf": [
        ["type": "object", "additionalProperties": ["anyOf": [feature, ["type": "null"]]]],
        ["type": "array", "items": ["anyOf": [["type": "string"], .object(listed)]]], ["type": "string"],
      ]
    ]
  }

  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    guard case .sequence(let sequence) = node else {
      return [Configuration.ModelFeature].read(namedIn: node, &reader).map(Self.init)
    }
    let before = reader.problems.count
    let features = sequence.enumerated().compactMap { index, item in
      reader.descend(index, item) { feature(item, &$0) }
    }
    return reader.problems.count == before ? Self(all: features) : nil
  }

  /// A name, or settings with the name among them.
  private static func feature(_ node: Node, _ reader: inout ConfigurationReader) -> Configuration
    .ModelFeature?
  {
    guard case .mapping(let mapping) = node else {
      return String.read(node, &reader).map { Configuration.ModelFeature(name: $0) }
    }
    let entries = reader.entries(mapping)
    guard let column = entries.first(where: { $0.name == columnKey }) else {
      reader.problem("a feature in a list needs '\(columnKey)': the column of the sample", at: node)
      return nil
    }
    guard let name = String.read(column.value, &reader) else { return nil }
    let rest = entries.filter { $0.name != columnKey }.map { ($0.key, $0.value) }
    return Configuration.ModelFeature.read(
      named: name, .mapping(Node.Mapping(rest, .implicit, .any, mapping.mark)), &reader)
  }

  private static let columnKey = "column"

  var json: JSONValue {
    .array(
      all.map { feature in
        var members = feature.brief.members
        guard !members.isEmpty else { return .string(feature.name) }
        members[Self.columnKey] = .string(feature.name)
        return .object(members)
      })
  }
}

extension Configuration.Model {
  fileprivate var featureList: ModelFeatureList {
    get { ModelFeatureList(all: features) }
    set { features = newValue.all }
  }
}
