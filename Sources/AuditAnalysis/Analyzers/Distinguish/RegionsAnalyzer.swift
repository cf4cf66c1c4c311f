import AuditReport
import AuditSamples
import AuditStatistics

/// Where in feature space data and simulation differ most, as short cuts with the ratio of data to simulation.
///
/// Regions are found on one half of the rows (``RegionSearch``) and measured on the other, so that they are not chosen
/// for their fluctuations there. Those whose p-value, corrected for the number of regions measured, is below 1 − confidence are reported,
/// with intervals that hold for all of them at once (Bonferroni): where nothing differs, any region is reported with at most that probability.
/// What it cannot see: differences that no box of a few cuts shows.
public struct RegionsAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "regions"
  /// One sentence for `simaudit list`.
  public static let summary =
    "regions of a few cuts where data and simulation differ most, found on one half and measured on the other"
  /// Metrics and notes that its readings can have.
  public static let metrics = ["region-difference", "region-ratio", "regions"]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Largest number of rows of a sample that are used"),
    (name: "regions", summary: "Most regions that are looked for"),
    (name: "cuts", summary: "Most features that a region cuts on"),
    (
      name: "smallestShare",
      summary: "Smallest share of data or simulation, whichever is larger, that makes a region"
    ),
  ]

  /// Largest number of rows of a sample that are used; more are thinned by a hash of the row number.
  public var rows = 100_000
  /// Most regions that are looked for.
  public var regions = 6
  /// Most features that a region cuts on.
  public var cuts = 3
  /// Smallest share of data or simulation, whichever is larger, that makes a region.
  public var smallestShare = 0.005

  /// The analyzer with its default settings.
  public init() {}

  /// Rows of one process, thinned.
  public typealias Partial = CollectedRows

  /// The regions of one pair of samples.
  public struct Measured: Sendable {
    var simulation: Int
    var data: Int
    /// All that were found on one half, as measured on the other, with their adjusted p-values.
    var regions: [MeasuredRegion]
    /// Rows of each sample that were looked at.
    var rows: (simulation: Int, data: Int)
    /// Why nothing could be looked for.
    var fault: String?
  }

  /// A region on the half that it was not found on.
  struct MeasuredRegion: Sendable {
    var words: String
    var ratio: RegionRatio
    /// p-value corrected for the number of regions measured.
    var adjusted: Double
  }

  /// The features that simulation and data have in common, for each pair.
  public func columnSets(in context: AuditContext) -> [ColumnSet] { context.comparedSets }

  /// Nothing read yet.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> CollectedRows {
    CollectedRows(for: set, of: process, limit: rows, in: context)
  }

  /// Keeps values and weights of the rows.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout CollectedRows) {
    partial.append(batch)
  }

  /// Finds regions on one half of the rows and measures them on the other.
  public func measure(
    _ set: ColumnSet, partials: [[CollectedRows]], in context: AuditContext
  ) -> Measured {
    let (simulation, data) = (set.samples[0], set.samples[1])
    let rows = ComparedRows(
      names: context.features(of: set), simulation: partials[simulation], data: partials[data])
    var result = Measured(
      simulation: simulation, data: data, regions: [],
      rows: (rows.simulationCount, rows.count - rows.simulationCount), fault: rows.fault(folds: 2))
    guard result.fault == nil else { return result }
    let halves = Halves(rows, seed: context.seed)
    let axes = RegionAxes(
      names: rows.names, values: { column in halves.searched.map { rows.columns[column][$0] } },
      // Fine enough for edges of detectors, coarse enough for a pull to be one.
      bins: min(200, max(16, halves.searched.count / 100)))
    func binned(_ rowNumbers: [Int], isData: Bool) -> BinnedRows {
      axes.binned(rowNumbers.filter { rows.isData[$0] == isData }, columns: rows.columns) {
        rows.weights?[$0] ?? 1
      }
    }
    let search = RegionSearch(cuts: max(1, cuts), smallestShare: smallestShare)
    let found = search.regions(
      data: binned(halves.searched, isData: true), simulation: binned(halves.searched, isData: false),
      binCounts: axes.binCounts, columns: axes.columns, limit: max(1, regions))
    let there = (binned(halves.measured, isData: true), binned(halves.measured, isData: false))
    let all = (WeightTally(there.0.weights), WeightTally(there.1.weights))
    if let few = [all.0.effectiveRows, all.1.effectiveRows].min(), few < Reading.fewestEffectiveEvents {
      result.fault =
        "the half of a sample that measures has \(NumberStyle.plain.rounded(few)) effective events, and fewer than "
        + "\(NumberStyle.plain.exact(Reading.fewestEffectiveEvents)) decide nothing"
      return result
    }
    let level = 1 - (1 - context.confidence) / Double(max(1, found.count))
    let measured = found.compactMap { region in
      RegionRatio(
        data: (region.tally(there.0), all.0), simulation: (region.tally(there.1), all.1), confidence: level
      ).map { (region, $0) }
    }
    result.regions = measured.map {
      MeasuredRegion(
        words: axes.words($0.0), ratio: $0.1, adjusted: min(1, $0.1.pValue * Double(max(1, found.count))))
    }
    return result
  }

  /// Two halves of the rows, by a fair coin for each.
  private struct Halves {
    var searched: [Int] = []
    var measured: [Int] = []

    init(_ rows: ComparedRows, seed: UInt64) {
      let random = CounterRandom(seed: seed, stream: "halves for regions")
      for row in 0..<rows.count {
        if random.bits(UInt64(row)) & 1 == 0 { searched.append(row) } else { measured.append(row) }
      }
    }
  }

  /// The regions of all pairs.
  public func conclude(_ measured: [Measured], in context: AuditContext) -> [Reading] {
    measured.flatMap { readings($0, in: context) }
  }
}
