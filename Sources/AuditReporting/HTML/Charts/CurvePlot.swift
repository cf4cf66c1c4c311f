import AuditReport

/// Curves with their bands and the tolerances that they must not cross.
struct CurvePlot {
  private static let width = 440.0
  private static let height = 300.0

  private let curve: Curve
  private let panel: Panel

  /// `curve` must be without ``Evidence/fault``; `others` are drawn on the same axes.
  init(_ curve: Curve, among others: [Curve] = []) {
    self.curve = curve
    let all = others.isEmpty ? [curve] : others
    let points = all.flatMap(\.series).flatMap(\.points)
    let heights = points.flatMap { [$0.y, $0.low, $0.high] } + all.flatMap(\.tolerances)
    let (low, high) = (heights.min() ?? 0, heights.max() ?? 1)
    let margin = (high - low) * 0.06
    let y = Scale(from: low - margin, to: high + margin, start: 262, end: 16)
    let start = Panel.start(besides: [Ticks(y, about: 5)], size: others.isEmpty ? 1.125 : 1.85)
    panel = Panel(
      x: Scale(
        from: points.map(\.x).min() ?? 0, to: points.map(\.x).max() ?? 1, start: start, end: Self.width - 8),
      y: y)
  }

  /// The names of the curves.
  var key: Markup {
    var markup: Markup = "<ul class=\"key\">"
    for (index, series) in curve.series.enumerated() {
      let dots = Self.line(index)
      markup +=
        "<li><svg class=\"kl\" viewBox=\"0 0 26 8\" aria-hidden=\"true\"><path class=\"\(label: dots)\" d=\"M0 4H26\"/></svg>\(name: series.name)"
    }
    if !curve.tolerances.isEmpty {
      markup +=
        "<li><svg class=\"kl\" viewBox=\"0 0 26 8\" aria-hidden=\"true\"><path class=\"tol\" d=\"M0 4H26\"/></svg>tolerance"
    }
    for mark in curve.marks ?? [] {
      markup +=
        "<li><svg class=\"kl\" viewBox=\"0 0 26 8\" aria-hidden=\"true\"><path class=\"mk\" d=\"M13 0V8\"/></svg>\(name: mark.name)"
    }
    return markup + "</ul>"
  }

  /// The drawing.
  var svg: Markup {
    let title =
      "\(VisibleText.name(curve.title)): \(curve.series.count == 1 ? "one curve" : "\(curve.series.count) curves"); numbers in the table after the figure"
    var markup: Markup =
      "<svg viewBox=\"0 0 \(at: Self.width) \(at: Self.height)\" role=\"img\" aria-label=\"\(label: title, limit: 300)\">"
    if panel.x.low < 0, panel.x.high > 0 {
      var nominal = PathData()
      nominal.stroke(panel.x(0), from: panel.y.start, to: panel.y.end)
      markup += "<path class=\"one\" d=\"\(nominal)\"/>"
    }
    for (index, series) in curve.series.enumerated() { markup += band(series, index) }
    var tolerances = PathData()
    for tolerance in curve.tolerances {
      tolerances.move(panel.x.start, panel.y(tolerance))
      tolerances.horizontal(panel.x.end)
    }
    if !tolerances.isEmpty { markup += "<path class=\"tol\" d=\"\(tolerances)\"/>" }
    for mark in curve.marks ?? [] { markup += place(mark) }
    for (index, series) in curve.series.enumerated() { markup += line(series, index) }
    let xTicks = Ticks(horizontal: panel.x, about: 6)
    markup += panel.frame(xTicks: xTicks, yTicks: Ticks(panel.y, about: 5))
    markup += panel.yTitle(VisibleText.name(curve.yLabel, limit: 40))
    return markup + panel.xTitle(curve.xLabel, factor: xTicks.factor) + "</svg>"
  }

  /// Curves differ by colour and by dashes.
  private static func line(_ index: Int) -> String { "c c\(index % 8)" }

  private func band(_ series: Curve.Series, _ index: Int) -> Markup {
    var area = PathData()
    for point in series.points {
      if area.isEmpty {
        area.move(panel.x(point.x), panel.y(point.high))
      } else {
        area.line(panel.x(point.x), panel.y(point.high))
      }
    }
    for point in series.points.reversed() { area.line(panel.x(point.x), panel.y(point.low)) }
    area.close()
    return "<path class=\"cb c\(index % 8)\" d=\"\(area)\"/>"
  }

  /// A vertical line in the band of its interval.
  private func place(_ mark: Curve.Mark) -> Markup {
    var band = PathData()
    band.move(panel.x(mark.low), panel.y.start)
    band.line(panel.x(mark.high), panel.y.start)
    band.line(panel.x(mark.high), panel.y.end)
    band.line(panel.x(mark.low), panel.y.end)
    band.close()
    var line = PathData()
    line.stroke(panel.x(mark.x), from: panel.y.start, to: panel.y.end)
    return "<path class=\"mb\" d=\"\(band)\"/><path class=\"mk\" d=\"\(line)\"/>"
  }

  private func line(_ series: Curve.Series, _ index: Int) -> Markup {
    var (path, points) = (PathData(), PathData())
    for point in series.points {
      if path.isEmpty {
        path.move(panel.x(point.x), panel.y(point.y))
      } else {
        path.line(panel.x(point.x), panel.y(point.y))
      }
      points.dot(panel.x(point.x), panel.y(point.y))
    }
    return
      "<path class=\"\(label: Self.line(index))\" d=\"\(path)\"/><path class=\"cp c\(index % 8)\" d=\"\(points)\"/>"
  }
}
