/// What a sample is used for.
public enum SampleRole: String, Codable, Sendable, CaseIterable {
  /// Simulated events.
  case simulation
  /// Recorded events.
  case data
  /// Events that a classifier is trained on.
  case training
  /// Events that training is tuned on.
  case validation
  /// Events that the trained classifier is measured on.
  case test
}
