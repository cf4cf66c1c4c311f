import AuditReport
import AuditSamples
import Yams

/// A value that a configuration holds: how it is read, written into the result document and described to editors.
protocol ConfigurationValue: Sendable, Equatable {
  /// JSON Schema (draft 2020-12) of the value.
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue
  /// The value of a node, or nil after a mistake has been reported.
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self?
  /// The value in the result document; reading it again gives the value.
  var json: JSONValue { get }
  /// The value as a person would write it: without what is the default.
  var brief: JSONValue { get }
}

extension ConfigurationValue {
  var brief: JSONValue { json }
}

extension String: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    ["type": ["string", "number", "boolean"]]
  }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> String? {
    // Whatever YAML would make of `yes` or `007`: where a text is wanted, it is one.
    guard case .scalar(let scalar) = node, !ConfigurationReader.isNull(node) else {
      reader.expected("a text", at: node)
      return nil
    }
    guard !scalar.string.allSatisfy(\.isWhitespace) else {
      reader.problem("'\(reader.setting)' is empty", at: node)
      return nil
    }
    return scalar.string
  }
  var json: JSONValue { .string(self) }
}

extension Double: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue { ["type": "number"] }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Double? {
    guard case .scalar(let scalar) = node, let value = Double(scalar.string), value.isFinite else {
      reader.expected("a number", at: node)
      return nil
    }
    return value
  }
  var json: JSONValue { .number(self) }
}

extension Int: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue { ["type": "integer"] }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Int? {
    guard case .scalar(let scalar) = node,
      let value = Int(scalar.string) ?? Double(scalar.string).flatMap(Int.init(exactly:))
    else {
      reader.expected("a whole number", at: node)
      return nil
    }
    return value
  }
  var json: JSONValue { .number(Double(self)) }
}

extension Bool: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue { ["type": "boolean"] }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Bool? {
    guard case .scalar(let scalar) = node else {
      reader.expected("true or false", at: node)
      return nil
    }
    switch scalar.string.lowercased() {
    case "true", "yes", "on": return true
    case "false", "no", "off": return false
    default:
      reader.expected("true or false", at: node)
      return nil
    }
  }
  var json: JSONValue { .bool(self) }
}

extension Optional: ConfigurationValue where Wrapped: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue { Wrapped.schema(vocabulary) }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Wrapped?? {
    Wrapped.read(node, &reader).map { .some($0) }
  }
  var json: JSONValue { self?.json ?? .null }
}

/// A list; a single value stands for a list of one.
extension Array: ConfigurationValue where Element: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    let element = Element.schema(vocabulary)
    return ["anyOf": [element, ["type": "array", "items": element]]]
  }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> [Element]? {
    guard case .sequence(let sequence) = node else { return Element.read(node, &reader).map { [$0] } }
    let count = reader.problems.count
    let elements = sequence.enumerated().compactMap { index, item in
      reader.descend(index, item) { Element.read(item, &$0) }
    }
    return reader.problems.count == count ? elements : nil
  }
  var json: JSONValue { .array(map(\.json)) }
  var brief: JSONValue { .array(map(\.brief)) }
}

/// `[low, high]`
extension ClosedRange: ConfigurationValue where Bound == Double {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    ["type": "array", "items": ["type": "number"], "minItems": 2, "maxItems": 2]
  }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> ClosedRange<Double>? {
    guard case .sequence(let sequence) = node, sequence.count == 2 else {
      reader.expected("two numbers, [low, high]", at: node)
      return nil
    }
    guard let low = Double.read(sequence[0], &reader), let high = Double.read(sequence[1], &reader) else {
      return nil
    }
    guard low < high else {
      reader.problem(
        "'\(reader.setting)' expects [low, high] with low below high, found [\(LimitRule.text(low)), \(LimitRule.text(high))]",
        at: node)
      return nil
    }
    return low...high
  }
  var json: JSONValue { [.number(lowerBound), .number(upperBound)] }
}

/// One of a few names.
protocol ConfigurationChoice: ConfigurationValue, CaseIterable, RawRepresentable<String> {}

extension ConfigurationChoice {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    ["enum": .array(allCases.map { .string($0.rawValue) })]
  }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    if case .scalar(let scalar) = node, let value = Self(rawValue: scalar.string) { return value }
    let names = allCases.map(\.rawValue)
    reader.expected("one of " + names.map { "'\($0)'" }.joined(separator: ", "), at: node)
    return nil
  }
  var json: JSONValue { .string(rawValue) }
}

extension SampleRole: ConfigurationChoice {}
extension Severity: ConfigurationChoice {}
extension Configuration.ModelFeature.Logarithm: ConfigurationChoice {}
extension Configuration.Batches: ConfigurationChoice {}

extension LimitRule.Bound: ConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    ["anyOf": [["type": "number"], ["const": "none"]]]
  }
  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> LimitRule.Bound? {
    guard case .scalar(let scalar) = node else {
      reader.expected("a number or 'none'", at: node)
      return nil
    }
    if scalar.string == "none" { return .open }
    guard let value = Double(scalar.string), value.isFinite else {
      reader.expected("a number or 'none'", at: node)
      return nil
    }
    return .value(value)
  }
  var json: JSONValue {
    switch self {
    case .value(let value): .number(value)
    case .open: "none"
    }
  }
}
