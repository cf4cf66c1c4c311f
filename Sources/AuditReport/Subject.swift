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
  /// The classifier audited.
  public var model: String?
  /// The miscalibration injected.
  public var miscalibration: String?
  /// The physics expectation that was tested.
  public var expectation: String?

  /// A subject with the named parts.
  public init(
    feature: String? = nil, category: String? = nil, simulation: String? = nil, data: String? = nil,
    sample: String? = nil, other: String? = nil, model: String? = nil, miscalibration: String? = nil,
    expectation: String? = nil
  ) {
    self.expectation = expectation
    self.model = model
    self.miscalibration = miscalibration
    self.feature = feature
    self.category = category
    self.simulation = simulation
    self.data = data
    self.sample = sample
    self.other = other
  }

  /// What the finding is about: the column of whatever kind, the miscalibration, the expectation, or the model.
  public var column: String? { feature ?? category ?? miscalibration ?? expectation ?? model }

  /// The model, where the finding is about something that was done to it or expected of it.
  public var modelOfMiscalibration: String? {
    feature == nil && category == nil && miscalibration == nil && expectation == nil ? nil : model
  }
}
