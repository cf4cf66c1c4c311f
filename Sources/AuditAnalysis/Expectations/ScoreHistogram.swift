import AuditReport
import AuditStatistics

/// Two distributions drawn over each other, each with unit sum.
enum ScoreHistogram {
  private static let mostBins = 40

  /// The figure; nil where one of both is empty.
  static func evidence(
    title: String, filled: (distribution: WeightedDistribution, name: String),
    points: (distribution: WeightedDistribution, name: String), caption: String
  ) -> Evidence? {
    guard filled.distribution.isNormalisable, points.distribution.isNormalisable,
      let binning = Binning.automatic(
        simulation: filled.distribution, data: points.distribution, isLogarithmic: false,
        mostBins: mostBins)
    else { return nil }
    func contents(_ part: (distribution: WeightedDistribution, name: String)) -> HistogramPair.Contents {
      let histogram = part.distribution.histogram(edges: binning.edges)
      let share = 1 / part.distribution.sumOfWeights
      return HistogramPair.Contents(
        name: part.name, values: histogram.values.map { $0 * share },
        variances: histogram.variances.map { $0 * share * share }, underflow: histogram.underflow * share,
        overflow: histogram.overflow * share)
    }
    return .histogram(
      HistogramPair(
        title: title, axis: binning.axis == .integer ? .integer : .linear, edges: binning.edges,
        normalisation: .data, simulation: contents(filled), data: contents(points), caption: caption))
  }
}
