import AuditStatistics
import Glibc

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
  /// Share of the sample where the density of the reference is below a tenth of the sample's.
  let uncovered: IntervalEstimate?
  /// Share of the sample that a gap must hold to be found.
  let smallestGap: Double
  let regions: [Region]
  /// n_eff of the sample and of what it is compared with.
  let effective: (sample: Double, reference: Double)

  /// Finds regions on one half and measures them on the other, and the other way round. O(depth · features · n).
  init(
    of sample: ChosenRows, by reference: ChosenRows, names: [String], depth: Int, fewest: Double,
    confidence: Double
  ) {
    effective = (WeightTally(sample.weights).effectiveRows, WeightTally(reference.weights).effectiveRows)
    let axes = RegionAxes(
      names: names,
      values: { column in
        sample.half(second: false).map { sample.columns[column][$0] }
          + reference.half(second: false).map { reference.columns[column][$0] }
      })
    let halves = [false, true].map { second in
      Half(
        sample: axes.binned(sample.half(second: second), columns: sample.columns) { sample.weights[$0] },
        reference: axes.binned(reference.half(second: second), columns: reference.columns) {
          reference.weights[$0]
        })
    }
    let tree = CoverageTree(depth: depth)
    smallestGap = tree.smallestGap(
      target: min(halves[0].all.effectiveRows, halves[1].all.effectiveRows),
      reference: min(halves[0].known.effectiveRows, halves[1].known.effectiveRows),
      // Bin 0 holds missing values.
      bin: 1 / Double(max(1, (axes.binCounts.max() ?? 2) - 1)))
    var regions: [Region] = []
    var tallies = [WeightTally](repeating: WeightTally(), count: 3)
    var possible: [CoverageRegion] = []
    for (searched, measured) in [(halves[0], halves[1]), (halves[1], halves[0])] {
      let gaps = Gaps(tree, searched, confirmedOn: measured, fewest: fewest, binCounts: axes.binCounts)
      possible += gaps.possible
      for (place, set) in [gaps.likely, gaps.certain].enumerated() {
        tallies[place] += CoverageRegion.tally(measured.sample, inAnyOf: set)
      }
      guard regions.isEmpty else { continue }
      regions = gaps.likely.compactMap { region in
        let there = region.tally(measured.reference)
        return Proportion.share(of: region.tally(measured.sample), in: measured.all, confidence: confidence)
          .map {
            Region(
              words: axes.words(region), share: $0,
              effectiveRows: 2 * there.effectiveRows * reference.rowsForEach,
              referenceShare: there.sum / measured.known.sum)
          }
      }.sorted { $0.share.value > $1.share.value }
    }
    // What one half calls possible is so on the other, too.
    tallies[2] = halves.map { CoverageRegion.tally($0.sample, inAnyOf: possible) }.reduce(WeightTally(), +)
    self.regions = regions
    uncovered = CoverageInterval.share(
      likely: tallies[0], certain: tallies[1], possible: tallies[2], in: halves[0].all + halves[1].all,
      beyond: smallestGap, confidence: confidence)
  }

  /// One half of both samples.
  private struct Half {
    let sample: BinnedRows
    let reference: BinnedRows
    let all: WeightTally
    let known: WeightTally

    init(sample: BinnedRows, reference: BinnedRows) {
      self.sample = sample
      self.reference = reference
      all = WeightTally(sample.weights)
      known = WeightTally(reference.weights)
    }

    /// Density of the reference in a region in units of the sample's; nil where the sample has nothing.
    func density(_ region: CoverageRegion) -> DensityLimits? {
      let share = region.tally(sample).sum / all.sum
      return share > 0 && known.sum > 0 ? DensityLimits(region.tally(reference), of: known, over: share) : nil
    }
  }

  /// Leaves of a tree that the other half calls gaps.
  private struct Gaps {
    var likely: [CoverageRegion] = []
    var certain: [CoverageRegion] = []
    /// Not certainly covered, with the rim that cuts on bin edges may have missed.
    var possible: [CoverageRegion] = []

    init(
      _ tree: CoverageTree, _ searched: Half, confirmedOn measured: Half, fewest: Double, binCounts: [Int]
    ) {
      guard measured.all.sum > 0, measured.known.sum > 0 else { return }
      let threshold = GapScan.threshold
      let leaves = tree.leaves(target: searched.sample, reference: searched.reference, binCounts: binCounts)
      // Where nothing was worth a cut there is no place to speak of.
      for leaf in leaves where !leaf.cuts.isEmpty {
        guard let first = searched.density(leaf), let density = measured.density(leaf) else { continue }
        if first.value < threshold, density.value < threshold {
          let region = Self.simplified(leaf, searched)
          if !likely.contains(region) { likely.append(region) }
          if density.high < threshold, !certain.contains(region) { certain.append(region) }
          possible.append(Self.widened(region, searched, measured, fewest: fewest, binCounts: binCounts))
        } else if density.low < threshold {
          possible.append(leaf)
        }
      }
    }

    /// Without cuts that it does not need, which only blur what is wrong.
    private static func simplified(_ leaf: CoverageRegion, _ half: Half) -> CoverageRegion {
      var region = leaf
      for cut in leaf.cuts where region.cuts.count > 1 {
        var wider = region
        wider.cuts.removeAll { $0 == cut }
        if let density = half.density(wider), density.high < GapScan.threshold { region = wider }
      }
      return region
    }

    /// Each side moved out until what was added is certainly covered.
    private static func widened(
      _ region: CoverageRegion, _ searched: Half, _ measured: Half, fewest: Double, binCounts: [Int]
    ) -> CoverageRegion {
      var result = region
      for place in region.cuts.indices {
        for isLow in [true, false] {
          var shell = region
          let inner = region.cuts[place].bins
          let last = binCounts[region.cuts[place].feature] - 1
          var edge = isLow ? inner.lowerBound - 1 : inner.upperBound + 1
          // Bin 0 holds missing values.
          while edge >= 1, edge <= last {
            shell.cuts[place].bins = isLow ? edge...(inner.lowerBound - 1) : (inner.upperBound + 1)...edge
            let bins = result.cuts[place].bins
            result.cuts[place].bins = isLow ? edge...bins.upperBound : bins.lowerBound...edge
            if let density = measured.density(shell), density.low >= GapScan.threshold,
              let other = searched.density(shell), other.low >= GapScan.threshold
            {
              break
            }
            edge += isLow ? -1 : 1
          }
        }
      }
      return result
    }
  }
}

extension WeightTally {
  /// Sums over the weights. O(n).
  init(_ weights: [Double]) {
    self.init()
    for weight in weights { add(weight) }
  }
}
