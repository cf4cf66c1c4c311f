/// The rows of a distribution: all sorted, or in cells and sorted where asked.
enum Support: Sendable {
  /// Sorted points with their totals and prefix sums.
  case sorted(points: Points, summary: PointSummary)
  /// Single events in cells.
  case cells(CelledRows)

  /// Σw.
  var weights: Double {
    switch self {
    case .sorted(_, let summary): summary.weights
    case .cells(let cells): cells.weights
    }
  }

  /// Σw².
  var squares: Double {
    switch self {
    case .sorted(_, let summary): summary.squares
    case .cells(let cells): cells.squares
    }
  }

  /// Number of points.
  var count: Int {
    switch self {
    case .sorted(let points, _): points.count
    case .cells(let cells): cells.count
    }
  }

  /// Σw(x − pivot) and Σw(x − pivot)².
  var moments: (pivot: Double, first: Double, second: Double) {
    switch self {
    case .sorted(_, let summary): (summary.pivot, summary.first, summary.second)
    case .cells(let cells): (cells.grid.pivot, cells.totals.first, cells.totals.second)
    }
  }
}

extension Support: Equatable {
  /// The same points, however much of them is sorted.
  static func == (first: Support, second: Support) -> Bool {
    first.sorted.points == second.sorted.points && first.sorted.summary == second.sorted.summary
  }

  /// All points in order; sorts them where they are in cells. O(1) after the first time.
  var sorted: (points: Points, summary: PointSummary) {
    switch self {
    case .sorted(let points, let summary): return (points, summary)
    case .cells(let cells):
      let sorted = cells.sorted
      return (sorted.points, sorted.summary)
    }
  }
}

extension WeightedDistribution {
  /// All points in order.
  var points: Points { support.sorted.points }
  /// Totals and prefix sums of the points in order.
  var summary: PointSummary { support.sorted.summary }
  /// As many points as there are cells, near where they belong: to guess at what will be asked of this one.
  public var coarse: WeightedDistribution {
    guard let cells else { return self }
    let points = cells.coarse
    var result = self
    result.support = .sorted(points: points, summary: points.read(SummaryReader()))
    return result
  }

  /// The rows in cells, nil when they are sorted.
  var cells: CelledRows? {
    if case .cells(let cells) = support { cells } else { nil }
  }
}
