extension CellPair {
  /// Default number of cells.
  public static let defaultCount = 256

  /// Common cells of two distributions.
  ///
  /// About `cells` cells hold equal parts of the pooled rows, each sample counting one half however many rows it
  /// has; the outermost cells are halved again and again down to 1/64 of that, so that the tails are resolved.
  /// Equal values are never split, a value with more than half a cell's share has a cell of its own, and with at
  /// most `cells` different values each value has one. Empty without rows. O(cells × log n).
  public init(
    simulation: WeightedDistribution, data: WeightedDistribution, cells: Int = CellPair.defaultCount
  ) {
    let bounds = CellBounds(simulation: simulation, data: data, cells: max(1, cells)).upper
    var previous = (simulation: 0, data: 0)
    var before = (simulation: (0.0, 0.0), data: (0.0, 0.0))
    self.init(
      upper: bounds, lower: [], simulation: Contents(weights: [], squares: []),
      data: Contents(weights: [], squares: []))
    for bound in bounds {
      let counts = (
        simulation: simulation.pointCount(atOrBelow: bound), data: data.pointCount(atOrBelow: bound)
      )
      let sums = (simulation: simulation.sums(upTo: counts.simulation), data: data.sums(upTo: counts.data))
      var smallest = bound
      if counts.simulation > previous.simulation {
        smallest = min(smallest, simulation.value(at: previous.simulation))
      }
      if counts.data > previous.data { smallest = min(smallest, data.value(at: previous.data)) }
      lower.append(smallest)
      self.simulation.append(
        sums.simulation, before.simulation, isEmpty: counts.simulation == previous.simulation)
      self.data.append(sums.data, before.data, isEmpty: counts.data == previous.data)
      previous = counts
      before = sums
    }
  }
}

extension CellPair.Contents {
  /// Appends a cell as the difference of two cumulative sums, whose rounding must not fill an empty cell.
  fileprivate mutating func append(
    _ sums: (weights: Double, squares: Double), _ before: (weights: Double, squares: Double), isEmpty: Bool
  ) {
    weights.append(isEmpty ? 0 : sums.weights - before.weights)
    squares.append(isEmpty ? 0 : max(0, sums.squares - before.squares))
  }
}

/// Upper ends of the common cells of two distributions.
private struct CellBounds {
  let simulation: WeightedDistribution
  let data: WeightedDistribution
  var upper: [Double] = []

  init(simulation: WeightedDistribution, data: WeightedDistribution, cells: Int) {
    self.simulation = simulation
    self.data = data
    guard let last = [simulation.maximum, data.maximum].compactMap(\.self).max() else { return }
    if let values = distinctValues(atMost: cells) {
      upper = values
      return
    }
    var bounds: [Double] = []
    for value in quantiles(cells) {
      if share(of: value) > 0.5 / Double(cells), let below = largest(below: value) { bounds.append(below) }
      bounds.append(value)
    }
    bounds.append(last)
    bounds.sort()
    for bound in bounds where upper.last != bound { upper.append(bound) }
  }

  /// All different values, nil when there are more than `limit`.
  private func distinctValues(atMost limit: Int) -> [Double]? {
    guard max(simulation.distinctValues, data.distinctValues) <= limit else { return nil }
    var values = Set<Double>()
    for sample in [simulation, data] {
      var index = 0
      while index < sample.points.count {
        let value = sample.value(at: index)
        values.insert(value)
        index = sample.pointCount(atOrBelow: value)
      }
    }
    return values.count <= limit ? values.sorted() : nil
  }

  /// Values at which the pooled rank passes the multiples of 1/cells and, in the tails, 1/(2ᵏ cells).
  private func quantiles(_ cells: Int) -> [Double] {
    var targets = (1..<max(2, cells)).map { Double($0) / Double(cells) }
    let fewest = Double(max(16, min(simulation.points.count, data.points.count)))
    for halving in 1...6 {
      let rank = 0.5.power(halving) / Double(cells)
      // A cell of fewer than eight or so rows says nothing.
      guard rank * fewest >= 8 else { break }
      targets.append(rank)
      targets.append(1 - rank)
    }
    targets.sort()
    let candidates = self.candidates(targets, steps: 8 * cells)
    var result: [Double] = []
    var next = 0
    for candidate in candidates {
      guard next < targets.count else { break }
      guard candidate.rank >= targets[next] - 1e-12 else { continue }
      result.append(candidate.value)
      while next < targets.count && targets[next] - 1e-12 <= candidate.rank { next += 1 }
    }
    return result
  }

  /// Values of both samples on a fine grid of ranks, each with its approximate pooled rank.
  private func candidates(_ targets: [Double], steps: Int) -> [(value: Double, rank: Double)] {
    let grid = ((1...steps).map { Double($0) / Double(steps) } + targets).sorted()
    func values(_ sample: WeightedDistribution) -> [(value: Double, rank: Double)] {
      let count = sample.points.count
      guard count > 0 else { return [] }
      var result: [(value: Double, rank: Double)] = []
      for rank in grid {
        let index = min(count, max(1, Int((rank * Double(count)).rounded(.up))))
        let value = sample.value(at: index - 1)
        let exact = Double(index) / Double(count)
        if result.last?.value == value { result.removeLast() }
        result.append((value, exact))
      }
      return result
    }
    let (a, b) = (values(simulation), values(data))
    var result: [(value: Double, rank: Double)] = []
    var (i, j) = (0, 0)
    while i < a.count || j < b.count {
      let value = min(i < a.count ? a[i].value : .infinity, j < b.count ? b[j].value : .infinity)
      if i < a.count && a[i].value == value { i += 1 }
      if j < b.count && b[j].value == value { j += 1 }
      let rankA = i > 0 ? a[i - 1].rank : 0
      let rankB = j > 0 ? b[j - 1].rank : 0
      // A sample without rows leaves all to the other.
      result.append((value, a.isEmpty ? rankB : b.isEmpty ? rankA : (rankA + rankB) / 2))
    }
    return result
  }

  /// Share of the pooled rows at exactly this value.
  private func share(of value: Double) -> Double {
    func share(_ sample: WeightedDistribution) -> Double {
      guard sample.points.count > 0 else { return 0 }
      let rows = sample.pointCount(atOrBelow: value) - sample.pointCount(below: value)
      return Double(rows) / Double(sample.points.count)
    }
    return (share(simulation) + share(data)) / 2
  }

  /// Largest value of both samples below this one.
  private func largest(below value: Double) -> Double? {
    [simulation, data].compactMap { sample in
      let count = sample.pointCount(below: value)
      return count > 0 ? sample.value(at: count - 1) : nil
    }.max()
  }
}

extension Double {
  fileprivate func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { product, _ in product * self }
  }
}
