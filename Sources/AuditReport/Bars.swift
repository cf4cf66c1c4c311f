/// Ranked quantities with intervals and a limit.
public struct Bars: Codable, Sendable, Equatable {
  /// What the opposite cause does: the other side of a tornado.
  public struct Opposite: Codable, Sendable, Equatable {
    /// Length.
    public var value: Double
    /// Lower end of the interval.
    public var low: Double
    /// Upper end of the interval.
    public var high: Double
    /// A bar with its interval.
    public init(value: Double, low: Double, high: Double) {
      self.value = value
      self.low = low
      self.high = high
    }
  }
  /// One bar.
  public struct Item: Codable, Sendable, Equatable {
    /// Name of the bar.
    public var name: String
    /// Length.
    public var value: Double
    /// Lower end of the interval.
    public var low: Double
    /// Upper end of the interval.
    public var high: Double
    /// The bar of the opposite sign of a tornado; nil: none.
    public var opposite: Opposite?
    /// A bar with its interval.
    public init(name: String, value: Double, low: Double, high: Double, opposite: Opposite? = nil) {
      self.opposite = opposite
      self.name = name
      self.value = value
      self.low = low
      self.high = high
    }
  }
  /// Title of the figure.
  public var title: String
  /// Label of the value axis, with unit.
  public var label: String
  /// Bars, longest first.
  public var items: [Item]
  /// Limits to draw.
  public var limits: [Limit]
  /// What to look for.
  public var caption: String
  /// A bar figure.
  public init(title: String, label: String, items: [Item], limits: [Limit] = [], caption: String) {
    self.title = title
    self.label = label
    self.items = items
    self.limits = limits
    self.caption = caption
  }
}
