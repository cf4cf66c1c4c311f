import AuditReport
import Foundation
import Yams

/// A configuration together with where each of its settings stands in the file.
public struct ConfigurationFile: Sendable {
  /// What the file asks for.
  public var configuration: Configuration
  /// Path as given; nil when the text came from elsewhere.
  public var path: String?
  private let places: [[String]: Mark]

  /// A configuration that no file stands for.
  public init(_ configuration: Configuration) {
    self.configuration = configuration
    path = nil
    places = [:]
  }

  /// Reads and checks a file; throws ``ConfigurationError`` with all mistakes.
  public init(path: String, _ vocabulary: ConfigurationVocabulary) throws {
    let text: String
    do {
      text = try String(contentsOf: URL(fileURLWithPath: path), encoding: .utf8)
    } catch {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let sentence =
        if !exists {
          "there is no such file; 'simaudit init' writes a configuration for your samples"
        } else if isFolder.boolValue {
          "this is a folder; the configuration is a YAML file"
        } else if FileManager.default.isReadableFile(atPath: path) {
          "this is not a text file in UTF-8; the configuration is a YAML file"
        } else {
          "the file cannot be read: no permission"
        }
      throw ConfigurationError([ConfigurationProblem(file: path, sentence: sentence)])
    }
    try self.init(text: text, path: path, vocabulary)
  }

  /// Reads and checks a text; throws ``ConfigurationError`` with all mistakes.
  public init(text: String, path: String? = nil, _ vocabulary: ConfigurationVocabulary) throws {
    var reader = ConfigurationReader(vocabulary: vocabulary, file: path)
    let root: Node?
    do {
      root = try Yams.compose(yaml: text)
    } catch let error as YamlError {
      throw ConfigurationError([ConfigurationProblem(error, file: path)])
    }
    guard let root, !ConfigurationReader.isNull(root) else {
      let sentence = "the configuration is empty; 'simaudit init' writes one for your samples"
      throw ConfigurationError([ConfigurationProblem(file: path, sentence: sentence)])
    }
    let configuration = Configuration.read(root, &reader)
    guard let configuration, reader.problems.isEmpty else { throw ConfigurationError(reader.problems) }
    self.configuration = configuration
    self.path = path
    places = reader.places
  }

  /// True when the setting stands in the file.
  func hasPlace(_ path: [String]) -> Bool { places[path] != nil }

  /// A mistake at a setting, for what only shows once the samples are open.
  ///
  /// `path` leads to the setting from outside to inside, e.g. samples, data, weight; where a part of it has no place of its
  /// own, the place of the section around it is given.
  public func problem(at path: [String], _ sentence: String) -> ConfigurationProblem {
    var known = path
    while !known.isEmpty, places[known] == nil { known.removeLast() }
    let mark = places[known]
    return ConfigurationProblem(
      file: self.path, line: mark?.line, column: mark?.column, path: path, sentence: sentence)
  }
}

extension ConfigurationProblem {
  /// What the YAML parser says, as one line.
  init(_ error: YamlError, file: String?) {
    self.init(file: file, sentence: "")
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      line = mark.line
      column = mark.column
      let during = context.map { " " + $0.text } ?? ""
      sentence = "this is not valid YAML: \(problem)\(during); check indentation, quotes and brackets"
    case .reader(let problem, _, _, _): sentence = "this is not valid YAML: \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      line = context.mark.line
      column = context.mark.column
      let names = Set(duplicates).sorted().map { "'\($0)'" }.joined(separator: ", ")
      sentence = "\(names) is set twice in the same section"
    default: sentence = "this is not valid YAML"
    }
  }
}
