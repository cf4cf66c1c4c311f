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
  /// Kinds of miscalibrations that can be injected.
  public var miscalibrations: [AnalysisKind]
  /// Kinds of physics expectations that can be tested.
  public var expectations: [AnalysisKind]

  /// A vocabulary.
  public init(
    analyses: [AnalysisKind], formats: [String], metrics: [MetricDefault] = MetricDefault.all,
    miscalibrations: [AnalysisKind] = MiscalibrationRegistry.entries.map(\.kind),
    expectations: [AnalysisKind] = ExpectationRegistry.entries.map(\.kind)
  ) {
    self.expectations = expectations
    self.miscalibrations = miscalibrations
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

  /// Name of the current setting, for sentences: elements of a list go by the name of the list.
  private(set) var setting = "the configuration"

  mutating func problem(_ sentence: String, at node: Node) { problem(sentence, at: node.mark) }

  mutating func problem(_ sentence: String, at place: Mark?) {
    guard problems.count < ConfigurationError.most else { return }
    problems.append(
      ConfigurationProblem(
        file: file, line: place?.line, column: place?.column, path: path, sentence: sentence))
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
    let outer = setting
    setting = name
    path.append(name)
    defer {
      path.removeLast()
      setting = outer
    }
    if let mark = node.mark { places[path] = mark }
    return body(&self)
  }

  /// Reads an element of a list.
  mutating func descend<Result>(
    _ index: Int, _ node: Node, _ body: (inout ConfigurationReader) -> Result
  ) -> Result {
    path.append("\(index)")
    defer { path.removeLast() }
    if let mark = node.mark { places[path] = mark }
    return body(&self)
  }

  /// Names and values of a mapping whose keys are texts, those merged in by `<<: *anchor` last.
  mutating func entries(_ mapping: Node.Mapping) -> [(name: String, key: Node, value: Node)] {
    var own: [(name: String, key: Node, value: Node)] = []
    var merged: [(name: String, key: Node, value: Node)] = []
    for (key, value) in mapping {
      guard case .scalar(let scalar) = key else {
        problem("'\(setting)' needs names as keys, found \(Self.describe(key))", at: key)
        continue
      }
      if scalar.string == "<<", scalar.style == .plain {
        guard case .mapping(let other) = value else {
          problem("'<<' expects an anchor of settings to take over, found \(Self.describe(value))", at: value)
          continue
        }
        merged += entries(other)
      } else {
        own.append((scalar.string, key, value))
      }
    }
    for entry in merged where !own.contains(where: { $0.name == entry.name }) { own.append(entry) }
    return own
  }

  static func isNull(_ node: Node) -> Bool {
    guard case .scalar(let scalar) = node, scalar.style == .plain || scalar.style == .any else {
      return false
    }
    return ["", "~", "null", "Null", "NULL"].contains(scalar.string)
  }

  /// A text from the file as it may stand in a sentence: on one line, not endless.
  static func shown(_ text: String) -> String {
    let line = YAMLText.comment(String(text.prefix(61)))
    return text.count > 60 ? line.prefix(60) + "…" : line
  }

  static func describe(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): isNull(node) ? "nothing" : "'\(shown(scalar.string))'"
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
    let sentence = "\(section) has no \(what) '\(shown(name))'"
    if names.isEmpty { return "\(sentence); it has none" }
    if names.count > 8, !near.isEmpty { return sentence + suggestion(for: name, among: names) }
    let listed = near + names.filter { !near.contains($0) }
    let rest = listed.count > 12 ? " and \(listed.count - 12) more" : ""
    return "\(sentence); it has " + listed.prefix(12).map { "'\($0)'" }.joined(separator: ", ") + rest
  }
}
