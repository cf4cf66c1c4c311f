import AuditReport
import AuditSamples
import Foundation
import Yams

/// What a user wants to know, and so which analyses belong together.
public enum AnalysisQuestion: Sendable, Equatable {
  /// How different is simulation from data?
  case shift
  /// What is the sample to train on made of?
  case composition
  /// What does a miscalibration do to a classifier?
  case robustness
  /// What makes data distinguishable from simulation, and what does that do to a classifier?
  case impact

  /// True when an audit asks the question whose configuration names no analysis.
  public var isAskedByDefault: Bool { self != .impact }

  /// True when samples of these roles, and models where there are any, can tell.
  public func isAnswered(by roles: [SampleRole], hasModels: Bool = false) -> Bool {
    switch self {
    case .robustness: hasModels && roles.contains { $0 != .data }
    case .shift, .impact: roles.contains(.simulation) && roles.contains(.data)
    case .composition: roles.contains(.training)
    }
  }
}

/// An analysis that a configuration can ask for: its settings are the stored properties of a Codable value.
public struct AnalysisKind: Sendable {
  /// One setting of an analysis.
  public struct Setting: Sendable, Equatable {
    /// Name, as encoded.
    public var name: String
    /// One sentence without a full stop.
    public var summary: String
    /// JSON Schema of the value; empty: anything.
    public var schema: JSONValue
  }

  /// Name under `analyses`, e.g. `shift`.
  public var kind: String
  /// One sentence without a full stop.
  public var summary: String
  /// The settings, in the order in which they are documented.
  public var settings: [Setting]
  /// The defaults; settings without one are absent.
  public var defaults: JSONValue
  /// What it helps to answer.
  public var question = AnalysisQuestion.shift
  /// True when it measures classifiers, and so needs a label and models.
  public var needsModels = false
  /// Decodes the settings and encodes them again, defaults filled in.
  let complete: @Sendable (Node) throws -> JSONValue

  /// An analysis whose settings are `Settings`.
  ///
  /// - Parameters:
  ///   - kind: Name under `analyses`.
  ///   - summary: One sentence without a full stop.
  ///   - defaults: The settings when nothing is set.
  ///   - settings: Name and one sentence for each setting; all other names are refused.
  ///   - schemas: JSON Schemas of settings whose default does not tell their type.
  public init<Settings: Codable & Sendable>(
    _ kind: String, summary: String, defaults: Settings, settings: [(name: String, summary: String)],
    schemas: [String: JSONValue] = [:]
  ) {
    let encoded = (try? JSONValue(encoding: defaults)) ?? .object([:])
    self.kind = kind
    self.summary = summary
    self.defaults = encoded
    self.settings = settings.map { name, summary in
      Setting(name: name, summary: summary, schema: schemas[name] ?? encoded[name]?.schemaOfType ?? [:])
    }
    complete = { try JSONValue(encoding: YAMLDecoder().decode(Settings.self, from: $0)) }
  }

  /// The settings that a node gives, on top of the defaults; every mistake is reported.
  func read(_ node: Node, _ reader: inout ConfigurationReader) -> JSONValue? {
    if ConfigurationReader.isNull(node) || node == Node("true") { return defaults }
    guard case .mapping(let mapping) = node else {
      reader.expected("settings (" + settings.map { "'\($0.name)'" }.joined(separator: ", ") + ")", at: node)
      return nil
    }
    let before = reader.problems.count
    var all = defaults.members.mapValues(\.node)
    for (name, key, value) in reader.entries(mapping) {
      guard let setting = settings.first(where: { $0.name == name }) else {
        let sentence = ConfigurationReader.unknown(name, in: "'\(kind)'", among: settings.map(\.name))
        reader.problem(sentence, at: key)
        continue
      }
      if ConfigurationReader.isNull(value) { continue }
      let value = listed(value, name)
      // Each on its own, so that one mistake does not hide the next.
      var single = defaults.members.mapValues(\.node)
      single[name] = value
      reader.descend(name, value) { reader in
        do {
          _ = try complete(Node(single))
        } catch let error as DecodingError {
          reader.problem(setting.sentence(error, value), at: value)
        } catch { reader.problem("\(name): \(error)", at: value) }
      }
      all[name] = value
    }
    guard reader.problems.count == before else { return nil }
    do {
      return try complete(Node(all))
    } catch {
      reader.problem("\(kind): \(error)", at: node)
      return nil
    }
  }
}

extension AnalysisKind {
  /// A single value stands for a list of one.
  private func listed(_ value: Node, _ setting: String) -> Node {
    guard case .array? = defaults[setting], case .scalar = value else { return value }
    return .sequence(Node.Sequence([value], .implicit, .any, value.mark))
  }
}

extension AnalysisKind.Setting {
  fileprivate func sentence(_ error: DecodingError, _ node: Node) -> String {
    let found = ConfigurationReader.describe(node)
    if schema["enum"] == nil, case .dataCorrupted(let context) = error, !context.debugDescription.isEmpty {
      return "'\(name)' cannot be \(found): \(context.debugDescription)"
    }
    return "'\(name)' expects \(schema.wordsForType), found \(found)"
  }
}

extension JSONValue {
  init(encoding value: some Encodable) throws {
    self = try JSONDecoder().decode(JSONValue.self, from: JSONEncoder().encode(value))
  }

  func decode<Value: Decodable>(as type: Value.Type) throws -> Value {
    try JSONDecoder().decode(type, from: JSONEncoder().encode(self))
  }

  var members: [String: JSONValue] {
    guard case .object(let members) = self else { return [:] }
    return members
  }

  subscript(name: String) -> JSONValue? { members[name] }

  fileprivate var schemaOfType: JSONValue {
    switch self {
    case .null: [:]
    case .bool: ["type": "boolean"]
    case .number: ["type": "number"]
    case .string: ["type": "string"]
    case .array: ["type": "array"]
    case .object: ["type": "object"]
    }
  }

  fileprivate var wordsForType: String {
    if case .array(let names)? = self["enum"] {
      return "one of "
        + names.map { if case .string(let name) = $0 { "'\(name)'" } else { "…" } }.joined(separator: ", ")
    }
    return switch self["type"] {
    case "boolean": "true or false"
    case "number": "a number"
    case "integer": "a whole number"
    case "string": "a text"
    case "array": "a list"
    case "object": "settings"
    default: "another value"
    }
  }

  /// The value as YAML.
  var node: Node {
    switch self {
    case .null: Node("null", Tag(.null))
    case .bool(let value): Node(value ? "true" : "false", Tag(.bool))
    case .number(let value):
      Int(exactly: value).map { Node("\($0)", Tag(.int)) } ?? Node("\(value)", Tag(.float))
    case .string(let value): Node(value, Tag(.str), .doubleQuoted)
    case .array(let values): Node(values.map(\.node))
    case .object(let members): Node(members.mapValues(\.node))
    }
  }
}

extension Node {
  fileprivate init(_ members: [String: Node]) {
    self.init(members.sorted { $0.key < $1.key }.map { (Node($0.key, Tag(.str)), $0.value) })
  }
}

extension AnalysisKind {
  /// JSON Schema of the settings.
  var schema: JSONValue {
    var properties: [String: JSONValue] = [:]
    for setting in settings {
      var members = setting.schema.members
      members["description"] = .string(setting.summary + ".")
      if let value = defaults[setting.name] { members["default"] = value }
      properties[setting.name] = .object(members)
    }
    return [
      "description": .string(summary + "."),
      "anyOf": [
        ["type": "object", "properties": .object(properties), "additionalProperties": false],
        ["type": "null"], ["const": true],
      ],
    ]
  }
}
