import AuditReport
import Yams

extension Configuration {
  /// What a mix is meant to be: the share of one level, or under the name of a column the shares of its levels.
  public struct ExpectedMix: Sendable, Equatable {
    /// A share, or shares by level; in any normalisation.
    public enum Content: Sendable, Equatable {
      /// `name` is a level of the processes, or of the label where there is one process.
      case share(Double)
      /// `name` is the label, a category, or `process`.
      case levels([String: Double])
    }
    /// Level or column.
    public var name: String
    /// Its share or shares.
    public var content: Content

    /// A wanted share or mix.
    public init(name: String, content: Content) {
      self.name = name
      self.content = content
    }
  }

  /// The wanted mixes by column; shares that stand without a column belong to `column`.
  public func expectedMix(ofLevelsWithoutColumn column: String) -> [String: [String: Double]] {
    var mixes: [String: [String: Double]] = [:]
    for entry in expected {
      switch entry.content {
      case .share(let share): mixes[column, default: [:]][entry.name] = share
      case .levels(let levels): mixes[entry.name, default: [:]].merge(levels) { _, last in last }
      }
    }
    return mixes
  }
}

extension Configuration.ExpectedMix: NamedConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue {
    let share: JSONValue = ["type": "number", "minimum": 0]
    return ["anyOf": [share, ["type": "object", "additionalProperties": share]]]
  }

  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    read(named: reader.setting, node, &reader)
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    guard case .mapping(let mapping) = node else {
      return share(node, &reader).map { Self(name: name, content: .share($0)) }
    }
    var levels: [String: Double] = [:]
    for (level, _, value) in reader.entries(mapping) {
      if let share = reader.descend(level, value, { Self.share(value, &$0) }) { levels[level] = share }
    }
    guard levels.count == mapping.count else { return nil }
    guard levels.values.contains(where: { $0 > 0 }) else {
      reader.problem("the expected mix of '\(name)' needs a share above 0", at: node)
      return nil
    }
    return Self(name: name, content: .levels(levels))
  }

  private static func share(_ node: Node, _ reader: inout ConfigurationReader) -> Double? {
    guard case .scalar(let scalar) = node, let share = Double(scalar.string), share.isFinite, share >= 0
    else {
      reader.expected("a share from 0 on, or shares by level", at: node)
      return nil
    }
    return share
  }

  var json: JSONValue {
    switch content {
    case .share(let share): .number(share)
    case .levels(let levels): .object(levels.mapValues(JSONValue.number))
    }
  }
}
