import AuditReport
import AuditSamples
import Yams

extension Configuration {
  /// What physics expects of the models: a kind with its settings, and the events that it is tested on.
  public struct Expectation: Sendable, Equatable {
    /// Name in the report.
    public var name: String
    /// Kind, e.g. `invariance`.
    public var kind: String
    /// Settings of the kind, defaults filled in.
    public var settings: JSONValue
    /// Events that it is tested on; nil: all.
    public var select: String?

    /// An expectation with encoded settings.
    public init(name: String, kind: String, settings: JSONValue, select: String? = nil) {
      self.name = name
      self.kind = kind
      self.settings = settings
      self.select = select
    }
  }
}

/// What every expectation has beside the settings of its kind.
private struct ExpectationFrame: ConfigurationSection {
  var kind: String?
  var select: String?

  static var blank: Self { Self() }
  static var fields: [ConfigurationField<ExpectationFrame>] {
    [
      ConfigurationField(
        "kind", \.kind, "Kind as 'simaudit list' names it; left out: the name", example: "invariance",
        .oneOf { $0.expectations.map(\.kind) }),
      ConfigurationField(
        "select", \.select, "Events that it is tested on; left out: all", example: "mass > 60", .expression),
    ]
  }
}

extension Configuration.Expectation: NamedConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    var properties = ExpectationFrame.schema(vocabulary)["properties"]?.members ?? [:]
    for kind in vocabulary.expectations {
      for setting in kind.settings where properties[setting.name] == nil {
        properties[setting.name] = .object(
          setting.schema.members.merging(["description": .string(setting.summary + ".")]) { own, _ in own })
      }
    }
    // Kinds may have a setting of one name and different types.
    return ["type": "object", "properties": .object(properties), "additionalProperties": false]
  }

  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    read(named: reader.setting, node, &reader)
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    let mapping: Node.Mapping
    if case .mapping(let given) = node {
      mapping = given
    } else if ConfigurationReader.isNull(node) {
      mapping = Node.Mapping([], .implicit, .any, node.mark)
    } else {
      reader.expected("settings ('kind', 'features', 'select' …)", at: node)
      return nil
    }
    let shared = ExpectationFrame.fields.map(\.name)
    let entries = reader.entries(mapping)
    func part(_ isShared: Bool) -> Node {
      let own = entries.filter { shared.contains($0.name) == isShared }.map { ($0.key, $0.value) }
      return .mapping(Node.Mapping(own, .implicit, .any, mapping.mark))
    }
    guard let frame = ExpectationFrame.read(part(true), &reader) else { return nil }
    let known = reader.vocabulary.expectations
    guard let kind = known.first(where: { $0.kind == frame.kind ?? name }) else {
      if frame.kind == nil, !reader.hasProblem(below: ["kind"]) {
        let names = known.map(\.kind)
        reader.problem(
          "expectation '\(name)' needs a 'kind'\(suggestion(for: name, among: names))", at: node)
      }
      return nil
    }
    guard let settings = kind.read(part(false), &reader) else { return nil }
    return Self(name: name, kind: kind.kind, settings: settings, select: frame.select)
  }

  var json: JSONValue {
    var members = settings.members
    members["kind"] = .string(kind)
    members["select"] = select?.json
    return .object(members)
  }
}
