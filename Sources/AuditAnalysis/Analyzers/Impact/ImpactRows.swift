import AuditSamples
import AuditStatistics

/// Rows of one process of simulation or data: what is compared, and what classifiers take in.
public struct ImpactRows: Sendable {
  /// Blocks of consecutive rows with their columns.
  var blocks: [EventBlock] = []
  /// Classes, where the sample has a label.
  var labels = LabelledRows()
  var weights: [Double] = []
  /// Keys of what is random about each row.
  var keys: [UInt64] = []
  /// Names of the columns; the label comes first where there is one.
  let names: [String]
  let missing: [String: [Double]]
  let thinning: RowThinning
  private let hasLabel: Bool
  private let random: UInt64

  /// No rows yet.
  init(
    for set: ColumnSet, of process: ProcessDescription, hasLabel: Bool, limit: Int, in context: AuditContext
  ) {
    names = set.columns
    self.hasLabel = hasLabel
    var missing: [String: [Double]] = [:]
    for column in process.columns where !column.missing.isEmpty { missing[column.name] = column.missing }
    for feature in context.features where !feature.missing.isEmpty { missing[feature.name] = feature.missing }
    self.missing = missing
    thinning = RowThinning(rows: context.rows(around: process), limit: max(1, limit), seed: context.seed)
    random = CounterRandom(seed: context.seed, stream: "rows/\(process.name)").bits(0)
  }

  /// Takes in the chosen rows that have a weight and, where there is a label, a class. O(rows × columns).
  mutating func append(_ batch: Batch) throws {
    let weights = batch.doubleWeights
    var offsets = thinning.offsets(in: batch.rows, kept: batch.keptRows)
    if let weights { offsets.removeAll { weights[$0] == 0 } }
    if hasLabel, let label = batch.columns.first {
      var coder = labels.coder
      let codes = try coder.codes(of: label, label: names[0])
      offsets.removeAll { codes[$0] == ClassCoder.none }
    }
    guard !offsets.isEmpty else { return }
    let part = offsets.count == batch.count ? batch : batch.picked(offsets)
    if hasLabel, let label = part.columns.first {
      try labels.append(labels: label, of: part, label: names[0])
    }
    self.weights += weights.map { all in offsets.map { all[$0] } } ?? Array(repeating: 1, count: part.count)
    let numbers = part.keptRows ?? Array(part.rows)
    keys += numbers.map { random &+ UInt64($0) &* 0x9E37_79B9_7F4A_7C15 }
    blocks.append(EventBlock(part, names: names, missing: missing))
  }

  /// Values of a column, NaN for missing ones and for columns that hold no numbers. O(rows).
  func floats(_ name: String) throws -> [Float] {
    try blocks.flatMap { block in try block.doubles(name).map { Float($0) } }
  }
}

extension AuditContext {
  /// Numeric features that one simulation and data have in common.
  func comparedFeatures(_ simulation: Int, _ data: Int) -> [String] {
    comparedSets.first { $0.samples == [simulation, data] }.map { features(of: $0) } ?? []
  }

  /// Sets of columns for each simulation and for data: what is compared and what classifiers take in.
  ///
  /// Those of a simulation begin with the label where it has one. `question`: 0 for simulation, 1 for data.
  func impactSets() -> [ColumnSet] {
    guard let data = dataIndices.first, dataIndices.count == 1 else { return [] }
    return simulationIndices.flatMap { simulation -> [ColumnSet] in
      let features = comparedFeatures(simulation, data)
      guard !features.isEmpty else { return [] }
      var columns = features
      for name in scorers.flatMap(\.columns) where !columns.contains(name) { columns.append(name) }
      let ofSimulation = hasLabel(simulation) ? [label ?? ""] + columns.filter { $0 != label } : columns
      let usable = columns.filter { $0 != label && sample(data, has: $0) }
      return [
        ColumnSet(columns: ofSimulation, samples: [simulation], question: 0),
        ColumnSet(columns: usable, samples: [data], question: 1),
      ]
    }
  }

  /// True where a simulation has the label.
  func hasLabel(_ simulation: Int) -> Bool { label.map { sample(simulation, has: $0) } ?? false }
}
