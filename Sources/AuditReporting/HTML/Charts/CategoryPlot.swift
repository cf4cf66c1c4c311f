import AuditReport

/// Data and simulation for each label of a category, one row a label, so that long labels can be read.
struct CategoryPlot {
  /// More labels than this are left to the table.
  static let mostRows = 40
  private static let labelLength = 18
  private static let width = 440.0
  private static let rowHeight = 22.0
  private static let top = 20.0

  private let pair: HistogramPair
  private let rows: Int
  private let ratios: Ratios
  private let range: ContentRange
  private let main: Panel
  private let right: Panel

  /// `pair` must be without ``Evidence/fault`` and of categories.
  init(_ pair: HistogramPair) {
    self.pair = pair
    rows = min(pair.labels.count, Self.mostRows)
    ratios = Ratios(pair)
    range = ContentRange(pair)
    let longest =
      pair.labels.prefix(rows).map { VisibleText.name($0, limit: 200) }.map {
        min($0.count, Self.labelLength)
      }.max() ?? 0
    let start = Double(longest) * 7.6 + 12
    let y = Scale(
      from: 0, to: Double(rows), start: Self.top + Double(rows) * Self.rowHeight, end: Self.top)
    main = Panel(x: range.scale(start: start, end: 310), y: y)
    right = Panel(x: Scale(from: ratios.low, to: ratios.high, start: 326, end: Self.width - 10), y: y)
  }

  /// How many labels only the table shows.
  var hiddenRows: Int { pair.labels.count - rows }

  /// The drawing.
  var svg: Markup {
    let name = VisibleText.name(pair.title)
    let title =
      "\(name): \(PairWords(pair).data) over \(PairWords(pair).simulation) for \(pair.labels.count) labels, ratio at the right; "
      + "numbers in the table after the figure"
    let height = main.y.start + 40
    var markup: Markup =
      "<svg viewBox=\"0 0 \(at: Self.width) \(at: height)\" role=\"img\" aria-label=\"\(label: title, limit: 300)\">"
    markup += contents
    markup += ratio
    let noTicks = Ticks(Scale(from: 0, to: 1, start: 0, end: 1), about: 0).withoutMarks
    let xTicks = Ticks(horizontal: main.x, about: 4)
    markup += main.frame(xTicks: xTicks, yTicks: noTicks)
    markup += right.frame(xTicks: Ticks(horizontal: right.x, about: 3), yTicks: noTicks)
    markup += main.xTitle(PairWords(pair).isOfShares ? "Share" : "Events", factor: xTicks.factor)
    markup += right.xTitle(PairWords(pair).isOfShares ? "ratio" : "data / sim.")
    markup += "<g class=\"ty\">"
    for row in 0..<rows {
      markup +=
        "<text x=\"\(at: main.x.start - 6)\" y=\"\(at: middle(row) + 4)\">\(label: VisibleText.short(pair.labels[row], length: Self.labelLength))</text>"
    }
    return markup + "</g></svg>"
  }

  private var contents: Markup {
    var markup = Markup()
    let base = main.x(range.base)
    for layer in Stack(pair).layers {
      var area = PathData()
      for row in 0..<rows { rectangle(&area, row, from: base, to: main.x(layer.tops[row]), margin: 3) }
      markup += "<path class=\"\(label: layer.style)\" d=\"\(area)\"/>"
    }
    var (band, outline, bars, points) = (PathData(), PathData(), PathData(), PathData())
    for row in 0..<rows {
      let value = pair.simulation.values[row]
      let error = pair.simulation.variances[row].squareRoot()
      rectangle(&band, row, from: main.x(value - error), to: main.x(value + error), margin: 3)
      outline.stroke(main.x(value), from: main.y.end + Double(row) * Self.rowHeight + 3, to: middle(row) + 8)
      let data = pair.data.values[row]
      let spread = pair.data.variances[row].squareRoot()
      guard data != 0 || spread > 0, main.x.kind == .linear || data > 0 else { continue }
      points.dot(main.x(data), middle(row))
      bars.move(main.x(data - spread), middle(row))
      bars.horizontal(main.x(data + spread))
    }
    markup += "<path class=\"sb\" d=\"\(band)\"/><path class=\"so\" d=\"\(outline)\"/>"
    return markup + "<path class=\"e\" d=\"\(bars)\"/><path class=\"d\" d=\"\(points)\"/>"
  }

  private var ratio: Markup {
    var (band, bars, points, arrows, one) = (PathData(), PathData(), PathData(), PathData(), PathData())
    one.stroke(right.x(1), from: right.y.start, to: right.y.end)
    for (row, bin) in ratios.bins.prefix(rows).enumerated() {
      if let width = bin.band {
        rectangle(&band, row, from: right.x(1 - width), to: right.x(1 + width), margin: 3)
      }
      guard let ratio = bin.ratio else { continue }
      if right.x.contains(ratio) {
        points.dot(right.x(ratio), middle(row))
        bars.move(right.x(ratio - bin.error), middle(row))
        bars.horizontal(right.x(ratio + bin.error))
      } else {
        let (edge, towards) = ratio > 1 ? (right.x.end - 1, -6.0) : (right.x.start + 1, 6.0)
        arrows.move(edge, middle(row))
        arrows.line(edge + towards, middle(row) - 3)
        arrows.vertical(middle(row) + 3)
        arrows.close()
      }
    }
    var markup: Markup = "<path class=\"sb\" d=\"\(band)\"/><path class=\"one\" d=\"\(one)\"/>"
    markup += "<path class=\"e\" d=\"\(bars)\"/><path class=\"d\" d=\"\(points)\"/>"
    if !arrows.isEmpty { markup += "<path class=\"da\" d=\"\(arrows)\"/>" }
    return markup
  }

  private func middle(_ row: Int) -> Double { Self.top + (Double(row) + 0.5) * Self.rowHeight }

  private func rectangle(_ path: inout PathData, _ row: Int, from a: Double, to b: Double, margin: Double) {
    let y = Self.top + Double(row) * Self.rowHeight
    path.move(a, y + margin)
    path.horizontal(b)
    path.vertical(y + Self.rowHeight - margin)
    path.horizontal(a)
    path.close()
  }
}

extension Ticks {
  /// The same axis without marks: its rows are labelled otherwise.
  fileprivate var withoutMarks: Ticks {
    var ticks = self
    ticks.major = []
    ticks.minor = []
    ticks.factor = ""
    return ticks
  }
}
