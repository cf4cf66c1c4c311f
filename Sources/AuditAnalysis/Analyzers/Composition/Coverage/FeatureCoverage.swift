import AuditStatistics

/// How far one feature of a sample lies where the reference has few events.
public struct FeatureCoverage: Sendable {
  /// The range that holds all but 0.1 % of the reference's weight at either end; nil without values.
  let range: ClosedRange<Double>?
  /// Share of the sample outside of it; nil when a sample has no values with a positive sum of weights.
  let outside: IntervalEstimate?
  /// Share of the sample where the density of the reference is below a tenth of the sample's.
  let uncovered: IntervalEstimate?
  /// Share of the sample that a gap must hold to be seen.
  let smallestGap: Double
  /// Uncovered bins: ends, share of the sample, n_eff of the reference.
  let gaps: [(low: Float?, high: Float?, share: Double, effectiveRows: Double)]
  /// n_eff of the sample and of what it is compared with.
  let effective: (sample: Double, reference: Double)

  /// Compares two samples of one column; `known` is the distribution of the reference's rows. O(n log n).
  ///
  /// Gaps are looked for with one half of the sample and measured on the other, and the other way round.
  init(
    of sample: ChosenRows, by reference: ChosenRows, known: WeightedDistribution, fewest: Double,
    plan: ResamplingPlan
  ) {
    effective = (WeightTally(sample.weights).effectiveRows, WeightTally(reference.weights).effectiveRows)
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

    let scan = GapScan(fewest: fewest)
    let halves = [false, true].map { sample.half(second: $0) }
    smallestGap = min(
      1,
      scan.smallestGap(
        sample: WeightTally(halves[0].map { sample.weights[$0] }), reference: WeightTally(reference.weights)))
    var gaps: [(low: Float?, high: Float?, share: Double, effectiveRows: Double)] = []
    var tallies = [WeightTally](repeating: WeightTally(), count: 3)
    var total = WeightTally()
    for (searched, measured) in [(halves[0], halves[1]), (halves[1], halves[0])] {
      let bins = QuantileBins(
        roundly: searched.map { sample.columns[0][$0] },
        maximum: max(2, min(1000, Int(5 / smallestGap), searched.count / 3)))
      func filled(_ rows: some Sequence<Int>, _ source: ChosenRows) -> [WeightTally] {
        var tallies = [WeightTally](repeating: WeightTally(), count: bins.count)
        for row in rows { tallies[bins.bin(of: source.columns[0][row])].add(source.weights[row]) }
        // Missing values have no place along the feature.
        return Array(tallies.dropFirst())
      }
      let there = filled(reference.weights.indices, reference)
      let here = filled(measured, sample)
      let sets = scan.sets(sample: filled(searched, sample), reference: there)
      for (place, set) in sets.all.enumerated() {
        for bin in set.indices where set[bin] { tallies[place] += here[bin] }
      }
      let sum = here.reduce(WeightTally(), +)
      total += sum
      if gaps.isEmpty {
        gaps = Self.gaps(sets.likely, here, sum, there, edges: bins.edges, reference.rowsForEach)
      }
    }
    self.gaps = gaps
    uncovered =
      smallestGap > 0.5
      ? nil
      : CoverageInterval.share(
        likely: tallies[0], certain: tallies[1], possible: tallies[2], in: total, smallest: smallestGap,
        confidence: confidence)
  }

  /// Runs of uncovered bins.
  private static func gaps(
    _ set: [Bool], _ here: [WeightTally], _ total: WeightTally, _ there: [WeightTally], edges: [Float],
    _ rowsForEach: Double
  ) -> [(low: Float?, high: Float?, share: Double, effectiveRows: Double)] {
    guard total.sum > 0 else { return [] }
    var gaps: [(low: Float?, high: Float?, share: Double, effectiveRows: Double)] = []
    var last = -2
    for bin in set.indices where set[bin] && here[bin].rows > 0 {
      let high = bin < edges.count ? edges[bin] : nil
      let share = here[bin].sum / total.sum
      let seen = there[bin].effectiveRows * rowsForEach
      if last == bin - 1, let open = gaps.indices.last {
        gaps[open].high = high
        gaps[open].share += share
        gaps[open].effectiveRows += seen
      } else {
        gaps.append((bin > 0 ? edges[bin - 1] : nil, high, share, seen))
      }
      last = bin
    }
    return gaps
  }
}

/// The interval of an uncovered share from what is likely, what is certain and what is possible.
enum CoverageInterval {
  /// Value: the share of what is likely uncovered. From the lower end of the share of what certainly is, to the upper end of that
  /// of what is not certainly covered, which is at least the smallest gap that would be seen; or, where one of several may have been
  /// missed, lies `beyond` by that. nil where Σw is not positive.
  static func share(
    likely: WeightTally, certain: WeightTally, possible: WeightTally, in total: WeightTally,
    smallest: Double = 0, beyond: Double = 0, confidence: Double
  ) -> IntervalEstimate? {
    guard let value = Proportion.share(of: likely, in: total, confidence: confidence),
      let low = Proportion.share(of: certain, in: total, confidence: confidence),
      let high = Proportion.share(of: possible, in: total, confidence: confidence)
    else { return nil }
    let share = min(1, max(0, value.value))
    return IntervalEstimate(
      value: share, low: certain.rows == 0 ? 0 : min(share, max(0, low.low)),
      high: min(1, max(share, high.high, smallest) + beyond), confidence: confidence)
  }
}
