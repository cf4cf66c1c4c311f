import AuditReport
import AuditSamples
import AuditStatistics

/// Whether the declared spectators (mass, pt, eta, pile-up) are distributed alike in the classes.
///
/// A classifier that is trained on classes with different spectra learns the spectrum instead of the object. For each
/// spectator and class: the KS distance from the other classes, the AUC of the spectator alone, and the event weights
/// that would make the spectra equal with the n_eff that is left.
public struct SpectatorAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "spectators"
  /// One sentence for `simaudit list`.
  public static let summary =
    "distribution of declared spectators per class, and what making them equal by weights would cost"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "spectator-ks", "spectator-auc", "flattened-share",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "bins", summary: "Bins of the flattening weights"),
    (name: "cells", summary: "Cells in which the distance fluctuates"),
    (name: "replicas", summary: "Replicas of the distance"),
  ]

  /// Bins of the flattening weights.
  public var bins = 20
  /// Cells in which the distance fluctuates.
  public var cells = 400
  /// Replicas of the distance.
  public var replicas = 499

  /// The analyzer with its default settings.
  public init() {}

  /// Labels, weights and the spectator of one process.
  public struct Partial: Sendable {
    var rows = LabelledRows()
    var label = ""
  }

  /// What was found of one class.
  struct OfClass: Sendable {
    var label: Int
    var distance: ClassDistance
    var area: AreaUnderCurve
    var histogram: HistogramPair?
  }

  /// One spectator of one sample.
  public struct Measured: Sendable {
    var spectator: String
    var sample: String
    var unit: String?
    var classNames: [String]
    var classes: [OfClass]
    var flattening: OverlapWeighting?
    /// Values at the borders of the flattening's bins.
    var edges: [Double]
  }

  /// The label with each column to be looked at, for each labelled sample.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    guard let label = context.label, !context.spectators.isEmpty else { return [] }
    let samples = try context.labelledIndices(label)
    return try context.spectators.filter { $0 != label }.flatMap { spectator in
      try samples.map { sample in
        for process in context.samples[sample].processes {
          guard let column = process.column(spectator) else {
            throw SampleError.noSuchColumn(
              name: spectator, sample: context.samples[sample].name,
              nearest: nearestNames(to: spectator, among: process.columns.map(\.name)))
          }
          guard column.isNumeric else {
            throw SampleError.notNumeric(name: spectator, sample: context.samples[sample].name)
          }
        }
        return ColumnSet(columns: [label, spectator], samples: [sample])
      }
    }
  }

  /// Nothing read yet; knows the declared missing values.
  public func partial(for set: ColumnSet, of process: ProcessDescription, in context: AuditContext) -> Partial
  {
    var partial = Partial(label: set.columns[0])
    let declared = context.features.first { $0.name == set.columns[1] }?.missing ?? []
    partial.rows.missing = declared + (process.column(set.columns[1])?.missing ?? [])
    return partial
  }

  /// Keeps labels, weights and values of the rows.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    let batch = batch.weighted
    try partial.rows.append(labels: batch.columns[0], of: batch, label: partial.label)
    partial.rows.append(batch.columns[1])
  }

  /// Measures one column set. Errors: a label that does not name classes.
  public func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured {
    let sample = set.samples[0]
    let name = context.samples[sample].name
    let spectator = set.columns[1]
    let rows = LabelledRows.joined(partials[sample].map(\.rows))
    try rows.check(label: set.columns[0], sample: name)
    let feature = context.features.first { $0.name == spectator }
    var result = Measured(
      spectator: spectator, sample: name,
      unit: feature?.unit ?? context.samples[sample].processes.first?.column(spectator)?.unit,
      classNames: rows.classNames, classes: [], flattening: nil, edges: [])
    guard let values = rows.column?.doubles else { return result }
    let events = RankedEvents(scores: values, classes: rows.classes, weights: rows.weights)
    let count = rows.classNames.count
    let fine = ClassBins(events, classCount: count, maximum: cells)
    let coarse = ClassBins(events, classCount: count, maximum: bins)
    let level = count == 2 ? context.confidence : 1 - (1 - context.confidence) / Double(count)
    for label in count == 2 ? [1] : Array(0..<count) {
      let random = CounterRandom(seed: context.seed, stream: "spectators/\(name)/\(spectator)/\(label)")
      guard
        let distance = ClassDistance(
          events, bins: fine, positive: label, confidence: level, replicas: replicas, random: random),
        let area = events.areaUnderCurve(positive: UInt8(label))
      else { continue }
      let rest = count == 2 ? rows.classNames[0] : "the rest"
      let histogram = ClassHistogram.pair(
        values, order: events.order, rows: rows, positive: UInt8(label), title: spectator, unit: result.unit,
        logarithmic: feature?.logarithmic, names: (rows.classNames[label], rest),
        caption: "'\(spectator)' of class '\(rows.classNames[label])' (points) and of "
          + "\(count == 2 ? "class '\(rest)'" : rest) (filled), each with unit sum: where the ratio leaves 1, the "
          + "class can be told by the spectrum.")
      result.classes.append(OfClass(label: label, distance: distance, area: area, histogram: histogram))
    }
    result.flattening = OverlapWeighting(coarse)
    if let last = events.order.last {
      result.edges =
        coarse.starts.dropLast().map { values[Int(events.order[$0])] } + [values[Int(last)]]
    }
    return result
  }
}
