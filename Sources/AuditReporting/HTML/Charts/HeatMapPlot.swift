import AuditReport

/// A matrix as coloured cells: one hue for magnitudes, two hues around zero where signs differ.
struct HeatMapPlot {
  /// Steps of colour; an odd number, so that zero has its own.
  private static let steps = 9
  private static let width = 440.0
  private static let labelLength = 18

  private let map: HeatMap
  private let isDiverging: Bool
  private let largest: Double

  /// `map` must be without ``Evidence/fault``.
  init(_ map: HeatMap) {
    self.map = map
    let values = map.values.joined().compactMap { $0 }
    isDiverging = values.contains { $0 < 0 }
    largest = values.map(abs).max() ?? 0
  }

  /// The scale of colours.
  var key: Markup {
    let style = NumberStyle.typeset
    let low = isDiverging ? style.significant(-largest, digits: 2) : "0"
    var markup: Markup = "<p class=\"key\">\(low) <span class=\"ramp\">"
    for step in 0..<Self.steps { markup += "<i style=\"background:var(--\(label: family)\(step))\"></i>" }
    return markup + "</span> \(style.significant(largest, digits: 2))</p>"
  }

  /// The drawing.
  var svg: Markup {
    let rows = map.rowLabels.count
    let columns = map.columnLabels.count
    let left = min(150, Double(longest(map.rowLabels)) * 7.2 + 12)
    // Labels are slanted to the right: the last ones need room beside the cells.
    let overhang = min(60, 3.6 * Double(longest(map.columnLabels)))
    let cell = (Self.width - 8 - overhang - left) / Double(columns)
    let side = min(max(cell, 10), 34)
    let top = min(110, Double(longest(map.columnLabels)) * 5.2 + 14)
    let height = top + Double(rows) * side + 6
    let title =
      "\(VisibleText.name(map.title)): \(rows) by \(columns) cells; numbers in the table after the figure"
    var markup: Markup =
      "<svg viewBox=\"0 0 \(at: Self.width) \(at: height)\" role=\"img\" aria-label=\"\(label: title, limit: 300)\">"
    var areas = [PathData](repeating: PathData(), count: Self.steps)
    for (row, values) in map.values.enumerated() {
      for (column, value) in values.enumerated() {
        guard let value else { continue }
        let (x, y) = (left + Double(column) * cell, top + Double(row) * side)
        let step = step(of: value)
        areas[step].move(x, y)
        areas[step].horizontal(x + cell)
        areas[step].vertical(y + side)
        areas[step].horizontal(x)
        areas[step].close()
      }
    }
    for (step, area) in areas.enumerated() where !area.isEmpty {
      markup += "<path style=\"fill:var(--\(label: family)\(step))\" d=\"\(area)\"/>"
    }
    markup += numbers(left: left, top: top, cell: cell, side: side)
    return markup + labels(left: left, top: top, cell: cell, side: side) + "</svg>"
  }

  private var family: String { isDiverging ? "v" : "h" }

  private func step(of value: Double) -> Int {
    guard largest > 0 else { return isDiverging ? Self.steps / 2 : 0 }
    let share = isDiverging ? (value / largest + 1) / 2 : value / largest
    return min(Self.steps - 1, max(0, Int((share * Double(Self.steps)).rounded(.down))))
  }

  private func numbers(left: Double, top: Double, cell: Double, side: Double) -> Markup {
    let texts = map.values.map { $0.map { $0.map { NumberStyle.typeset.significant($0, digits: 2) } } }
    // Numbers that would run into each other stand in the table only.
    let widest = texts.joined().compactMap { $0?.count }.max() ?? 0
    guard cell >= max(34, 6.4 * Double(widest)), side >= 18 else { return Markup() }
    var markup: Markup = "<g class=\"tc\">"
    for (row, values) in texts.enumerated() {
      for (column, text) in values.enumerated() {
        guard let text else { continue }
        let (x, y) = (left + (Double(column) + 0.5) * cell, top + (Double(row) + 0.5) * side + 4)
        markup += "<text x=\"\(at: x)\" y=\"\(at: y)\">\(label: text)</text>"
      }
    }
    return markup + "</g>"
  }

  private func labels(left: Double, top: Double, cell: Double, side: Double) -> Markup {
    var markup: Markup = "<g class=\"ty\">"
    for (row, label) in map.rowLabels.enumerated() {
      let y = top + (Double(row) + 0.5) * side + 4
      markup +=
        "<text x=\"\(at: left - 5)\" y=\"\(at: y)\">\(label: VisibleText.short(label, length: Self.labelLength))</text>"
    }
    markup += "</g><g>"
    for (column, label) in map.columnLabels.enumerated() {
      let x = left + (Double(column) + 0.5) * cell + 3
      markup +=
        "<text transform=\"translate(\(at: x) \(at: top - 5))rotate(-50)\">\(label: VisibleText.short(label, length: Self.labelLength))</text>"
    }
    return markup + "</g>"
  }

  private func longest(_ labels: [String]) -> Int {
    labels.map { VisibleText.short($0, length: Self.labelLength).count }.max() ?? 0
  }
}
