import AuditReport

/// A figure as lines of block characters: a histogram with its ratio below, or curves.
struct TextPlot {
  /// Most characters of a line of blocks.
  private static let width = 48
  private static let blocks = Array(" ▁▂▃▄▅▆▇█")
  /// Ratios outside are drawn at the ends.
  private static let ratios = 0.5...1.5

  /// Title with the range, data, simulation, ratio.
  let lines: [String]

  /// Nil for bins without content.
  init?(_ pair: HistogramPair) {
    let count = pair.data.values.count
    guard count > 0, pair.simulation.values.count == count else { return nil }
    // Neighbouring bins share a character where there are too many.
    let merged = (count + Self.width - 1) / Self.width
    func contents(_ values: [Double]) -> [Double] {
      stride(from: 0, to: count, by: merged).map { values[$0..<min($0 + merged, count)].reduce(0, +) }
    }
    let data = contents(pair.data.values)
    let simulation = contents(pair.simulation.values)
    guard let highest = (data + simulation).max(), highest > 0 else { return nil }
    let heights = { (values: [Double]) in String(values.map { Self.block($0 / highest) }) }
    let shares = zip(data, simulation).map { data, simulation -> Character in
      guard simulation > 0 else { return " " }
      let (low, high) = (Self.ratios.lowerBound, Self.ratios.upperBound)
      return Self.block((min(max(data / simulation, low), high) - low) / (high - low), smallest: 1)
    }
    let style = NumberStyle.plain
    let unit = pair.unit.map { " " + VisibleText.short($0, length: 20) } ?? ""
    let range =
      if let first = pair.edges.first, let last = pair.edges.last {
        "\(style.rounded(first)) … \(style.rounded(last))\(unit)"
      } else {
        pair.labels.prefix(8).map { VisibleText.short($0, length: 12) }.joined(separator: ", ")
      }
    lines = [
      "\(VisibleText.short(pair.title, length: 40)): \(range)",
      "data        " + heights(data),
      "simulation  " + heights(simulation),
      "ratio       " + String(shares) + "  (\(Self.ratios.lowerBound) … \(Self.ratios.upperBound))",
    ]
  }

  /// The first curves of a figure, a line each; nil for curves of fewer than two points.
  init?(_ curve: Curve) {
    let series = curve.series.filter { $0.points.count > 1 }.prefix(3)
    let heights = series.flatMap { $0.points.map(\.y) }
    guard let low = heights.min(), let high = heights.max(), let xs = series.first?.points.map(\.x),
      let first = xs.min(), let last = xs.max()
    else { return nil }
    let style = NumberStyle.plain
    let names = series.map { VisibleText.short($0.name, length: 20) }
    let width = names.map(\.count).max() ?? 0
    lines =
      [
        "\(VisibleText.short(curve.title, length: 60)): \(VisibleText.short(curve.xLabel, length: 30)) from \(style.rounded(first)) to \(style.rounded(last))"
      ]
      + zip(names, series).map { name, series in
        let points = series.points.sorted { $0.x < $1.x }
        let every = max(1, (points.count + Self.width - 1) / Self.width)
        let blocks = stride(from: 0, to: points.count, by: every).map { index in
          Self.block(high > low ? (points[index].y - low) / (high - low) : 0.5, smallest: 1)
        }
        return name + String(repeating: " ", count: width - name.count) + "  " + String(blocks)
      } + [
        "\(VisibleText.short(curve.yLabel, length: 40)) from \(style.rounded(low)) to \(style.rounded(high))"
      ]
  }

  /// The figure of a piece of evidence, where it can be drawn so.
  init?(_ evidence: Evidence) {
    guard evidence.fault == nil else { return nil }
    switch evidence {
    case .histogram(let pair): self.init(pair)
    case .curve(let curve): self.init(curve)
    case .table, .heatMap, .bars, .multiples: return nil
    }
  }

  /// What tells it from other figures.
  static func title(of evidence: Evidence) -> String? {
    switch evidence {
    case .histogram(let pair): pair.title
    case .curve(let curve): curve.title
    case .table, .heatMap, .bars, .multiples: nil
    }
  }

  /// The block for a fraction of the full height; what is not empty is seen.
  private static func block(_ fraction: Double, smallest: Int = 0) -> Character {
    guard fraction > 0 else { return blocks[smallest] }
    return blocks[min(max(1, Int((fraction * Double(blocks.count - 1)).rounded())), blocks.count - 1)]
  }
}
