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
