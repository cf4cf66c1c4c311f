import AuditReport
import AuditSamples
import Yams

/// A section of the configuration: its table of fields is the only place where its settings are named.
///
/// The checker, the result document, the JSON Schema and the commented file of `simaudit init` are made from it.
protocol ConfigurationSection: ConfigurationValue {
  /// A section with the defaults.
  static var blank: Self { get }
  /// The settings, in the order in which they are documented.
  static var fields: [ConfigurationField<Self>] { get }
  /// What holds the settings, for sentences; nil: the name under which it stands.
  static var noun: String? { get }
  /// Looks at the settings together; `given` holds those that were written, also the mistaken ones.
  mutating func check(_ given: Set<String>, _ node: Node, _ reader: inout ConfigurationReader)
}

/// A section or value that stands under a name of the user's choice.
protocol NamedConfigurationValue: ConfigurationValue {
  var name: String { get }
  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self?
  /// What a bare name in a list stands for; nil: names need values.
  static func bare(_ name: String) -> Self?
  /// True when names are limited to a vocabulary, which the schema lists.
  static func knownNames(_ vocabulary: ConfigurationVocabulary) -> [(
    name: String, summary: String, schema: JSONValue
  )]?
}

/// What a value of the right type must also be.
enum ConfigurationConstraint: Sendable {
  case positive
  case atLeast(Double)
  case inside(Double, Double)
  /// A column name or an expression.
  case expression
  /// Names that the vocabulary knows.
  case oneOf(@Sendable (ConfigurationVocabulary) -> [String])
}

/// One setting of a section.
struct ConfigurationField<Root: Sendable>: Sendable {
  let name: String
  /// One sentence without a full stop, for the schema and for comments.
  let summary: String
  /// A value in YAML flow style, shown by `init`; loads without a mistake.
  let example: String
  let isRequired: Bool
  /// True for what a person writes even where it is the default.
  let isAlwaysWritten: Bool
  /// False for what cannot change a result, such as the number of threads.
  let isInResult: Bool
  /// True for what only some analyses know: the result document has it where it is set.
  let isOptionalInResult: Bool
  let read: @Sendable (Node, inout Root, inout ConfigurationReader) -> Void
  let json: @Sendable (Root) -> JSONValue
  let brief: @Sendable (Root) -> JSONValue
  /// For names of the user's choice: the values in their order.
  let members: (@Sendable (Root) -> [(name: String, value: JSONValue)])?
  let schema: @Sendable (ConfigurationVocabulary) -> JSONValue

  /// A setting that is a property.
  init<Value: ConfigurationValue>(
    _ name: String, _ property: WritableKeyPath<Root, Value> & Sendable, _ summary: String, example: String,
    _ constraint: ConfigurationConstraint? = nil, isRequired: Bool = false, isAlwaysWritten: Bool = false,
    isInResult: Bool = true, isOptionalInResult: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.isRequired = isRequired
    self.isAlwaysWritten = isAlwaysWritten || isRequired
    self.isInResult = isInResult
    self.isOptionalInResult = isOptionalInResult
    read = { node, root, reader in
      guard let value = Value.read(node, &reader), constraint?.accepts(value.json, node, &reader) ?? true
      else {
        return
      }
      root[keyPath: property] = value
    }
    json = { $0[keyPath: property].json }
    brief = { $0[keyPath: property].brief }
    members = nil
    schema = { constraint?.narrow(Value.schema($0), $0) ?? Value.schema($0) }
  }

  /// A setting that maps names of the user's choice to values.
  init<Value: NamedConfigurationValue>(
    named name: String, _ property: WritableKeyPath<Root, [Value]> & Sendable, _ summary: String,
    example: String, isRequired: Bool = false, isOptionalInResult: Bool = false
  ) {
    self.name = name
    self.summary = summary
    self.example = example
    self.isRequired = isRequired
    self.isOptionalInResult = isOptionalInResult
    isAlwaysWritten = isRequired
    isInResult = true
    read = { node, root, reader in
      if let values = [Value].read(namedIn: node, &reader) { root[keyPath: property] = values }
    }
    json = { root in
      .object(Dictionary(root[keyPath: property].map { ($0.name, $0.json) }) { _, last in last })
    }
    brief = { root in
      .object(Dictionary(root[keyPath: property].map { ($0.name, $0.brief) }) { _, last in last })
    }
    members = { $0[keyPath: property].map { ($0.name, $0.brief) } }
    schema = { [Value].schemaOfNames($0) }
  }
}

