/// A rectangle with two axes: the frame of a plot, ticks inside as in journals.
struct Panel: Sendable {
  let x: Scale
  let y: Scale

  /// Where a horizontal axis begins, so that the labels of the vertical one do not run into its title.
  ///
  /// - Parameter size: Size of the letters in units of those of a drawing on a wide page. On a narrow page they are an
  ///   eighth larger; small multiples have larger ones and no title.
  static func start(besides ticks: [Ticks], atLeast least: Double = 58, size: Double = 1.125) -> Double {
    let widest = ticks.flatMap(\.major).map { $0.label.reduce(0) { $0 + width(of: $1) } }.max() ?? 0
    return max(least, (size > 1.2 ? 8 : 22) + size * widest)
  }

  /// Width of a letter of a label, in the widest of the usual fonts.
  private static func width(of letter: Character) -> Double {
    switch letter {
    case ".": 3.9
    case "\u{2212}": 10
    case "0"..."9": 7.7
    default: 6
    }
  }

  /// The frame with its marks. `y` runs upwards: its start is the bottom.
  func frame(xTicks: Ticks, yTicks: Ticks, labelsX: Bool = true) -> Markup {
    var marks = PathData()
    for (ticks, length) in [(xTicks.major.map(\.value), 6.0), (xTicks.minor, 3)] {
      for tick in ticks where x.contains(tick) { marks.stroke(x(tick), from: y.start, to: y.start - length) }
    }
    for (ticks, length) in [(yTicks.major.map(\.value), 6.0), (yTicks.minor, 3)] {
      for tick in ticks where y.contains(tick) {
        marks.move(x.start, y(tick))
        marks.horizontal(x.start + length)
      }
    }
    marks.move(x.start, y.start)
    marks.horizontal(x.end)
    marks.vertical(y.end)
    marks.horizontal(x.start)
    marks.close()
    var markup: Markup = "<path class=\"ax\" d=\"\(marks)\"/>"
    markup += "<g class=\"ty\">"
    for tick in yTicks.major where y.contains(tick.value) {
      markup += "<text x=\"\(at: x.start - 5)\" y=\"\(at: y(tick.value) + 4)\">\(label: tick.label)</text>"
    }
    markup += "</g>"
    if !yTicks.factor.isEmpty {
      markup += "<text x=\"\(at: x.start)\" y=\"\(at: y.end - 4)\">\(label: yTicks.factor)</text>"
    }
    guard labelsX else { return markup }
    markup += "<g class=\"tx\">"
    for tick in xTicks.major where x.contains(tick.value) {
      markup += "<text x=\"\(at: x(tick.value))\" y=\"\(at: y.start + 15)\">\(label: tick.label)</text>"
    }
    return markup + "</g>"
  }

  /// The title of the horizontal axis, at its right end as physicists set it.
  func xTitle(_ title: String, factor: String = "") -> Markup {
    let text = VisibleText.name(title, limit: 48) + factor
    return "<text class=\"te\" x=\"\(at: x.end)\" y=\"\(at: y.start + 32)\">\(label: text)</text>"
  }

  /// The title of the vertical axis, along its upper end.
  func yTitle(_ title: String, at position: Double = 12) -> Markup {
    "<text class=\"te\" transform=\"translate(\(at: position) \(at: y.end))rotate(-90)\">\(label: title)</text>"
  }
}

extension Markup {
  static func + (a: Markup, b: Markup) -> Markup {
    var sum = a
    sum += b
    return sum
  }
}
