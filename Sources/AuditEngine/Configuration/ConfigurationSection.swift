import AuditReport
import Yams

extension ConfigurationSection {
  static var noun: String? { nil }
  mutating func check(_ given: Set<String>, _ node: Node, _ reader: inout ConfigurationReader) {}

  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    var section = blank
    return section.fill(from: node, &reader) ? section : nil
  }

  /// Takes over what the node says, reporting every mistake; false when it is no mapping at all.
  mutating func fill(from node: Node, _ reader: inout ConfigurationReader) -> Bool {
    let name = Self.noun ?? "'\(reader.setting)'"
    if ConfigurationReader.isNull(node) {
      check([], node, &reader)
      return true
    }
    guard case .mapping(let mapping) = node else {
      let names = Self.fields.map { "'\($0.name)'" }.joined(separator: ", ")
      reader.problem(
        "\(name) expects settings (\(names)), found \(ConfigurationReader.describe(node))", at: node)
      return false
    }
    var given: Set<String> = []
    for (key, keyNode, value) in reader.entries(mapping) {
      guard let field = Self.fields.first(where: { $0.name == key }) else {
        guard reader.problems.count < ConfigurationError.most else { continue }
        let names = Self.fields.map(\.name)
        reader.problem(ConfigurationReader.unknown(key, in: name, among: names), at: keyNode)
        continue
      }
      given.insert(key)
      // A key with nothing behind it is a setting that was left alone.
      if ConfigurationReader.isNull(value) { continue }
      reader.descend(key, value) { field.read(value, &self, &$0) }
    }
    for field in Self.fields where field.isRequired && !given.contains(field.name) {
      reader.problem("\(name) needs '\(field.name)': \(field.summary)", at: node)
    }
    check(given, node, &reader)
    return true
  }

  /// Every setting with its value; what is not set is null or empty and reads back as not set.
  var json: JSONValue {
    var members: [String: JSONValue] = [:]
    for field in Self.fields where field.isInResult {
      let value = field.json(self)
      if field.isOptionalInResult, value == field.json(Self.blank) { continue }
      members[field.name] = value
    }
    return .object(members)
  }

  var brief: JSONValue {
    var members: [String: JSONValue] = [:]
    for field in Self.fields where field.json(self) != field.json(Self.blank) || field.isAlwaysWritten {
      members[field.name] = field.brief(self)
    }
    return .object(members)
  }

  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    let defaults = blank
    var properties: [String: JSONValue] = [:]
    for field in fields {
      guard case .object(var members) = field.schema(vocabulary) else { continue }
      members["description"] = .string(field.summary + ".")
      switch field.json(defaults) {
      case .null, .array([]), .object([:]): break
      case let value where !field.isRequired: members["default"] = value
      default: break
      }
      // Null stands for a setting that is left alone.
      properties[field.name] = [
        "description": members["description"] ?? "", "anyOf": [.object(members), ["type": "null"]],
      ]
    }
    var schema: [String: JSONValue] = [
      "type": "object", "properties": .object(properties), "additionalProperties": false,
    ]
    let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
    if !required.isEmpty { schema["required"] = .array(required) }
    return .object(schema)
  }
}
