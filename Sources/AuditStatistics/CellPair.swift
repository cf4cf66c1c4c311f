/// Contents of common cells of two samples: what every resampled statistic is computed from.
public struct CellPair: Sendable, Equatable {
  /// One sample's Σw and Σw² in each cell.
  public struct Contents: Sendable, Equatable {
    /// Σw in each cell; may be negative.
    public var weights: [Double]
    /// Σw² in each cell.
    public var squares: [Double]

    /// Contents of the cells of one sample; both arrays have one element per cell.
    public init(weights: [Double], squares: [Double]) {
      self.weights = weights
      self.squares = squares
    }
  }

  /// Upper end of each cell (largest value in it); the last is the maximum of both samples.
  public var upper: [Double]
  /// Lower end of each cell (smallest value in it).
  public var lower: [Double]
  /// Contents of the simulation.
  public var simulation: Contents
  /// Contents of the data.
  public var data: Contents

  /// Common cells of two samples, in increasing order; all arrays have one element per cell.
  public init(upper: [Double], lower: [Double], simulation: Contents, data: Contents) {
    self.upper = upper
    self.lower = lower
    self.simulation = simulation
    self.data = data
  }
}
