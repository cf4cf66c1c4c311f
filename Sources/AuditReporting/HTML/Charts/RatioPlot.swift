import AuditReport

/// Data as points with error bars over filled simulation, and their ratio below: the plot that the field reads.
struct RatioPlot {
  private static let width = 440.0
  private static let height = 330.0

  private let pair: HistogramPair
  private let ratios: Ratios
  private let main: Panel
  private let lower: Panel
  private let range: ContentRange

  /// `pair` must be without ``Evidence/fault`` and must not be of categories.
  init(_ pair: HistogramPair) {
    self.pair = pair
    range = ContentRange(pair)
    ratios = Ratios(pair)
    let y = range.scale(start: 208, end: 16)
    let ratio = Scale(from: ratios.low, to: ratios.high, start: 292, end: 220)
    let x = Scale(
      pair.axis == .log ? .logarithmic : .linear, from: pair.edges[0], to: pair.edges[pair.edges.count - 1],
      start: Panel.start(besides: [Ticks(y, about: 5), Ticks(ratio, about: 3)]), end: Self.width - 8)
    main = Panel(x: x, y: y)
    lower = Panel(x: x, y: ratio)
  }

  /// The drawing.
  var svg: Markup {
    let name = VisibleText.name(pair.title)
    let title =
      "\(name): \(PairWords(pair).data) over \(PairWords(pair).simulation) in \(pair.binCount) bins, ratio below; numbers in the table after the figure"
    var markup: Markup =
      "<svg viewBox=\"0 0 \(at: Self.width) \(at: Self.height)\" role=\"img\" aria-label=\"\(label: title, limit: 300)\">"
    let edges = pair.edges.map { main.x($0) }
    markup += contents(edges)
    markup += ratio(edges)
    let xTicks = Ticks(horizontal: main.x, about: 6, wholeNumbers: pair.axis == .integer)
    markup += main.frame(xTicks: xTicks, yTicks: Ticks(main.y, about: 5), labelsX: false)
    markup += lower.frame(xTicks: xTicks, yTicks: Ticks(lower.y, about: 3))
    markup += main.yTitle(contentLabel)
    markup += lower.yTitle(PairWords(pair).ratio)
    markup += lower.xTitle(pair.title + (pair.unit.map { " [\($0)]" } ?? ""), factor: xTicks.factor)
    return markup + "</svg>"
  }

  private var contentLabel: String {
    if PairWords(pair).isOfShares { return "Share" }
    guard pair.axis == .linear else { return pair.axis == .integer ? "Events" : "Events / bin" }
    let widths = zip(pair.edges, pair.edges.dropFirst()).map { $1 - $0 }
    let mean = (pair.edges[pair.binCount] - pair.edges[0]) / Double(pair.binCount)
    guard widths.allSatisfy({ abs($0 - mean) < 1e-4 * mean }) else { return "Events / bin" }
    return
      "Events / \(NumberStyle.typeset.rounded(mean))\(pair.unit.map { " " + VisibleText.name($0, limit: 20) } ?? "")"
  }

  private func contents(_ edges: [Double]) -> Markup {
    var markup = Markup()
    let base = main.y(range.base)
    for layer in Stack(pair).layers {
      var area = PathData()
      area.move(edges[0], base)
      area.steps(layer.tops.map { main.y($0) }, edges: edges)
      area.vertical(base)
      area.close()
      markup += "<path class=\"\(label: layer.style)\" d=\"\(area)\"/>"
    }
    var outline = PathData()
    outline.steps(pair.simulation.values.map { main.y($0) }, edges: edges)
    let errors = pair.simulation.variances.map { $0.squareRoot() }
    let upper = zip(pair.simulation.values, errors).map { main.y($0 + $1) }
    let lower = zip(pair.simulation.values, errors).map { main.y($0 - $1) }
    markup +=
      "<path class=\"sb\" d=\"\(Self.band(upper, lower, edges))\"/><path class=\"so\" d=\"\(outline)\"/>"
    if range.low < 0 { markup += "<path class=\"one\" d=\"\(rule(main, at: 0))\"/>" }
    return markup + points
  }

  private var points: Markup {
    var points = PathData()
    var bars = PathData()
    for bin in 0..<pair.binCount {
      let value = pair.data.values[bin]
      let error = pair.data.variances[bin].squareRoot()
      // An empty bin has no point; a content that a logarithmic scale cannot show is told in the caption.
      guard value != 0 || error > 0, main.y.kind == .linear || value > 0 else { continue }
      let x = centre(bin)
      points.dot(x, main.y(value))
      bars.stroke(x, from: main.y(value - error), to: main.y(value + error))
    }
    return "<path class=\"e\" d=\"\(bars)\"/><path class=\"d\" d=\"\(points)\"/>"
  }

  private func ratio(_ edges: [Double]) -> Markup {
    let upper = ratios.bins.map { lower.y(1 + ($0.band ?? 0)) }
    let below = ratios.bins.map { lower.y(1 - ($0.band ?? 0)) }
    var points = PathData()
    var bars = PathData()
    var arrows = PathData()
    for (bin, entry) in ratios.bins.enumerated() {
      guard let ratio = entry.ratio else { continue }
      let x = centre(bin)
      if lower.y.contains(ratio) {
        points.dot(x, lower.y(ratio))
        bars.stroke(x, from: lower.y(ratio - entry.error), to: lower.y(ratio + entry.error))
      } else {
        // A small triangle at the edge points to where the point would be.
        let (edge, towards) = ratio > 1 ? (lower.y.end + 1, 6.0) : (lower.y.start - 1, -6.0)
        arrows.move(x, edge)
        arrows.line(x - 3, edge + towards)
        arrows.horizontal(x + 3)
        arrows.close()
      }
    }
    var markup: Markup =
      "<path class=\"sb\" d=\"\(Self.band(upper, below, edges))\"/><path class=\"one\" d=\"\(rule(lower, at: 1))\"/>"
    markup += "<path class=\"e\" d=\"\(bars)\"/><path class=\"d\" d=\"\(points)\"/>"
    if !arrows.isEmpty { markup += "<path class=\"da\" d=\"\(arrows)\"/>" }
    return markup
  }

  private func centre(_ bin: Int) -> Double { (main.x(pair.edges[bin]) + main.x(pair.edges[bin + 1])) / 2 }

  private func rule(_ panel: Panel, at value: Double) -> PathData {
    var path = PathData()
    path.move(panel.x.start, panel.y(value))
    path.horizontal(panel.x.end)
    return path
  }

  /// The area between two step functions.
  private static func band(_ upper: [Double], _ lower: [Double], _ edges: [Double]) -> PathData {
    var path = PathData()
    path.steps(upper, edges: edges)
    path.steps(lower.reversed(), edges: edges.reversed())
    path.close()
    return path
  }
}
