import AuditReport
import AuditStatistics

extension ShiftAnalyzer {
  /// Common bins of simulation and data.
  func binning(
    of simulation: WeightedDistribution, _ data: WeightedDistribution, _ feature: FeatureDescription
  ) -> Binning? {
    Binning.automatic(
      simulation: simulation, data: data, shown: feature.range, isLogarithmic: feature.logarithmic,
      mostBins: bins)
  }

  /// Simulation and data in common bins, simulation stacked by process where there are several.
  func histogram(of pair: FeaturePair) -> Evidence? {
    guard let binning = binning(of: pair.simulation, pair.data, pair.feature) else { return nil }
    func contents(_ distribution: WeightedDistribution, name: String, scale: Double) -> HistogramPair.Contents
    {
      let histogram = distribution.histogram(edges: binning.edges)
      return HistogramPair.Contents(
        name: name, values: histogram.values.map { $0 * scale },
        variances: histogram.variances.map { $0 * scale * scale }, underflow: histogram.underflow * scale,
        overflow: histogram.overflow * scale, missing: distribution.missing.total.weights * scale)
    }
    let processes =
      pair.processes.count > 1
      ? zip(pair.processes, pair.processNames).map { contents($0, name: $1, scale: pair.scale) } : []
    return .histogram(
      HistogramPair(
        title: pair.feature.title ?? pair.feature.name, unit: pair.feature.unit, axis: binning.axis.forReport,
        edges: binning.edges, normalisation: normalise,
        simulation: contents(pair.simulation, name: pair.comparison.simulation, scale: pair.scale),
        processes: processes, data: contents(pair.data, name: pair.comparison.data, scale: 1),
        caption: "Look in the ratio for a slope (scale), a bump (resolution) or single bins (dead regions)."))
  }
}

extension Binning.Axis {
  fileprivate var forReport: HistogramPair.Axis {
    switch self {
    case .linear: .linear
    case .log: .log
    case .integer: .integer
    }
  }
}
