import AuditReport

/// One finding over the audits of a history.
struct HistorySeries: Sendable {
  /// Id of the finding.
  let id: String
  /// As it is in the latest audit that has it.
  let latest: HistoryEntry.Quantity
  /// What each audit says of it; nil where it has no such finding.
  let quantities: [HistoryEntry.Quantity?]

  /// True when the intervals of two audits do not touch.
  var hasMoved: Bool {
    let estimates = quantities.compactMap { $0?.estimate }
    let highestLow = estimates.map { min($0.low, $0.high) }.max() ?? 0
    let lowestHigh = estimates.map { max($0.low, $0.high) }.min() ?? 0
    return highestLow > lowestHigh
  }
  /// True when not all audits judge it alike.
  var hasChangedVerdict: Bool { Set(quantities.compactMap { $0.map { Mark($0) } }).count > 1 }
  /// True when it is worth a figure: judged and not passing, or changed.
  var isNotable: Bool { latest.rank < 5 || latest.verdict != .info && (hasMoved || hasChangedVerdict) }

  /// All findings of a history that a filter lets through, what to look at first first.
  static func all(of entries: [HistoryEntry], _ isWanted: (String) -> Bool) -> [HistorySeries] {
    var byID: [String: [HistoryEntry.Quantity?]] = [:]
    for (index, entry) in entries.enumerated() {
      for quantity in entry.quantities where isWanted(quantity.id) {
        byID[quantity.id, default: Array(repeating: nil, count: entries.count)][index] = quantity
      }
    }
    let series = byID.compactMap { id, quantities in
      quantities.last(where: { $0 != nil }).flatMap { $0 }
        .map { HistorySeries(id: id, latest: $0, quantities: quantities) }
    }
    return series.sorted { a, b in
      if a.isNotable != b.isNotable { return a.isNotable }
      if a.latest.rank != b.latest.rank { return a.latest.rank < b.latest.rank }
      let places = (
        AnalyzerGlossary.position(of: a.latest.analyzer), AnalyzerGlossary.position(of: b.latest.analyzer)
      )
      return places.0 != places.1 ? places.0 < places.1 : a.id < b.id
    }
  }
}

extension Mark {
  init(_ quantity: HistoryEntry.Quantity) {
    if quantity.accepted {
      self = .accepted
    } else if quantity.verdict == .fail, quantity.limit?.severity == .warning {
      self = .warning
    } else {
      self.init(quantity.verdict)
    }
  }
}

extension HistoryEntry {
  /// What it is called: its revision, or its day.
  var title: String { revision.isEmpty ? String(started.prefix(10)) : revision }
}
