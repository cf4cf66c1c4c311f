import AuditStatistics

/// A sample tallied by the levels of one column, and by class where there is a label.
struct LevelMix: Sendable {
  /// Levels in report order.
  var levels: [String]
  /// Classes in report order; empty without a label.
  var classes: [String]
  /// byClass[level][class]; one column without a label.
  var byClass: [[WeightTally]]
  /// Rows without a value.
  var missing: Int
  /// More levels than allowed: the rest is not tallied.
  var isOverfull: Bool

  /// Tallies by level alone.
  init(levels: [String], tallies: [WeightTally]) {
    self.levels = levels
    classes = []
    byClass = tallies.map { [$0] }
    missing = 0
    isOverfull = false
  }

  /// The sum of the processes.
  init(merging parts: [BalanceAnalyzer.Partial]) {
    levels = LevelIndex.union(parts.map(\.levels))
    classes = LevelIndex.union(parts.map(\.classes))
    missing = parts.reduce(0) { $0 + $1.missing }
    isOverfull = parts.contains { $0.levels.isOverfull || $0.classes.isOverfull }
    let empty = [WeightTally](repeating: WeightTally(), count: max(1, classes.count))
    byClass = [[WeightTally]](repeating: empty, count: levels.count)
    for part in parts {
      for (level, row) in zip(part.levels.names, part.tallies) {
        guard let place = levels.firstIndex(of: level) else { continue }
        for (number, tally) in row.enumerated() {
          let name = number < part.classes.names.count ? part.classes.names[number] : nil
          let column = name.flatMap { classes.firstIndex(of: $0) } ?? 0
          byClass[place][column] += tally
        }
      }
    }
  }

  /// Tally of each level over all classes.
  var tallies: [WeightTally] { byClass.map { $0.reduce(WeightTally(), +) } }
  /// Tally of the sample.
  var whole: WeightTally { tallies.reduce(WeightTally(), +) }
  /// True when some weight is not 1.
  var isWeighted: Bool {
    let whole = whole
    return whole.sum != Double(whole.rows) || whole.squares != Double(whole.rows)
  }

  /// Tallies in the order of other levels, zero for those that the sample has not.
  func tallies(by names: [String]) -> [WeightTally] {
    let tallies = tallies
    return names.map { name in levels.firstIndex(of: name).map { tallies[$0] } ?? WeightTally() }
  }
}

/// One column in all samples that have it.
struct ColumnMix {
  /// nil: the processes.
  var name: String?
  var isLabel: Bool
  /// By sample index.
  var mixes: [Int: LevelMix]

  /// How sentences call the column.
  var title: String { name.map { isLabel ? "class '\($0)'" : "category '\($0)'" } ?? "process" }
  /// How subjects and expected mixes call it.
  var key: String { name ?? "process" }
  /// Sample indices in report order.
  var samples: [Int] { mixes.keys.sorted() }
}
