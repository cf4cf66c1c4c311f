import AuditStatistics

/// Regions in several features where a sample lives and the reference does not.
public struct JointCoverage: Sendable {
  /// A region in words, measured on the half it was not found on.
  struct Region: Sendable {
    var words: String
    /// Share of the sample.
    var share: IntervalEstimate
    /// n_eff of the reference in the whole sample, and its share.
    var effectiveRows: Double
    var referenceShare: Double
  }
  /// Share of the sample in any of the regions.
  let uncovered: IntervalEstimate?
  let regions: [Region]

  /// Finds regions on the first half and measures them on the second. O(depth · features · n).
  init(
    of sample: ChosenRows, by reference: ChosenRows, names: [String], depth: Int, fewest: Double,
    confidence: Double
  ) {
    let axes = Self.axes(names: names, sample: sample, reference: reference)
    let binned = { (rows: ChosenRows, second: Bool) -> BinnedRows in
      let half = rows.half(second: second)
      return BinnedRows(
        codes: axes.map { axis in
          half.map { UInt8(axis.bins.bin(of: axis.value(rows.columns[axis.column][$0]))) }
        }, weights: half.map { rows.weights[$0] })
    }
    let target = (binned(sample, false), binned(sample, true))
    let known = (binned(reference, false), binned(reference, true))
    let whole = WeightTally(target.0.weights)
    let wholeKnown = WeightTally(known.0.weights)
    // A half has half of the events.
    func isEmpty(
      _ region: CoverageRegion, _ a: BinnedRows, _ b: BinnedRows, _ all: (WeightTally, WeightTally)
    ) -> Bool {
      CoverageRule.isUncovered(
        region.tally(a), of: all.0, by: region.tally(b), of: all.1, fewest: fewest / 2 / reference.rowsForEach
      )
    }
    let found = CoverageTree(depth: depth).leaves(
      target: target.0, reference: known.0, binCounts: axes.map(\.bins.count)
    ).filter { isEmpty($0, target.0, known.0, (whole, wholeKnown)) }
    // Cuts that a region does not need only blur what is wrong.
    let simple = found.map { region -> CoverageRegion in
      var region = region
      for cut in region.cuts where region.cuts.count > 1 {
        var wider = region
        wider.cuts.removeAll { $0 == cut }
        if isEmpty(wider, target.0, known.0, (whole, wholeKnown)) { region = wider }
      }
      return region
    }
    let distinct = simple.reduce(into: [CoverageRegion]()) { if !$0.contains($1) { $0.append($1) } }
    let measured = WeightTally(target.1.weights)
    let measuredKnown = WeightTally(known.1.weights)
    let confirmed = distinct.filter { isEmpty($0, target.1, known.1, (measured, measuredKnown)) }
    regions = confirmed.compactMap { region in
      let there = region.tally(known.1)
      return Proportion.share(of: region.tally(target.1), in: measured, confidence: confidence).map {
        Region(
          words: Self.words(region, axes), share: $0,
          effectiveRows: 2 * there.effectiveRows * reference.rowsForEach,
          referenceShare: there.sum / measuredKnown.sum)
      }
    }.sorted { $0.share.value > $1.share.value }
    uncovered = Proportion.share(
      of: CoverageRegion.tally(target.1, inAnyOf: confirmed), in: measured, confidence: confidence)
  }

  /// A feature, or its size where that is what symmetric features are cut on.
  private struct Axis {
    var column: Int
    var isAbsolute: Bool
    var name: String
    var bins: QuantileBins
    var hasMissing: Bool

    func value(_ value: Float) -> Float { isAbsolute ? abs(value) : value }
  }

  private static func axes(names: [String], sample: ChosenRows, reference: ChosenRows) -> [Axis] {
    let rows = (sample.half(second: false), reference.half(second: false))
    return names.indices.flatMap { column -> [Axis] in
      let values =
        rows.0.map { sample.columns[column][$0] } + rows.1.map { reference.columns[column][$0] }
      let known = values.filter { !$0.isNaN }
      guard known.count > 1 else { return [] }
      let negative = Double(known.count { $0 < 0 }) / Double(known.count)
      let hasMissing = known.count < values.count
      var result = [
        Axis(
          column: column, isAbsolute: false, name: names[column],
          bins: QuantileBins(roundly: values, maximum: 64), hasMissing: hasMissing)
      ]
      if negative > 0.4, negative < 0.6 {
        result.append(
          Axis(
            column: column, isAbsolute: true, name: "abs(\(names[column]))",
            bins: QuantileBins(roundly: values.map { abs($0) }, maximum: 64), hasMissing: hasMissing))
      }
      return result
    }
  }

  /// The region as a selection that can be pasted into a configuration.
  private static func words(_ region: CoverageRegion, _ axes: [Axis]) -> String {
    guard !region.cuts.isEmpty else { return "everywhere" }
    return region.cuts.flatMap { cut -> [String] in
      let axis = axes[cut.feature]
      let last = axis.bins.count - 1
      let low = cut.bins.lowerBound
      let high = cut.bins.upperBound
      if high == 0 { return ["isnan(\(axis.name))"] }
      var parts: [String] = []
      if low > 1 { parts.append("\(axis.name) >= \(text(axis.bins.edges[low - 2]))") }
      if low == 1, axis.hasMissing, high == last { parts.append("!isnan(\(axis.name))") }
      if high < last {
        let below = "\(axis.name) < \(text(axis.bins.edges[high - 1]))"
        parts.append(low == 0 && axis.hasMissing ? "(\(below) || isnan(\(axis.name)))" : below)
      }
      return parts
    }.joined(separator: " && ")
  }

  private static func text(_ edge: Float) -> String { Wording.number(Double(edge), digits: 7) }
}

extension WeightTally {
  /// Sums over the weights. O(n).
  init(_ weights: [Double]) {
    self.init()
    for weight in weights { add(weight) }
  }
}
