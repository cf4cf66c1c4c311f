/// What a reader needs to check a number: a closed set of things that reporters know how to draw.
public enum Evidence: Sendable, Equatable {
  /// Simulation and data in common bins, with their ratio.
  case histogram(HistogramPair)
  /// One or more series of points with bands.
  case curve(Curve)
  /// Rows of text and numbers.
  case table(Table)
  /// A matrix of numbers.
  case heatMap(HeatMap)
  /// Ranked quantities with intervals.
  case bars(Bars)
  /// Small figures of one kind side by side, on common axes.
  case multiples(Multiples)
}

/// Simulation and data in common bins.
public struct HistogramPair: Codable, Sendable, Equatable {
  /// How the bins are laid out.
  public enum Axis: String, Codable, Sendable {
    /// Real-valued edges, linear scale.
    case linear
    /// Real-valued edges, logarithmic scale.
    case log
    /// One bin for each integer: edges at half-integers.
    case integer
    /// One bin for each label; `edges` is empty.
    case category
  }
  /// How simulation was scaled for drawing.
  public enum Normalisation: String, Codable, Sendable {
    /// Simulation scaled to the sum of weights of data.
    case data
    /// Simulation as its weights say.
    case weights
  }
  /// Content of each bin.
  public struct Contents: Codable, Sendable, Equatable {
    /// Name of the sample or process.
    public var name: String
    /// Σw of each bin.
    public var values: [Double]
    /// Σw² of each bin: the variance of `values`.
    public var variances: [Double]
    /// Σw below the first edge.
    public var underflow: Double
    /// Σw above the last edge.
    public var overflow: Double
    /// Σw of rows without a value (missing, not a number, infinite).
    public var missing: Double

    /// Contents of the bins and of what lies outside them.
    public init(
      name: String, values: [Double], variances: [Double], underflow: Double = 0, overflow: Double = 0,
      missing: Double = 0
    ) {
      self.name = name
      self.values = values
      self.variances = variances
      self.underflow = underflow
      self.overflow = overflow
      self.missing = missing
    }
  }

  /// Feature or category name.
  public var title: String
  /// Unit of the axis, if known.
  public var unit: String?
  /// How the bins are laid out.
  public var axis: Axis
  /// Bin edges (count + 1), empty for categories.
  public var edges: [Double]
  /// Bin labels, for categories only.
  public var labels: [String]
  /// How simulation was scaled; the contents are already scaled.
  public var normalisation: Normalisation
  /// The whole simulation.
  public var simulation: Contents
  /// The processes that simulation is made of, bottom of the stack first; empty when there is only one.
  public var processes: [Contents]
  /// Recorded data (or the second sample of a comparison).
  public var data: Contents
  /// What to look for.
  public var caption: String

  /// A histogram pair.
  public init(
    title: String, unit: String? = nil, axis: Axis, edges: [Double] = [], labels: [String] = [],
    normalisation: Normalisation, simulation: Contents, processes: [Contents] = [], data: Contents,
    caption: String
  ) {
    self.title = title
    self.unit = unit
    self.axis = axis
    self.edges = edges
    self.labels = labels
    self.normalisation = normalisation
    self.simulation = simulation
    self.processes = processes
    self.data = data
    self.caption = caption
  }
}

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

/// Rows of text and numbers.
public struct Table: Codable, Sendable, Equatable {
  /// Content of a cell.
  public enum Cell: Sendable, Equatable {
    /// Text.
    case text(String)
    /// A finite number.
    case number(Double)
    /// Nothing to say.
    case empty
  }
  /// Title of the table.
  public var title: String
  /// Column headings.
  public var columns: [String]
  /// Rows, each as long as `columns`.
  public var rows: [[Cell]]
  /// What to look for.
  public var caption: String
  /// A table.
  public init(title: String, columns: [String], rows: [[Cell]], caption: String) {
    self.title = title
    self.columns = columns
    self.rows = rows
    self.caption = caption
  }
}

/// A matrix of numbers.
public struct HeatMap: Codable, Sendable, Equatable {
  /// Title of the figure.
  public var title: String
  /// Row labels.
  public var rowLabels: [String]
  /// Column labels.
  public var columnLabels: [String]
  /// values[row][column]; nil where there is none.
  public var values: [[Double?]]
  /// Half-widths of the 68 % errors, same shape, or empty.
  public var errors: [[Double?]]
  /// What to look for.
  public var caption: String
  /// A heat map.
  public init(
    title: String, rowLabels: [String], columnLabels: [String], values: [[Double?]], errors: [[Double?]] = [],
    caption: String
  ) {
    self.title = title
    self.rowLabels = rowLabels
    self.columnLabels = columnLabels
    self.values = values
    self.errors = errors
    self.caption = caption
  }
}

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

/// Small figures of one kind side by side, on common axes: what differs between them stands out.
public struct Multiples: Codable, Sendable, Equatable {
  /// Title of all of them.
  public var title: String
  /// The figures, each with its own title; their labels, tolerances and ranges are common.
  public var panels: [Curve]
  /// What to look for.
  public var caption: String
  /// Small figures.
  public init(title: String, panels: [Curve], caption: String) {
    self.title = title
    self.panels = panels
    self.caption = caption
  }
}
