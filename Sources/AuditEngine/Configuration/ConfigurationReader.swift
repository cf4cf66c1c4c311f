import AuditReport
import AuditSamples
import Yams

/// What a configuration can name beyond its own settings; whoever puts the program together fills it in.
public struct ConfigurationVocabulary: Sendable {
  /// Analyses that can be asked for.
  public var analyses: [AnalysisKind]
  /// Reporters that can write the result.
  public var formats: [String]
  /// Metrics that can be limited.
  public var metrics: [MetricDefault]

  /// A vocabulary.
  public init(analyses: [AnalysisKind], formats: [String], metrics: [MetricDefault] = MetricDefault.all) {
    self.analyses = analyses
    self.formats = formats
    self.metrics = metrics
  }
}

/// Goes through a YAML tree, collecting mistakes instead of stopping at the first.
struct ConfigurationReader {
  let vocabulary: ConfigurationVocabulary
  let file: String?
  var problems: [ConfigurationProblem] = []
  /// Where each setting stands, by its path: for mistakes that only show once the files are open.
  var places: [[String]: Mark] = [:]
  /// Names of the sections and settings around the current node.
  var path: [String] = []

  init(vocabulary: ConfigurationVocabulary, file: String?) {
    self.vocabulary = vocabulary
    self.file = file
  }

  /// Name of the current setting.
  var setting: String { path.last ?? "the configuration" }

  mutating func problem(_ sentence: String, at node: Node) {
    problems.append(
      ConfigurationProblem(
        file: file, line: node.mark?.line, column: node.mark?.column, path: path, sentence: sentence))
  }

  /// "'bins' expects a whole number, found 'many'".
  mutating func expected(_ what: String, at node: Node) {
    problem("'\(setting)' expects \(what), found \(Self.describe(node))", at: node)
  }

  /// True when a mistake has been reported in this setting of the current section.
  func hasProblem(below setting: [String]) -> Bool {
    problems.contains { $0.path.starts(with: path + setting) }
  }

  /// Reads what is below `name`, remembering where it stands.
  mutating func descend<Result>(
    _ name: String, _ node: Node, _ body: (inout ConfigurationReader) -> Result
  ) -> Result {
    path.append(name)
    defer { path.removeLast() }
    if let mark = node.mark { places[path] = mark }
    return body(&self)
  }

  /// Names and values of a mapping whose keys are texts.
  mutating func entries(_ mapping: Node.Mapping) -> [(name: String, key: Node, value: Node)] {
    mapping.compactMap { key, value in
      guard case .scalar(let scalar) = key else {
        problem("'\(setting)' needs names as keys, found \(Self.describe(key))", at: key)
        return nil
      }
      return (scalar.string, key, value)
    }
  }

  static func isNull(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
      return false
    }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  static func describe(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): isNull(node) ? "nothing" : "'\(scalar.string)'"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  /// "'shift' has no setting 'bin'; it has 'bins', 'features'": few names are listed whole, the nearest first.
  static func unknown(_ name: String, in section: String, among names: [String], what: String = "setting")
    -> String
  {
    let near = nearestNames(to: name, among: names, limit: names.count)
    let sentence = "\(section) has no \(what) '\(name)'"
    if names.isEmpty { return "\(sentence); it has none" }
    if names.count > 8, !near.isEmpty { return sentence + suggestion(for: name, among: names) }
    let listed = near + names.filter { !near.contains($0) }
    return "\(sentence); it has " + listed.map { "'\($0)'" }.joined(separator: ", ")
  }
}
