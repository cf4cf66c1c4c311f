import AuditReport
import AuditSamples
import AuditStatistics

/// Where data or the test sample lives and training has (almost) nothing: feature by feature, and jointly.
///
/// A place is uncovered where the density of training is below a tenth of the sample's, both normalised. Gaps and regions are found
/// on one half of the rows and measured on the other, so that they are not chosen for their fluctuations. The interval of the
/// uncovered share ends at the share of what is not certainly covered, and at least at the smallest gap that samples of this size
/// show. Large samples are looked at on rows chosen at random; intervals say what that costs.
public struct CoverageAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "coverage"
  /// One sentence for `simaudit list`.
  public static let summary =
    "regions, feature by feature and jointly, where data or the test sample lives and training has almost nothing"

  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "uncovered", "outside-training-range",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Rows of each sample looked at feature by feature"),
    (name: "jointRows", summary: "Rows of each sample looked at jointly"),
    (
      name: "fewest",
      summary: "Effective events that training must be expected to have in a place for it to be judged"
    ),
    (name: "cuts", summary: "Most cuts that describe a region"),
    (
      name: "resamples",
      summary: "Resampled pairs of samples behind the interval of the share outside the range"
    ),
  ]

  /// Rows of each sample looked at feature by feature.
  public var rows = 100_000
  /// Rows of each sample looked at jointly.
  public var jointRows = 50_000
  /// Effective events that training would have in a place, at the sample's density, for it to be judged.
  public var fewest = 15.0
  /// Most cuts that describe a region.
  public var cuts = 5
  /// Resampled pairs of samples behind the interval of the share outside the range.
  public var resamples = 1000

  /// The analysis with its default settings.
  public init() {}

  /// The chosen rows of one process.
  public struct Partial: Sendable {
    let thinning: RowThinning
    var columns: [[Float]]
    var weights: [Double] = []
    var isSecondHalf: [Bool] = []
    var rows = 0
  }

  /// What one column set gave.
  public enum Measured: Sendable {
    /// One feature: by sample, against the reference.
    case feature(String, [Int: FeatureCoverage])
    /// All features together.
    case joint([Int: JointCoverage])
  }

  /// Columns that are looked at together.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    guard let reference = context.referenceIndex else { return [] }
    let all = context.samples.indices.filter { $0 == reference || isCompared($0, in: context) }
    var sets: [ColumnSet] = context.properFeatures.compactMap { feature in
      let holders = all.filter { context.sample($0, has: feature.name) }
      return holders.contains(reference) && holders.count > 1
        ? ColumnSet(columns: [feature.name], samples: holders) : nil
    }
    let common = context.properFeatures.map(\.name).filter { name in
      all.allSatisfy { context.sample($0, has: name) }
    }
    // A single feature is looked at by itself already.
    if common.count > 1, all.count > 1 { sets.append(ColumnSet(columns: common, samples: all)) }
    return sets
  }

  private func isCompared(_ sample: Int, in context: AuditContext) -> Bool {
    switch context.samples[sample].role {
    case .data, .test, .validation: true
    case .training, .simulation: false
    }
  }

  /// An empty partial for the rows of one process.
  public func partial(
    for set: ColumnSet, of process: ProcessDescription, in context: AuditContext
  ) -> Partial {
    let limit = set.columns.count > 1 ? jointRows : rows
    // The limit is for the sample: each process gets its part.
    let owner = context.samples.firstIndex {
      $0.processes.contains {
        $0.name == process.name && $0.rows == process.rows && $0.sumOfWeights == process.sumOfWeights
      }
    }
    let total = owner.map { context.rows(of: $0) } ?? process.rows
    let share = max(1, limit * process.rows / max(1, total))
    return Partial(
      thinning: RowThinning(rows: process.rows, limit: total > limit ? share : limit, seed: context.seed),
      columns: [[Float]](repeating: [], count: set.columns.count))
  }

  /// Takes in some rows. O(rows).
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    let offsets = partial.thinning.offsets(in: batch.rows, kept: batch.keptRows)
    let chosen = batch.picked(offsets)
    partial.rows += batch.count
    for (place, values) in chosen.columns.enumerated() { partial.columns[place] += values.floats }
    // Dividing by the rate makes sums those of the whole sample.
    let rate = partial.thinning.rate
    partial.weights +=
      chosen.doubleWeights?.map { $0 / rate } ?? Array(repeating: 1 / rate, count: offsets.count)
    partial.isSecondHalf += (chosen.keptRows ?? []).map { partial.thinning.isInSecondHalf($0) }
  }

  /// What the rows of one column set say.
  public func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured {
    guard let reference = context.referenceIndex else { return .joint([:]) }
    let rows = set.samples.map { ChosenRows(merging: partials[$0], missing: missing(of: set, in: context)) }
    guard let place = set.samples.firstIndex(of: reference) else { return .joint([:]) }
    if set.columns.count == 1 {
      let known = rows[place].distribution(of: 0)
      let plan = context.plans.plan(resamples: resamples, confidence: context.confidence)
      var result: [Int: FeatureCoverage] = [:]
      for (index, sample) in set.samples.enumerated() where sample != reference {
        result[sample] = FeatureCoverage(
          of: rows[index], by: rows[place], known: known, fewest: fewest, plan: plan)
      }
      return .feature(set.columns[0], result)
    }
    var result: [Int: JointCoverage] = [:]
    for (index, sample) in set.samples.enumerated() where sample != reference {
      result[sample] = JointCoverage(
        of: rows[index], by: rows[place], names: set.columns, depth: cuts, fewest: fewest,
        confidence: context.confidence)
    }
    return .joint(result)
  }

  private func missing(of set: ColumnSet, in context: AuditContext) -> [[Double]] {
    set.columns.map { name in
      let stored = context.samples.flatMap { $0.processes.flatMap { $0.column(name)?.missing ?? [] } }
      return (context.features.first { $0.name == name }?.missing ?? []) + stored
    }
  }

  /// The readings of all column sets.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    guard let reference = context.referenceIndex else { return [] }
    var readings: [Reading] = []
    for result in measured {
      switch result {
      case .feature(let name, let bySample):
        for (sample, coverage) in bySample.sorted(by: { $0.key < $1.key }) {
          readings += self.readings(coverage, of: name, sample, reference, in: context)
            .deciding(parts(coverage.effective, sample, reference, in: context))
        }
      case .joint(let bySample):
        for (sample, coverage) in bySample.sorted(by: { $0.key < $1.key }) {
          readings += [reading(coverage, sample, reference, in: context)]
            .deciding(parts(coverage.effective, sample, reference, in: context))
        }
      }
    }
    return readings
  }

  private func parts(
    _ effective: (sample: Double, reference: Double), _ sample: Int, _ reference: Int,
    in context: AuditContext
  ) -> [(name: String, effective: Double)] {
    [
      ("'\(context.samples[sample].name)'", effective.sample),
      ("'\(context.samples[reference].name)'", effective.reference),
    ]
  }
}

