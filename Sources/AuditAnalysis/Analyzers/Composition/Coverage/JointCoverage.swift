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
    let searched = (sample.half(second: false), reference.half(second: false))
    let axes = RegionAxes(
      names: names,
      values: { column in
        searched.0.map { sample.columns[column][$0] } + searched.1.map { reference.columns[column][$0] }
      })
    let binned = { (rows: ChosenRows, second: Bool) -> BinnedRows in
      axes.binned(rows.half(second: second), columns: rows.columns) { rows.weights[$0] }
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
      target: target.0, reference: known.0, binCounts: axes.binCounts
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
          words: axes.words(region), share: $0,
          effectiveRows: 2 * there.effectiveRows * reference.rowsForEach,
          referenceShare: there.sum / measuredKnown.sum)
      }
    }.sorted { $0.share.value > $1.share.value }
    uncovered = Proportion.share(
      of: CoverageRegion.tally(target.1, inAnyOf: confirmed), in: measured, confidence: confidence)
  }
}

extension WeightTally {
  /// Sums over the weights. O(n).
  init(_ weights: [Double]) {
    self.init()
    for weight in weights { add(weight) }
  }
}
