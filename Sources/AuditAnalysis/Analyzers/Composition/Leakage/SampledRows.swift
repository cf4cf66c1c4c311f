import AuditSamples
import AuditStatistics

/// A part of the rows of a process, chosen by a hash of the row number: enough to train small models on.
struct SampledRows: Sendable {
  /// Labels (all in one class when there is no label) and weights.
  var labels = LabelledRows()
  /// Values of the other columns of the set.
  var columns: [LabelledRows]
  /// Probability with which a row is taken.
  let share: Double
  private let random: UInt64

  /// No rows yet; `missing` has the declared missing values of each column.
  init(missing: [[Double]], share: Double, seed: UInt64) {
    columns = missing.map { values in
      var rows = LabelledRows()
      rows.missing = values
      return rows
    }
    self.share = share
    random = seed
  }

  /// Takes in a batch whose first column is the label, if there is one.
  mutating func append(_ batch: Batch, label: String?) throws {
    let batch = batch.weighted
    let numbers = batch.keptRows ?? Array(batch.rows)
    let chosen = share >= 1 ? Array(numbers.indices) : numbers.indices.filter { takes(numbers[$0]) }
    guard !chosen.isEmpty else { return }
    let part = batch.picked(chosen)
    let labelColumn = label == nil ? nil : part.columns.first
    try labels.append(
      labels: labelColumn ?? .float32(Array(repeating: 0, count: chosen.count)), of: part, label: label ?? "")
    for (place, values) in part.columns.dropFirst(label == nil ? 0 : 1).enumerated() {
      columns[place].append(values)
    }
  }

  private func takes(_ row: Int) -> Bool {
    var z = UInt64(row) &+ random &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53 < share
  }
}

extension LabelledRows.Column {
  /// Dense ranks of the values, NaN for missing: all that a tree sees, and exact in single precision where times and
  /// event numbers are not.
  var ranks: [Float] {
    let classes = [UInt8](repeating: 0, count: count)
    let events: RankedEvents
    switch self {
    case .float32(let values): events = RankedEvents(scores: values, classes: classes)
    case .int64(let values): events = RankedEvents(scores: values, classes: classes)
    case .float64, .category: events = RankedEvents(scores: doubles, classes: classes)
    }
    return events.denseRanks
  }
}
