import AuditReport

/// The numbers behind a figure, for screen readers and for those who want to check.
enum NumbersTable {
  private static let style = NumberStyle.typeset
  /// Longest table that a report holds; the result document has the rest.
  private static let mostRows = 500

  /// The bins of a histogram.
  static func rows(of pair: HistogramPair) -> Markup {
    let isCategory = pair.axis == .category
    let words = PairWords(pair)
    var markup = start(
      [isCategory ? "label" : "bin", words.data, "±", words.simulation, "±", words.ratio]
        + pair.processes.map(\.name))
    let ratios = Ratios(pair).bins
    for bin in 0..<min(pair.binCount, mostRows) {
      markup += "<tr><th>"
      if isCategory {
        markup += "\(name: pair.labels[bin])"
      } else if pair.axis == .integer {
        markup += "\(style.rounded((pair.edges[bin] + pair.edges[bin + 1]) / 2, digits: 9))"
      } else {
        markup +=
          "\(style.rounded(pair.edges[bin], digits: 4)) – \(style.rounded(pair.edges[bin + 1], digits: 4))"
      }
      for contents in [pair.data, pair.simulation] {
        markup += cell(contents.values[bin])
        markup += cell(contents.variances[bin].squareRoot(), digits: 2)
      }
      markup += ratios[bin].ratio.map { cell($0, digits: 3) } ?? "<td>"
      for process in pair.processes { markup += cell(process.values[bin]) }
      markup += "\n"
    }
    return markup + end(pair.binCount)
  }

  /// The points of curves.
  static func rows(of curve: Curve) -> Markup {
    var markup = start(["curve", curve.xLabel, curve.yLabel, "low", "high"])
    let points = curve.series.flatMap { series in series.points.map { (series.name, $0) } }
    for (name, point) in points.prefix(mostRows) {
      let text = EstimateText(value: point.y, low: point.low, high: point.high, style: style)
      let bounds = text.interval.dropFirst().dropLast().split(separator: ", ")
      markup += "<tr><th>\(name: name)\(cell(point.x))<td>\(text.value)\(text.scale)"
      for bound in bounds { markup += "<td>\(String(bound))\(text.scale)" }
      markup += "\n"
    }
    return markup + end(points.count)
  }

  /// The cells of a heat map.
  static func rows(of map: HeatMap) -> Markup {
    var markup = start([""] + map.columnLabels)
    for (row, label) in map.rowLabels.prefix(mostRows).enumerated() {
      markup += "<tr><th>\(name: label)"
      for (column, value) in map.values[row].enumerated() {
        guard let value else {
          markup += "<td>"
          continue
        }
        let error = map.errors.isEmpty ? nil : map.errors[row][column]
        if let error {
          let text = EstimateText(value: value, low: value - error, high: value + error, style: style)
          markup += "<td>\(text.value)\(text.scale) ± \(style.rounded(error, digits: 2))"
        } else {
          markup += cell(value, digits: 3)
        }
      }
      markup += "\n"
    }
    return markup + end(map.rowLabels.count)
  }

  /// A table that is itself the evidence.
  static func figure(of table: Table) -> Markup {
    var markup: Markup =
      "<figure class=\"tab\"><p class=\"ft\">\(name: table.title)</p><div class=\"scroll\" tabindex=\"0\">"
    let words = table.columns.indices.filter { column in
      table.rows.contains { if case .text = $0[column] { true } else { false } }
    }
    let formats = table.columns.indices.map { column in
      ColumnFormat(
        table.rows.lazy.compactMap { if case .number(let number) = $0[column] { number } else { nil } })
    }
    markup += start(table.columns, style: "num flow", words: Set(words))
    for row in table.rows.prefix(mostRows) {
      markup += "<tr>"
      for (place, value) in row.enumerated() {
        let column = table.columns[place]
        switch value {
        case .text(let text):
          // What is longer than a name or a number with its error may be broken into lines.
          let isLong = text.count > 32
          markup +=
            "<td class=\"t\(isLong ? " w" : "" as Markup)\" data-l=\"\(label: column)\">\(name: text, limit: 200)"
        case .number(let number):
          markup += "<td data-l=\"\(label: column)\">\(formats[place].text(number))"
        case .empty: markup += "<td>"
        }
      }
      markup += "\n"
    }
    return markup + end(table.rows.count) + "</div><figcaption>\(table.caption)</figcaption></figure>\n"
  }

  /// - Parameter words: Columns that hold text and are headed like text.
  private static func start(_ columns: [String], style: String = "num", words: Set<Int> = []) -> Markup {
    var markup: Markup = "<table class=\"\(label: style)\"><thead><tr>"
    for (place, column) in columns.enumerated() {
      markup += "<th scope=\"col\"\(words.contains(place) ? " class=\"t\"" as Markup : "")>\(name: column)"
    }
    return markup + "</thead><tbody>\n"
  }

  private static func end(_ rows: Int) -> Markup {
    if rows <= mostRows { return "</tbody></table>" }
    return "</tbody></table><p>\(rows - mostRows) further rows are in the result document.</p>"
  }

  private static func cell(_ value: Double, digits: Int = 4) -> Markup {
    "<td>\(style.rounded(value, digits: digits))"
  }
}
