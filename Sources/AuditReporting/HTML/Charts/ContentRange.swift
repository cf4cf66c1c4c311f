import AuditReport

/// The range of bin contents that a plot shows, and whether on a logarithmic scale.
struct ContentRange: Sendable {
  let kind: Scale.Kind
  let low: Double
  let high: Double
  /// Bins with a negative content that a logarithmic scale cannot show.
  let hiddenBins: Int

  /// Logarithmic where positive contents span more than three decades.
  init(_ pair: HistogramPair) {
    var lowest = 0.0
    var highest = 0.0
    var smallestPositive = Double.infinity
    let smallestData = pair.data.values.filter { $0 > 0 }.min() ?? 0
    var negative = 0
    for index in pair.simulation.values.indices {
      var isNegative = false
      for contents in [pair.simulation, pair.data] {
        let value = contents.values[index]
        let error = contents.variances[index].squareRoot()
        highest = max(highest, value + error)
        if value > 0 {
          smallestPositive = min(smallestPositive, value)
        } else if value < 0 {
          isNegative = true
          lowest = min(lowest, value - error)
        }
      }
      if isNegative { negative += 1 }
    }
    highest = min(highest, 1e290)
    lowest = max(lowest, -1e290)
    let isLogarithmic = highest > 0 && highest / smallestPositive > 1000
    kind = isLogarithmic ? .logarithmic : .linear
    if isLogarithmic {
      // Tails of simulation far below the smallest content of data would only press the rest together.
      low = max(smallestPositive / 2, smallestData / 50, highest / 1e9)
      high = highest * 2
      hiddenBins = negative
    } else {
      low = lowest * 1.08
      high = highest > 0 ? highest * 1.1 : lowest < 0 ? -lowest * 0.1 : 1
      hiddenBins = 0
    }
  }

  /// The scale between two positions.
  func scale(start: Double, end: Double) -> Scale { Scale(kind, from: low, to: high, start: start, end: end) }

  /// Where bars start: zero, or the end of a logarithmic scale.
  var base: Double { kind == .linear ? 0 : low }
}
