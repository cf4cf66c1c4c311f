import AuditReport
import AuditReporting

extension FileInspection {
  /// The inspection as aligned text.
  var text: String {
    var lines: [String] = []
    for table in tables {
      lines.append(
        "\(VisibleText.message(file))  table \(VisibleText.name(table.name))  \(Self.describe(table))")
      if let problem = table.problem {
        lines += ["  cannot be read: \(VisibleText.message(problem))", ""]
        continue
      }
      let header = ["column", "type", "unit", "min", "max", "distinct", "missing", "looks like"]
      let rows =
        [header]
        + table.columns.map { column in
          Self.cells(column).enumerated().map { $0 == 0 ? VisibleText.name($1) : VisibleText.message($1) }
        }
      let used = header.indices.filter { index in rows.dropFirst().contains { !$0[index].isEmpty } }
      let widths = header.indices.map { index in rows.map { $0[index].count }.max() ?? 0 }
      for row in rows {
        var line = " "
        for index in used {
          let cell = row[index]
          let pad = String(repeating: " ", count: widths[index] - cell.count)
          // Numbers stand right, words left.
          line += " " + ((3...5).contains(index) ? pad + cell : cell + pad) + " "
        }
        lines.append(String(line.reversed().drop { $0 == " " }.reversed()))
      }
      for column in table.columns {
        if let reading = column.reading {
          lines.append("  \(VisibleText.name(column.name)) is read as \(VisibleText.message(reading))")
        }
        for what in column.notApplied ?? [] {
          lines.append("  \(VisibleText.name(column.name)): not applied: \(VisibleText.message(what))")
        }
      }
      for aside in table.setAside {
        lines.append("  not a column: \(VisibleText.name(aside.name)) \(VisibleText.message(aside.reason))")
      }
      lines.append("")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private static func describe(_ table: Table) -> String {
    let style = NumberStyle.plain
    var parts = ["\(style.count(table.rows)) rows", "\(table.columns.count) columns"]
    if table.isRowWise { parts.append("row-wise") }
    if let rows = table.chunkRows { parts.append("chunks of \(rows) rows") }
    if !table.filters.isEmpty { parts.append(table.filters.joined(separator: ", ")) }
    return parts.joined(separator: "  ")
  }

  private static func cells(_ column: Column) -> [String] {
    let style = NumberStyle.plain
    func number(_ value: Double?) -> String {
      guard let value else { return "" }
      return value == value.rounded() && abs(value) < 1e15
        ? "\(Int(value))" : style.significant(value, digits: 5)
    }
    var missing: [String] = []
    if let nan = column.nan, nan > 0 { missing.append("\(nan) NaN") }
    if let infinite = column.infinite, infinite > 0 { missing.append("\(infinite) ±inf") }
    missing += column.declaredMissing.map { "\($0.rows) × \(style.exact($0.value))" }
    missing += column.suspectedMissing.map { "\($0.rows) × \(style.exact($0.value)) (suspected, undeclared)" }
    var guess = column.guess == "feature" ? "" : column.guess.map { "\($0): \(column.reason ?? "")" } ?? ""
    if let problem = column.problem { guess = "cannot be read: \(problem)" }
    if let reductions = column.reductions { guess = reductions.joined(separator: ", ") }
    let distinct = column.distinct.map { "\($0)" + (column.isDistinctExact == false ? "+" : "") } ?? ""
    return [
      column.name, column.type, column.unit ?? "", column.exactMin ?? number(column.min),
      column.exactMax ?? number(column.max), distinct,
      missing.joined(separator: ", "), guess,
    ]
  }
}
