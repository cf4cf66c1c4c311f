/// Series of points with bands, e.g. response curves.
public struct Curve: Codable, Sendable, Equatable {
  /// One point with its band.
  public struct Point: Codable, Sendable, Equatable {
    /// Position.
    public var x: Double
    /// Value.
    public var y: Double
    /// Lower end of the band.
    public var low: Double
    /// Upper end of the band.
    public var high: Double
    /// A point; without a band low = high = y.
    public init(x: Double, y: Double, low: Double, high: Double) {
      self.x = x
      self.y = y
      self.low = low
      self.high = high
    }
  }
  /// Points of one name.
  public struct Series: Codable, Sendable, Equatable {
    /// Name in the legend.
    public var name: String
    /// Points in drawing order.
    public var points: [Point]
    /// A named series.
    public init(name: String, points: [Point]) {
      self.name = name
      self.points = points
    }
  }
  /// A place on the horizontal axis with its interval, e.g. a breakdown point.
  public struct Mark: Codable, Sendable, Equatable {
    /// Name in the legend.
    public var name: String
    /// Position.
    public var x: Double
    /// Lower end of the interval.
    public var low: Double
    /// Upper end of the interval.
    public var high: Double
    /// A named place.
    public init(name: String, x: Double, low: Double, high: Double) {
      self.name = name
      self.x = x
      self.low = low
      self.high = high
    }
  }
  /// Title of the figure.
  public var title: String
  /// Label of the horizontal axis, with unit.
  public var xLabel: String
  /// Label of the vertical axis, with unit.
  public var yLabel: String
  /// The curves.
  public var series: [Series]
  /// Horizontal lines: limits of tolerance.
  public var tolerances: [Double]
  /// Vertical lines with their intervals; nil: none.
  public var marks: [Mark]?
  /// What to look for.
  public var caption: String
  /// A curve figure.
  public init(
    title: String, xLabel: String, yLabel: String, series: [Series], tolerances: [Double] = [],
    marks: [Mark]? = nil, caption: String
  ) {
    self.marks = marks
    self.title = title
    self.xLabel = xLabel
    self.yLabel = yLabel
    self.series = series
    self.tolerances = tolerances
    self.caption = caption
  }
}
