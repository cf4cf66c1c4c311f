/// A sample with its role: one process, or several summed with their weights.
public struct Sample: Sendable {
  /// Name in configuration and report.
  public var name: String
  /// What the sample is used for.
  public var role: SampleRole
  /// The parts it is the sum of; never empty.
  public var processes: [Process]

  /// A sample made of the given parts.
  public init(name: String, role: SampleRole, processes: [Process]) {
    self.name = name
    self.role = role
    self.processes = processes
  }
}

/// A part of a sample: a source with its weights and its selection.
public struct Process: Sendable {
  /// Name in configuration and report; the sample's own name when it is the only part.
  public var name: String
  /// Where the rows come from.
  public var source: any SampleSource
  /// Event weight as an expression on columns; nil: every weight is 1.
  public var weight: ColumnExpression?
  /// Factor on every weight, e.g. cross section × luminosity / Σw.
  public var scale: Double
  /// Rows to use; nil: all.
  public var selection: ColumnExpression?
  /// Columns defined by expressions, by name.
  public var derived: [String: ColumnExpression]
  /// Text columns with one value in every row, e.g. the name of the process beside those of the others.
  public var constants: [String: String] = [:]

  /// A part of a sample.
  public init(
    name: String, source: any SampleSource, weight: ColumnExpression? = nil, scale: Double = 1,
    selection: ColumnExpression? = nil, derived: [String: ColumnExpression] = [:]
  ) {
    self.name = name
    self.source = source
    self.weight = weight
    self.scale = scale
    self.selection = selection
    self.derived = derived
  }

  /// Columns of the file, derived ones and constants, in this order.
  public var columns: [ColumnInfo] {
    source.columns + derived.keys.sorted().map { ColumnInfo(name: $0, kind: .float(bits: 64)) }
      + constants.keys.sorted().map { ColumnInfo(name: $0, kind: .text) }
  }
}
