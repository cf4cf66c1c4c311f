import AuditSamples

/// Texts that a selection, label or weight compares a category column with and that no row has: most often misspelt, and
/// otherwise silent, because such a comparison is just false for every row.
struct LevelRemarks {
  private struct Comparison: Hashable {
    var column: String
    var text: String
  }

  /// Levels of a column of one table: a table is read once, however many processes are made of it.
  private var levels: [String: Set<String>] = [:]
  private static let blockRows = 1 << 17

  /// One sentence for each text that no sample has in the column. A text that only some samples have is as it should be.
  ///
  /// Reads the columns that are compared with texts, and no others.
  static func remarks(on samples: [Sample]) throws -> [String] {
    var reader = LevelRemarks()
    var order: [Comparison] = []
    var known: [String: Set<String>] = [:]
    for process in samples.flatMap(\.processes) {
      let expressions = [process.selection, process.weight].compactMap(\.self) + process.derived.values
      let compared = expressions.flatMap(\.comparedTexts)
      for (column, texts) in compared {
        for comparison in texts.map({ Comparison(column: column, text: $0) })
        where !order.contains(comparison) {
          order.append(comparison)
        }
      }
      for column in Set(compared.map(\.column)) {
        known[column, default: []].formUnion(try reader.levels(of: column, in: process))
      }
    }
    return order.filter { !(known[$0.column]?.contains($0.text) ?? true) }
      .sorted { ($0.column, $0.text) < ($1.column, $1.text) }
      .map { comparison in
        let names = known[comparison.column]?.sorted() ?? []
        let hint = suggestion(for: comparison.text, among: names)
        return
          "no row has '\(comparison.text)' in '\(comparison.column)', which an expression compares it with"
          + (hint.isEmpty ? "; check the spelling" : hint)
      }
  }

  private mutating func levels(of column: String, in process: Process) throws -> Set<String> {
    if let constant = process.constants[column] { return [constant] }
    let key = (process.source.files + [process.source.table, column]).joined(separator: "\n")
    if let found = levels[key] { return found }
    var found: Set<String> = []
    if case .enumeration(let names)? = process.source.columns.first(where: { $0.name == column })?.kind {
      found = Set(names)
    } else {
      let rows = process.source.rowCount
      for start in stride(from: 0, to: rows, by: Self.blockRows) {
        let values = try process.source.read([column], rows: start..<min(rows, start + Self.blockRows))
        if case .category(_, let names)? = values.first { found.formUnion(names) }
      }
    }
    levels[key] = found
    return found
  }
}
