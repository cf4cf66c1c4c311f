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
    let numbers = batch.keptRows ?? Array(batch.rows)
    let chosen = share >= 1 ? Array(numbers.indices) : numbers.indices.filter { takes(numbers[$0]) }
    guard !chosen.isEmpty else { return }
    var part = Batch(rows: 0..<chosen.count, columns: [])
    switch batch.weights {
    case nil: break
    case .float32(let values): part.weights = .float32(chosen.map { values[$0] })
    case .float64(let values): part.weights = .float64(chosen.map { values[$0] })
    }
    let labelColumn = label == nil ? nil : batch.columns.first.map { Self.pick($0, chosen) }
    try labels.append(
      labels: labelColumn ?? .float32(Array(repeating: 0, count: chosen.count)), of: part, label: label ?? "")
    for (place, values) in batch.columns.dropFirst(label == nil ? 0 : 1).enumerated() {
      columns[place].append(Self.pick(values, chosen))
    }
  }

  private func takes(_ row: Int) -> Bool {
    var z = UInt64(row) &+ random &* 0x9E37_79B9_7F4A_7C15
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53 < share
  }

  private static func pick(_ values: Values, _ rows: [Int]) -> Values {
    switch values {
    case .float32(let all): .float32(rows.map { all[$0] })
    case .float64(let all): .float64(rows.map { all[$0] })
    case .int64(let all): .int64(rows.map { all[$0] })
    case .category(let codes, let levels): .category(codes: rows.map { codes[$0] }, levels: levels)
    case .tensor(let all, let shape):
      .tensor(
        rows.flatMap { row in
          let size = shape.reduce(1, *)
          return all[row * size..<(row + 1) * size]
        }, shape: shape)
    }
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
