/// A process that simulation lacks: a lower bound of its fraction of data.
///
/// Where the density ratio says that data are at least three times as dense as simulation, data hold D and simulation S of their events. With a process of
/// the fraction m beside simulation as it is, D ≤ m + (1 − m)S, and so m ≥ (D − S)/(1 − S): the bound holds wherever the process
/// lies, and is reached where all of it lies there. m itself is not identified: below the other classes any amount could hide.
public struct MissingProcess: Sendable {
  /// From this ratio on data are not explained.
  public static let ratio = 3.0

  /// (D − S)/(1 − S), its lower end and 1.
  public let fraction: IntervalEstimate
  /// Shares of both samples in the region.
  public let shares: (data: Double, simulation: Double)

  /// nil where the region holds no significant excess. `ratios`: of rows that the trees did not see, with their weights.
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
  }
}
