import AuditAnalysis
import AuditReport
import AuditSamples
import Yams

extension Configuration {
  /// Features that one cause moves together, by name or pattern.
  public struct Group: Sendable, Equatable {
    /// Name in the report.
    public var name: String
    /// Columns by name or pattern.
    public var features: [String]

    /// A group.
    public init(name: String, features: [String]) {
      self.name = name
      self.features = features
    }
  }

  /// The groups with their patterns resolved, in order.
  public func groups(among columns: [ColumnInfo]) -> [FeatureGroup] {
    groups.map { group in
      FeatureGroup(name: group.name, features: self.columns(named: group.features, among: columns))
    }
  }
}

extension Configuration.Group: NamedConfigurationValue {
  static func schema(_ vocabulary: ConfigurationVocabulary) -> JSONValue { [String].schema(vocabulary) }

  static func read(_ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    read(named: reader.setting, node, &reader)
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    guard let features = [String].read(node, &reader) else { return nil }
    guard features.count > 1 || features.contains(where: { !NamePattern($0).isName }) else {
      reader.problem("the group '\(name)' needs two features or a pattern", at: node)
      return nil
    }
    return Self(name: name, features: features)
  }

  var json: JSONValue { .array(features.map(JSONValue.string)) }
}
