/// How different one feature's distribution is in data and in simulation: every statistic of two distributions that
/// needs no bins.
///
/// All are invariant under scaling of either sample's weights. Intervals and p-values are resampled from `cells`, and
/// divergences of binned shares come from them (``BinnedShifts``).
public struct Comparison: Sendable, Equatable {
  /// Kolmogorov-Smirnov distance and where it occurs.
  public struct KolmogorovSmirnov: Sendable, Equatable {
    /// max over x of |F_S(x) − F_D(x)|: the largest error in the efficiency of a one-sided cut.
    public var distance: Double
    /// F_S − F_D there; positive when data has larger values than simulation.
    public var difference: Double
    /// Smallest value at which the maximum is reached.
    public var position: Double
  }

  /// Kolmogorov-Smirnov distance.
  public var kolmogorovSmirnov: KolmogorovSmirnov
  /// Wasserstein-1 distance ∫|F_S − F_D| dx in units of the feature.
  public var wasserstein: Double
  /// Wasserstein-1 distance in ``WeightedDistribution/giniWidth`` of the simulation; nil when that is 0 or undefined.
  public var wassersteinInWidths: Double?
  /// Median of data minus median of simulation, in interquartile ranges of simulation; nil when that is not
  /// positive.
  public var medianShift: Double?
  /// Interquartile range of data divided by that of simulation; nil when the latter is not positive.
  public var interquartileRatio: Double?
  /// Fraction of data (Σw) below the 0.1 % or above the 99.9 % quantile of simulation; nominally 0.002.
  public var fractionOutsideSimulation: Double?
  /// Common cells, for resampling.
  public var cells: CellPair

  /// Lower and upper quantile of simulation outside which data is counted.
  public static let tailProbability = 0.001

  /// Compares two samples; nil when one has no rows or Σw ≤ 0.
  ///
  /// `edges` are those of histograms that will be asked for, which saves a pass over samples in cells. One linear pass
  /// over the merged points, O(n + m).
  public init?(
    simulation: WeightedDistribution, data: WeightedDistribution, cells: Int = CellPair.defaultCount,
    edges: [Double] = []
  ) {
    guard simulation.isNormalisable && data.isNormalisable else { return nil }
    CellComparison.open(simulation, data, cells: cells, edges: edges)
    let pass = MergePass(simulation: simulation, data: data)
    kolmogorovSmirnov = KolmogorovSmirnov(
      distance: pass.distance, difference: pass.difference, position: pass.position)
    wasserstein = pass.area
    if let width = simulation.giniWidth { wassersteinInWidths = pass.area / width }
    self.cells = CellPair(simulation: simulation, data: data, cells: cells)
    measureLocation(simulation, data)
  }

  private mutating func measureLocation(
    _ simulation: WeightedDistribution, _ data: WeightedDistribution
  ) {
    func quartiles(_ sample: WeightedDistribution) -> (low: Double, median: Double, high: Double)? {
      guard let low = sample.quantile(0.25), let median = sample.quantile(0.5),
        let high = sample.quantile(0.75)
      else { return nil }
      return (low, median, high)
    }
    if let s = quartiles(simulation), let d = quartiles(data), s.high > s.low {
      medianShift = (d.median - s.median) / (s.high - s.low)
      interquartileRatio = (d.high - d.low) / (s.high - s.low)
    }
    if let low = simulation.quantile(Self.tailProbability),
      let high = simulation.quantile(1 - Self.tailProbability)
    {
      let below = data.sums(upTo: data.pointCount(below: low)).weights
      let inside = data.sums(upTo: data.pointCount(atOrBelow: high)).weights
      fractionOutsideSimulation = (below + (data.sumOfWeights - inside)) / data.sumOfWeights
    }
  }
}
