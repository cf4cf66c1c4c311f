/// What a finding speaks of. Fields that do not apply are absent.
public struct Subject: Codable, Sendable, Equatable {
  /// Numeric column.
  public var feature: String?
  /// Category column.
  public var category: String?
  /// The simulation compared.
  public var simulation: String?
  /// The data compared.
  public var data: String?
  /// A sample looked at on its own.
  public var sample: String?
  /// A second column, for findings about a pair of columns.
  public var other: String?

  /// A subject with the named parts.
  public init(
    feature: String? = nil, category: String? = nil, simulation: String? = nil, data: String? = nil,
    sample: String? = nil, other: String? = nil
  ) {
    self.feature = feature
    self.category = category
    self.simulation = simulation
    self.data = data
    self.sample = sample
    self.other = other
  }

  /// The column that the finding is about, of whatever kind.
  public var column: String? { feature ?? category }
}
