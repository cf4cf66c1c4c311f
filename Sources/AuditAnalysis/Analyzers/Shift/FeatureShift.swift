import AuditReport
import AuditSamples
import AuditStatistics

// One numeric column: the readings of each simulation against the data.
extension ShiftAnalyzer {
  func measureFeature(
    _ feature: FeatureDescription, partials: [[ColumnPartial]], plan: ResamplingPlan, in context: AuditContext
  ) -> ColumnShift {
    let scratch = SortScratch()
    var shift = ColumnShift(name: feature.name, readings: [], sketches: [:])
    let builders = partials.flatMap { $0.compactMap(\.feature?.builder) }
    // Samples of several processes are merged, which needs them sorted.
    let grid = partials.allSatisfy { $0.count <= 1 } ? CellGrid(of: builders) : nil
    func processes(of sample: Int) -> [WeightedDistribution] {
      partials[sample].compactMap(\.feature).map { part in
        shift.sketches[sample, default: ColumnSketch(rows: 0)].append(part.sketch)
        return grid.map { part.builder.finish(in: $0) } ?? part.builder.finish(using: scratch)
      }
    }
    guard let dataIndex = context.dataIndices.first else { return shift }
    let data = processes(of: dataIndex).merged()
    for index in context.simulationIndices where !partials[index].isEmpty {
      let parts = processes(of: index)
      let comparison = ShiftComparison(
        simulation: context.samples[index].name, data: context.samples[dataIndex].name)
      let pair = FeaturePair(
        feature: feature, comparison: comparison, simulation: parts.merged(), processes: parts,
        processNames: context.samples[index].processes.map(\.name), data: data,
        scale: scale(of: context.samples[index], to: context.samples[dataIndex]))
      shift.readings += readings(of: pair, plan: plan)
      shift.readings += notes(on: feature, comparison, simulation: pair.simulation, data: data)
    }
    return shift
  }

  /// Factor on simulation in figures.
  func scale(of simulation: SampleDescription, to data: SampleDescription) -> Double {
    normalise == .data ? data.sumOfWeights / simulation.sumOfWeights : 1
  }
}

/// One feature of one simulation and of the data.
struct FeaturePair {
  var feature: FeatureDescription
  var comparison: ShiftComparison
  var simulation: WeightedDistribution
  /// What simulation is the sum of.
  var processes: [WeightedDistribution]
  var processNames: [String]
  var data: WeightedDistribution
  /// Factor on simulation in figures.
  var scale: Double
}

extension [WeightedDistribution] {
  /// The distribution of all of them together. O(n log k).
  fileprivate func merged() -> WeightedDistribution {
    guard var all = first else { return DistributionBuilder().finish() }
    for next in dropFirst() { all.merge(next) }
    return all
  }
}
