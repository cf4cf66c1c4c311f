import AuditStatistics

/// How far one feature of a sample lies where the reference has few events.
public struct FeatureCoverage: Sendable {
  /// The 0.1 to 99.9 % range of the reference; nil without values.
  let range: ClosedRange<Float>?
  /// Share of the sample outside of it.
  let outside: IntervalEstimate?
  /// Share of the sample in bins with too few effective events of the reference.
  let uncovered: IntervalEstimate?
  /// Uncovered bins: ends, share of the sample, n_eff of the reference.
  let gaps: [(low: Float?, high: Float?, share: Double, effectiveRows: Double)]

  /// Compares two samples of one column. O(n log n).
  init(of sample: ChosenRows, by reference: ChosenRows, fewest: Double, confidence: Double) {
    let known = reference.columns[0].filter { !$0.isNaN }
    let range = Self.centralRange(known)
    self.range = range
    var whole = WeightTally()
    var beyond = WeightTally()
    for (value, weight) in zip(sample.columns[0], sample.weights) where !value.isNaN {
      whole.add(weight)
      if let range, !range.contains(value) { beyond.add(weight) }
    }
    outside =
      range == nil
      ? nil
      : Proportion.share(of: beyond, in: whole, confidence: confidence).map {
        Self.widened($0, rows: known.count, confidence: confidence)
      }

    // Bins hold so many events of either sample that fewer than `fewest` of the reference cannot be chance.
    let scale = reference.weights.reduce(into: (sum: 0.0, squares: 0.0)) {
      $0.sum += $1
      $0.squares += $1 * $1
    }
    let effective = scale.squares > 0 ? scale.sum * scale.sum / scale.squares : 0
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

  /// The interval with the part added that comes from the range being measured on so many rows itself.
  private static func widened(_ share: IntervalEstimate, rows: Int, confidence: Double) -> IntervalEstimate {
    let ends = 2 * (rows / 1000)
    let own = Proportion.interval(count: ends, rows: rows, confidence: confidence)
    let down = share.value - share.low
    let up = share.high - share.value
    // A range that is too narrow puts too much outside, one that is too wide too little.
    let narrow = own.high - own.value
    let wide = own.value - own.low
    return IntervalEstimate(
      value: share.value, low: max(0, share.value - (down * down + narrow * narrow).squareRoot()),
      high: min(1, share.value + (up * up + wide * wide).squareRoot()), confidence: confidence)
  }

  private static func centralRange(_ values: [Float]) -> ClosedRange<Float>? {
    guard values.count > 1 else { return nil }
    // 1000 bins: their outermost edges are the wanted quantiles, or the extremes of a small sample.
    let sorted = values.sorted()
    return sorted[sorted.count / 1000]...sorted[sorted.count - 1 - sorted.count / 1000]
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
