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