extension Array where Element: NamedConfigurationValue {
  /// Values under their names: a mapping, or a list of bare names where these mean something.
  static func read(namedIn node: Node, _ reader: inout ConfigurationReader) -> [Element]? {
    let canBeBare = Element.bare("") != nil
    switch node {
    case .mapping(let mapping):
      return reader.entries(mapping).compactMap { name, _, value in
        reader.descend(name, value) { Element.read(named: name, value, &$0) }
      }
    case .sequence, .scalar:
      guard canBeBare, let names = [String].read(node, &reader) else {
        if !canBeBare { reader.expected("names with their settings", at: node) }
        return nil
      }
      return names.compactMap(Element.bare)
    case .alias:
      reader.expected("names with their settings", at: node)
      return nil
    }
  }

  static func schemaOfNames(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    var mapping: [String: JSONValue] = ["type": "object"]
    if let known = Element.knownNames(vocabulary) {
      mapping["properties"] = .object(Dictionary(known.map { ($0.name, $0.schema) }) { first, _ in first })
      mapping["additionalProperties"] = false
    } else {
      mapping["additionalProperties"] = Element.schema(vocabulary)
    }
    guard Element.bare("") != nil else { return .object(mapping) }
    // A name that means something by itself needs no settings.
    mapping["additionalProperties"] = ["anyOf": [Element.schema(vocabulary), ["type": "null"]]]
    return ["anyOf": [.object(mapping), [String].schema(vocabulary)]]
  }
}

extension NamedConfigurationValue {
  static func bare(_ name: String) -> Self? { nil }
  static func knownNames(
    _ vocabulary: ConfigurationVocabulary
  ) -> [(name: String, summary: String, schema: JSONValue)]? { nil }
}

extension ConfigurationConstraint {
  /// Reports a value that is of the right type and yet wrong.
  func accepts(_ value: JSONValue, _ node: Node, _ reader: inout ConfigurationReader) -> Bool {
    switch (self, value) {
    case (_, .array(let values)):
      return values.enumerated().reduce(true) { isFine, element in
        var place = node
        if case .sequence(let sequence) = node, sequence.indices.contains(element.offset) {
          place = sequence[element.offset]
        }
        return accepts(element.element, place, &reader) && isFine
      }
    case (.positive, .number(let number)) where number <= 0: reader.expected("a number above 0", at: node)
    case (.atLeast(let least), .number(let number)) where number < least:
      reader.expected("a number from \(LimitRule.text(least)) on", at: node)
    case (.inside(let low, let high), .number(let number)) where number <= low || number >= high:
      reader.expected("a number between \(LimitRule.text(low)) and \(LimitRule.text(high))", at: node)
    case (.expression, .string(let text)):
      do {
        _ = try ColumnExpression(checkingSyntaxOf: text)
        return true
      } catch { reader.problem("\(reader.setting): \(error)", at: node) }
    case (.oneOf(let names), .string(let text)):
      let known = names(reader.vocabulary)
      if known.contains(text) { return true }
      reader.problem(
        "'\(reader.setting)' does not know '\(text)'\(suggestion(for: text, among: known))", at: node)
    default: return true
    }
    return false
  }

  /// The schema of a value that must also fulfil the constraint.
  func narrow(_ schema: JSONValue, _ vocabulary: ConfigurationVocabulary) -> JSONValue {
    guard case .object(var members) = schema else { return schema }
    if case .array(let options)? = members["anyOf"] {
      return ["anyOf": .array(options.map { narrow($0, vocabulary) })]
    }
    if let items = members["items"] {
      members["items"] = narrow(items, vocabulary)
      return .object(members)
    }
    switch self {
    case .positive: members["exclusiveMinimum"] = 0
    case .atLeast(let least): members["minimum"] = .number(least)
    case .inside(let low, let high):
      members["exclusiveMinimum"] = .number(low)
      members["exclusiveMaximum"] = .number(high)
    case .expression: break
    case .oneOf(let names): return ["enum": .array(names(vocabulary).map(JSONValue.string))]
    }
    return .object(members)
  }
}
