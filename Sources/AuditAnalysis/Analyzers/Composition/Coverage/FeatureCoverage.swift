import AuditStatistics

/// How far one feature of a sample lies where the reference has few events.
public struct FeatureCoverage: Sendable {
  /// The range that holds all but 0.1 % of the reference's weight at either end; nil without values.
  let range: ClosedRange<Double>?
  /// Share of the sample outside of it; nil when a sample has no values with a positive sum of weights.
  let outside: IntervalEstimate?
  /// Share of the sample in bins with too few effective events of the reference.
  let uncovered: IntervalEstimate?
  /// Uncovered bins: ends, share of the sample, n_eff of the reference.
  let gaps: [(low: Float?, high: Float?, share: Double, effectiveRows: Double)]

  /// Compares two samples of one column; `known` is the distribution of the reference's rows. O(n log n).
  init(
    of sample: ChosenRows, by reference: ChosenRows, known: WeightedDistribution, fewest: Double,
    plan: ResamplingPlan
  ) {
    let confidence = plan.confidence
    let level = Comparison.tailProbability
    if let low = known.quantile(level), let high = known.quantile(1 - level), low <= high {
      range = low...high
    } else {
      range = nil
    }
    let distribution = sample.distribution(of: 0)
    outside = TailFraction.infer(
      simulation: known, data: distribution,
      cells: CellPair(simulation: known, data: distribution, cells: plan.cells), level: level, plan: plan)

    // Bins hold so many events of either sample that fewer than `fewest` of the reference cannot be chance.
    let effective = WeightTally(reference.weights).effectiveRows
    let first = sample.half(second: false)
    let bins = QuantileBins(
      roundly: first.map { sample.columns[0][$0] },
      maximum: max(2, min(100, Int(effective / (8 * fewest)), first.count / 50)))
    var there = [WeightTally](repeating: WeightTally(), count: bins.count)
    var here = there
    for (value, weight) in zip(reference.columns[0], reference.weights) {
      there[bins.bin(of: value)].add(weight)
    }
    for row in sample.half(second: true) {
      here[bins.bin(of: sample.columns[0][row])].add(sample.weights[row])
    }
    let total = here.reduce(WeightTally(), +)
    let all = there.reduce(WeightTally(), +)
    var missed = WeightTally()
    var last = -1
    var gaps: [(low: Float?, high: Float?, share: Double, effectiveRows: Double)] = []
    for bin in 1..<bins.count where total.sum > 0 && here[bin].rows > 0 {
      guard
        CoverageRule.isUncovered(
          here[bin], of: total, by: there[bin], of: all, fewest: fewest / reference.rowsForEach)
      else {
        continue
      }
      missed += here[bin]
      let high = bin - 1 < bins.edges.count ? bins.edges[bin - 1] : nil
      let share = here[bin].sum / total.sum
      let seen = there[bin].effectiveRows * reference.rowsForEach
      if last == bin - 1, let open = gaps.indices.last {
        gaps[open].high = high
        gaps[open].share += share
        gaps[open].effectiveRows += seen
      } else {
        gaps.append((bin > 1 ? bins.edges[bin - 2] : nil, high, share, seen))
      }
      last = bin
    }
    self.gaps = gaps
    uncovered = effective < 8 * fewest ? nil : Proportion.share(of: missed, in: total, confidence: confidence)
  }
}

/// When a place counts as uncovered.
enum CoverageRule {
  /// Fewer than `fewest` effective events, and a density surely below a tenth of the sample's.
  ///
  /// "Surely": at two standard deviations of both, so that small samples do not call for coverage by chance.
  static func isUncovered(
    _ here: WeightTally, of sample: WeightTally, by there: WeightTally, of reference: WeightTally,
    fewest: Double
  ) -> Bool {
    guard sample.sum > 0, reference.sum > 0, here.sum > 0 else { return false }
    guard there.rows == 0 || there.effectiveRows < fewest || there.sum <= 0 else { return false }
    let p = here.sum / sample.sum
    let pError = here.squares.squareRoot() / sample.sum
    let q = max(0, there.sum) / reference.sum
    // No event seen is compatible with three of mean weight.
    let qError = max(2 * there.squares.squareRoot() / reference.sum, 3 / max(1, reference.effectiveRows))
    return q + qError < 0.1 * (p - 2 * pError)
  }
}
