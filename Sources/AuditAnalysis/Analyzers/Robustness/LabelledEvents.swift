import AuditSamples
import AuditStatistics

/// The labelled events of one process, kept in memory: they are distorted and scored again and again.
struct LabelledEvents: Sendable {
  /// Blocks of consecutive events, all with the columns of the set.
  var blocks: [EventBlock] = []
  /// Class and weight of each event, in the order of the blocks.
  var rows = LabelledRows()
  /// Names of the columns, the label first.
  let names: [String]
  /// Values that stand for "missing", by column.
  let missing: [String: [Double]]
  /// Which events are looked at, where there are more than enough.
  let thinning: RowThinning

  /// Levels of a category in all processes, event by event; none where there are too many.
  static func levels(of category: String, in parts: [LabelledEvents]) throws -> LabelledRows {
    let levels = try parts.map { part in
      var levels = LabelledRows()
      for block in part.blocks {
        do {
          try levels.append(labels: block.values(category), of: block.batch, label: category)
        } catch is LabelError {
          return LabelledRows()
        }
      }
      return levels
    }
    guard levels.map(\.classes.count) == parts.map(\.rows.classes.count) else { return LabelledRows() }
    return LabelledRows.joined(levels)
  }

  /// Takes in the events of a batch that have a label and are among the chosen. O(rows × columns).
  mutating func append(_ batch: Batch) throws {
    guard let label = names.first, let labels = batch.columns.first else { return }
    var coder = rows.coder
    let codes = try coder.codes(of: labels, label: label)
    let chosen = thinning.offsets(in: batch.rows, kept: batch.keptRows).filter {
      codes[$0] != ClassCoder.none
    }
    let isWhole = chosen.count == batch.count
    let part = isWhole ? batch : batch.picked(chosen)
    guard part.count > 0, let kept = part.columns.first else { return }
    try rows.append(labels: kept, of: part, label: label)
    blocks.append(EventBlock(part, names: names, missing: missing))
  }
}
