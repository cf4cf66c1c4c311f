import AuditReport
import AuditSamples
import AuditStatistics

/// Event weights that make simulation look like data, and what one should know before using them.
///
/// The weights are density ratios of cross-fitted, calibrated trees (``DensityRatio``). What is measured of them: the effective
/// number of events that they cost, the share of the heaviest event, whether an independent classifier still
/// tells data from the reweighted simulation on events that the ratio was not learned from, whether the ratio is as large as it
/// says, and the KS distance of each feature before and after. `simaudit reweight` writes the weights.
/// Source: Martschei et al., J. Phys. Conf. Ser. 368 (2012) 012028; Rogozhnikov, J. Phys. Conf. Ser. 762 (2016) 012036.
public struct ReweightingAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "reweighting"
  /// One sentence for `simaudit list`.
  public static let summary =
    "weights from a density ratio that make simulation look like data, and what using them would cost and leave"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    SharedRows.metric, "closure-auc", "ratio-slope", "reweighting-loss", "largest-weight", "residual-ks",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Largest number of rows of a sample that the ratio is learned from"),
    (name: "folds", summary: "Folds: the ratio of an event comes from trees that did not see its fold"),
    (name: "largest", summary: "Ratio above which it is cut off"),
    (name: "rounds", summary: "Trees of a model"),
    (name: "depth", summary: "Depth of a tree: the most features in one interaction"),
  ]

  /// Largest number of rows of a sample that the ratio is learned from; more are thinned by a hash of the row number.
  public var rows = 100_000
  /// Folds.
  public var folds = 5
  /// Ratio above which it is cut off.
  public var largest = 20.0
  /// Trees of a model.
  public var rounds = 50
  /// Depth of a tree.
  public var depth = 4

  /// The analyzer with its default settings.
  public init() {}

  /// Folds that can be made.
  var foldCount: Int { min(max(folds, 2), 50) }
  /// How much the trees can learn.
  var size: TreeSize { TreeSize(rounds: max(1, rounds), depth: max(1, depth)) }

  /// Rows of one process, thinned.
  public typealias Partial = CollectedRows

  /// Rows of a pair of samples: all training is done when all are there, side by side.
  public typealias Measured = TwoSampleAnalyzer.Measured

  /// The features that simulation and data have in common, for each pair.
  public func columnSets(in context: AuditContext) -> [ColumnSet] { context.comparedSetsByName }

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

  /// Puts the rows of a pair together.
  public func measure(
    _ set: ColumnSet, partials: [[CollectedRows]], in context: AuditContext
  ) -> Measured {
    Measured(
      simulation: set.samples[0], data: set.samples[1],
      rows: ComparedRows(
        names: context.features(of: set), simulation: partials[set.samples[0]], data: partials[set.samples[1]]
      ))
  }

  /// Learns and examines the ratio of each pair. Errors: those of the trainer.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    try measured.flatMap { try examined($0, in: context).readings }
  }

  /// The readings of a pair and the ratio that they speak of; nil where none could be learned. Errors: those of the trainer.
  func examined(_ pair: Measured, in context: AuditContext) throws -> (
    readings: [Reading], ratio: DensityRatio?
  ) {
    guard let trainer = context.trainer else { return ([], nil) }
    let subject = Subject(
      simulation: context.samples[pair.simulation].name, data: context.samples[pair.data].name)
    let shared = context.sharedRows(of: pair)
    let readings = shared.readings(by: Self.kind, of: subject)
    func without(_ reason: String) -> (readings: [Reading], ratio: DensityRatio?) {
      (
        readings + [
          .unmeasured(
            by: Self.kind, "closure-auc", of: subject, because: reason,
            message: "No density ratio could be learned: \(reason).")
        ], nil
      )
    }
    if let fault = fault(pair) ?? shared.fault { return without(fault) }
    guard let result = try ReweightingExamination(pair.rows, self, trainer: trainer, in: context) else {
      return without("a fold has no positive sum of weights")
    }
    let found = self.readings(result, pair.rows, subject, in: context)
    return (readings + found.deciding(pair.rows.effectiveCounts(subject)), result.ratio)
  }
}
