/// Features that one cause moves together: an energy scale reaches all energies alike.
public struct FeatureGroup: Sendable, Equatable {
  /// Name in the report.
  public var name: String
  /// Its features, in order.
  public var features: [String]

  /// A group.
  public init(name: String, features: [String]) {
    self.name = name
    self.features = features
  }
}
