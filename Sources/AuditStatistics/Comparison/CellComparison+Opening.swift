import Glibc

extension CellComparison {
  /// Opens, in one pass over each sample, the cells that a comparison and its intervals are likely to ask for.
  ///
  /// What is left out here is opened when it is asked for: this decides how often rows are passed over, nothing else.
  static func open(
    _ simulation: WeightedDistribution, _ data: WeightedDistribution, cells: Int, edges: [Double]
  ) {
    guard let first = simulation.cells, let second = data.cells, first.grid === second.grid else { return }
    var wanted = CellComparison(simulation: first, data: second).cellsInQuestion
    let crossings = RankCrossings(simulation: simulation, data: data, cells: cells)
    for cell in crossings.crossedCells {
      // The smallest value after the end of a cell of the pair may be in the next one.
      for neighbour in cell...min(cell + 1, wanted.count - 1) { wanted[neighbour] = 1 }
    }
    first.mark(&wanted, around: edges)
    for rows in [first, second] {
      for range in rows.rangesOfQuantiles {
        for cell in range { wanted[cell] = 1 }
      }
    }
    first.open(wanted)
    second.open(wanted)
  }
}

extension CelledRows {
  /// Cells around the quartiles and at both ends, as far as resampled quantiles reach.
  fileprivate var rangesOfQuantiles: [Range<Int>] {
    // The share of one effective event: Σw² / (Σw)².
    let event = squares / (weights * weights)
    let quartiles = [0.25, 0.5, 0.75].map { level in
      let reach = 5.5 * (level * (1 - level) * event).squareRoot()
      return cells(from: (level - reach) * weights, to: (level + reach) * weights)
    }
    let shape = Comparison.tailProbability / event + 1
    let tail = 1.1 * event * (shape + 6 * shape.squareRoot() + 6)
    guard tail < 0.1 else { return quartiles }
    return quartiles + [
      0..<cells(from: -.infinity, to: tail * weights).upperBound,
      cells(from: (1 - tail) * weights, to: .infinity).lowerBound..<grid.count,
    ]
  }
}
