import AuditReport

/// A finding over the audits: points with intervals, and the limits that were in force.
struct HistoryPlot {
  private let series: HistorySeries
  private let titles: [String]
  private let width: Double
  private let height: Double
  private let isSmall: Bool

  /// - Parameter isSmall: True for a line in a table: no axes.
  init(_ series: HistorySeries, titles: [String], isSmall: Bool) {
    self.series = series
    self.titles = titles
    self.isSmall = isSmall
    (width, height) = isSmall ? (220, 34) : (440, 220)
  }

  var svg: Markup {
    let estimates = series.quantities.compactMap { $0?.estimate }
    let bounds = series.quantities.flatMap { [$0?.limit?.min, $0?.limit?.max] }.compactMap { $0 }
    let heights = estimates.flatMap { [$0.value, $0.low, $0.high] } + bounds
    let (low, high) = (heights.min() ?? 0, heights.max() ?? 1)
    let margin = high > low ? (high - low) * 0.08 : 0
    let count = Double(max(1, series.quantities.count))
    let y = Scale(
      from: low - margin, to: high + margin, start: height - (isSmall ? 4 : 38), end: isSmall ? 4 : 16)
    let panel =
      isSmall
      ? Panel(
        x: Scale(from: 0.5, to: count + 0.5, start: 4, end: width - 4), y: y)
      : Panel(
        x: Scale(
          from: 0.5, to: count + 0.5, start: Panel.start(besides: [Ticks(y, about: 4)], atLeast: 62),
          end: width - 8), y: y)
    var (intervals, points, limits) = (PathData(), PathData(), PathData())
    for (index, quantity) in series.quantities.enumerated() {
      guard let quantity else { continue }
      let x = panel.x(Double(index + 1))
      if let estimate = quantity.estimate {
        intervals.stroke(x, from: panel.y(estimate.low), to: panel.y(estimate.high))
        points.dot(x, panel.y(estimate.value))
      }
      for bound in [quantity.limit?.min, quantity.limit?.max] {
        guard let bound else { continue }
        limits.move(panel.x(Double(index) + 0.5), panel.y(bound))
        limits.horizontal(panel.x(Double(index) + 1.5))
      }
    }
    let name = "\(VisibleText.name(series.id)) over \(titles.count) audits; numbers in the table"
    var markup: Markup =
      "<svg viewBox=\"0 0 \(at: width) \(at: height)\" role=\"img\" aria-label=\"\(label: name, limit: 300)\">"
    markup += "<path class=\"tol\" d=\"\(limits)\"/><path class=\"e\" d=\"\(intervals)\"/>"
    markup += "<path class=\"d\" d=\"\(points)\"/>"
    if !isSmall {
      var ticks = Ticks(panel.x, about: 8, wholeNumbers: true)
      // As many names as have room.
      let every = max(1, (titles.count + 5) / 6)
      ticks.major = titles.enumerated().filter { $0.offset % every == 0 }.map {
        Ticks.Tick(value: Double($0.offset + 1), label: VisibleText.short($0.element, length: 10))
      }
      ticks.minor = []
      ticks.factor = ""
      markup += panel.frame(xTicks: ticks, yTicks: Ticks(panel.y, about: 4))
      let unit = estimates.compactMap(\.unit).first.map { " [\(VisibleText.name($0, limit: 12))]" } ?? ""
      markup += panel.yTitle(
        VisibleText.name(MetricGlossary.title(of: series.latest.metric), limit: 30) + unit)
    }
    return markup + "</svg>"
  }
}
