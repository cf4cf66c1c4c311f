/// What means, covariances and ranks of two samples say: correlation matrices and the Fréchet distance.
public struct MomentComparison: Sendable, Equatable {
  /// Differences of Pearson's correlations; nil with fewer than two features that vary.
  public var pearson: CorrelationDifference?
  /// Differences of Spearman's rank correlations.
  public var spearman: CorrelationDifference?
  /// Fréchet distance in squared widths; nil with fewer than two effective rows a feature.
  public var frechet: IntervalEstimate?

  /// O(features² · (rows + groups · resamples) + resamples · features³).
  public init(simulation: FeatureTable, data: FeatureTable, _ multipliers: Multipliers) {
    let moments = MomentErrors(simulation: simulation, data: data, multipliers: multipliers)
    pearson = CorrelationDifference(
      pearson: moments, simulation, data, multipliers)
    spearman = CorrelationDifference(ranksOf: simulation, and: data, multipliers)
    frechet = FrechetDistance.estimate(
      moments, effectiveRows: (simulation.effectiveRows, data.effectiveRows), multipliers)
  }
}
