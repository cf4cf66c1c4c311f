import AuditReport
import AuditSamples
import Yams

extension Configuration {
  /// A feature, or all features that fit a pattern, with what is known of them.
  public struct Feature: Sendable, Equatable {
    /// Column name, or a pattern with `*` and `?`.
    public var name: String
    /// Unit on axes.
    public var unit: String?
    /// Values that stand for "no value".
    public var missing: [Double]
    /// Range in which values make sense, also the range of histograms.
    public var range: ClosedRange<Double>?
    /// Logarithmic axis; nil: decided from the values.
    public var log: Bool?
    /// Title on axes; nil: the name.
    public var title: String?

    /// A feature.
    public init(
      name: String, unit: String? = nil, missing: [Double] = [], range: ClosedRange<Double>? = nil,
      log: Bool? = nil, title: String? = nil
    ) {
      self.name = name
      self.unit = unit
      self.missing = missing
      self.range = range
      self.log = log
      self.title = title
    }
  }
}

extension Configuration.Feature: ConfigurationSection, NamedConfigurationValue {
  static var blank: Self { Self(name: "") }
  static var fields: [ConfigurationField<Configuration.Feature>] {
    [
      ConfigurationField("unit", \.unit, "Unit on axes", example: "GeV"),
      ConfigurationField("missing", \.missing, "Values that stand for no value", example: "[-999]"),
      ConfigurationField(
        "range", \.range, "Range in which values make sense, also the range of histograms",
        example: "[0, 1000]"),
      ConfigurationField(
        "log", \.log, "Logarithmic axis; left out: decided from the values", example: "true"),
      ConfigurationField(
        "title", \.title, "Title on axes; left out: the name", example: "transverse momentum"),
    ]
  }

  static func read(named name: String, _ node: Node, _ reader: inout ConfigurationReader) -> Self? {
    var feature = blank
    feature.name = name
    return feature.fill(from: node, &reader) ? feature : nil
  }

  static func bare(_ name: String) -> Self? { Self(name: name) }

  mutating func check(_ given: Set<String>, _ node: Node, _ reader: inout ConfigurationReader) {
    if log == true, let range, range.lowerBound <= 0 {
      reader.problem(
        "a logarithmic axis of '\(name)' needs a range above 0, found \(range.lowerBound)", at: node)
    }
  }
}
