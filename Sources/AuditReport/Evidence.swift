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
