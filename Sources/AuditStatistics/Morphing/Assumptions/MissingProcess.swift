/// A process that simulation lacks: a lower bound of its fraction of data.
///
/// Where the density ratio says that data are at least three times as dense as simulation, data hold D and simulation S of their events. With a process of
/// the fraction m beside simulation as it is, D ≤ m + (1 − m)S, and so m ≥ (D − S)/(1 − S): the bound holds wherever the process
/// lies, and is reached where all of it lies there. m itself is not identified: below the other classes any amount could hide. Any other
/// difference makes such a region, too; so it must be where most of the difference lies: outside of it the ratios must
/// tell the samples apart by less than half of what they do everywhere (AUC − ½).
public struct MissingProcess: Sendable {
  /// From this ratio on data are not explained.
  public static let ratio = 3.0

  /// (D − S)/(1 − S), its lower end and 1.
  public let fraction: IntervalEstimate
  /// Shares of both samples in the region.
  public let shares: (data: Double, simulation: Double)

  /// AUC of the ratios everywhere, and outside of the region.
  public let areas: (all: Double, outside: Double)

  /// Largest part of AUC − ½ that may be left outside.
  private static let mostOutside = 0.5

  /// nil where the region holds no significant excess, or much is different outside of it. `ratios`: of rows that the trees did not see, with their weights.
  public init?(
    data: (ratios: [Double], weights: [Double]), simulation: (ratios: [Double], weights: [Double]),
    confidence: Double
  ) {
    func tallies(_ sample: (ratios: [Double], weights: [Double])) -> (inside: WeightTally, all: WeightTally) {
      var (inside, all) = (WeightTally(), WeightTally())
      for (ratio, weight) in zip(sample.ratios, sample.weights) {
        all.add(weight)
        if ratio >= Self.ratio { inside.add(weight) }
      }
      return (inside, all)
    }
    guard
      let region = RegionRatio(data: tallies(data), simulation: tallies(simulation), confidence: confidence),
      region.difference.low > 0, region.simulation.value < 1
    else { return nil }
    let rest = 1 - max(0, region.simulation.value)
    fraction = IntervalEstimate(
      value: region.difference.value / rest, low: region.difference.low / rest, high: 1,
      confidence: confidence)
    shares = (region.data.value, region.simulation.value)
    func area(_ isWanted: (Double) -> Bool) -> Double? {
      let both =
        zip(data.ratios, data.weights).map { ($0, $1, UInt8(1)) }
        + zip(simulation.ratios, simulation.weights).map { ($0, $1, UInt8(0)) }
      let rows = both.filter { isWanted($0.0) }
      return RankedEvents(
        scores: rows.map { Float($0.0) }, classes: rows.map(\.2), weights: rows.map(\.1)
      ).areaUnderCurve(positive: 1)?.value
    }
    guard let all = area({ _ in true }), let outside = area({ $0 < Self.ratio }),
      outside - 0.5 < Self.mostOutside * (all - 0.5)
    else { return nil }
    areas = (all, outside)
  }
}
