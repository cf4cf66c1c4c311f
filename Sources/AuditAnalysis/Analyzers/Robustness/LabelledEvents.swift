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
  /// False for events without a class, such as data: all of them are kept.
  var hasLabel = true

  /// Values that stand for "missing" in a process, by column.
  static func missing(in process: ProcessDescription, _ context: AuditContext) -> [String: [Double]] {
    var missing: [String: [Double]] = [:]
    for column in process.columns where !column.missing.isEmpty { missing[column.name] = column.missing }
    for feature in context.features where !feature.missing.isEmpty { missing[feature.name] = feature.missing }
    return missing
  }

  /// Takes in the events of a batch that have a weight and a label and are among the chosen. O(rows × columns).
  ///
  /// The weights of chosen events stand for those left out, too: processes keep their shares.
  mutating func append(_ batch: Batch) throws {
    guard let label = names.first, let labels = batch.columns.first else { return }
    var chosen = thinning.offsets(in: batch.rows, kept: batch.keptRows)
    if let weights = batch.doubleWeights { chosen.removeAll { weights[$0] == 0 } }
    if hasLabel {
      var coder = rows.coder
      let codes = try coder.codes(of: labels, label: label)
      chosen.removeAll { codes[$0] == ClassCoder.none }
    }
    var part = chosen.count == batch.count ? batch : batch.picked(chosen)
    if thinning.rate < 1 {
      let weights = part.weights?.doubles ?? Array(repeating: 1, count: part.count)
      part.weights = .float64(weights.map { $0 / thinning.rate })
    }
    guard part.count > 0, let kept = part.columns.first else { return }
    if hasLabel { try rows.append(labels: kept, of: part, label: label) }
    blocks.append(EventBlock(part, names: names, missing: missing))
  }
}