/// The chosen rows of a sample, in two halves.
struct ChosenRows: Sendable {
  /// columns[feature][row]; NaN where missing.
  var columns: [[Float]]
  var weights: [Double]
  var isSecondHalf: [Bool]
  /// Rows of the sample for each chosen one: n_eff of the sample is this times that of the chosen rows.
  var rowsForEach: Double

  init(merging parts: [CoverageAnalyzer.Partial], missing: [[Double]]) {
    let width = parts.first?.columns.count ?? 0
    columns = (0..<width).map { column in
      let values = parts.flatMap { $0.columns[column] }
      guard !missing[column].isEmpty else { return values }
      let stand = Set(missing[column].map { Float($0) })
      return values.map { stand.contains($0) ? .nan : $0 }
    }
    weights = parts.flatMap(\.weights)
    isSecondHalf = parts.flatMap(\.isSecondHalf)
    rowsForEach = Double(parts.reduce(0) { $0 + $1.rows }) / Double(max(1, weights.count))
  }

  /// Distribution of a column; its weights are those of the rows up to a common factor. O(n).
  func distribution(of column: Int) -> WeightedDistribution {
    var builder = DistributionBuilder(expectedRows: weights.count)
    let isUnit = weights.allSatisfy { $0 == weights.first }
    builder.append(columns[column], weights: isUnit ? nil : weights.map { Float($0) })
    return builder.finish()
  }

  /// Row numbers of one half.
  func half(second: Bool) -> [Int] { isSecondHalf.indices.filter { isSecondHalf[$0] == second } }
}
