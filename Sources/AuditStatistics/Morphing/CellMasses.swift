/// Contents of the cells of one feature in both samples.
struct CellMasses: Sendable {
  /// `simulation[half][component][cell]`: Σw.
  let simulation: [[[Double]]]
  /// Σw of data.
  let data: [Double]
  /// Σw of the halves of data.
  let dataHalves: [[Double]]
  /// Σw² of simulation, in the order of ``simulation``, and of data.
  let squares: (simulation: [[[Double]]], data: [Double])
  /// Effective rows of the sample that has fewer, per component where these are told apart.
  let effectiveCount: Double

  /// Counts rows. O(n).
  init(
    grid: FeatureGrid, simulation: MorphingEvents, simulationCells: [UInt16], data: MorphingEvents,
    dataCells: [UInt16]
  ) {
    let components = simulation.componentCount
    let count = grid.count
    var sums = [Double](repeating: 0, count: 2 * components * count)
    var squares = sums
    var all = (PowerSums(), PowerSums())
    for row in 0..<simulation.count where simulationCells[row] != FeatureGrid.none {
      let place = (simulation.half(row) * components + Int(simulation.components[row])) * count
      let weight = simulation.weights[row]
      sums[place + Int(simulationCells[row])] += weight
      squares[place + Int(simulationCells[row])] += weight * weight
      all.0.add(weight)
    }
    func cut(_ all: [Double]) -> [[[Double]]] {
      (0..<2).map { half in
        (0..<components).map { component in
          let start = (half * components + component) * count
          return Array(all[start..<start + count])
        }
      }
    }
    self.simulation = cut(sums)
    var halves = [[Double]](repeating: [Double](repeating: 0, count: count), count: 2)
    var recordedSquares = halves[0]
    for row in 0..<data.count where dataCells[row] != FeatureGrid.none {
      let (cell, weight) = (Int(dataCells[row]), data.weights[row])
      halves[data.half(row)][cell] += weight
      recordedSquares[cell] += weight * weight
      all.1.add(weight)
    }
    dataHalves = halves
    self.data = zip(halves[0], halves[1]).map { $0 + $1 }
    self.squares = (cut(squares), recordedSquares)
    effectiveCount = min(all.0.effectiveCount, all.1.effectiveCount)
  }

  /// Σw of simulation in a cell.
  func simulationContents(_ cell: Int) -> Double {
    simulation.reduce(0) { $0 + $1.reduce(0) { $0 + $1[cell] } }
  }

  /// Σw of simulation.
  var simulationTotal: Double { simulation.reduce(0) { $0 + $1.reduce(0) { $0 + $1.reduce(0, +) } } }

  /// Σw of each component.
  var componentTotals: [Double] {
    simulation[0].indices.map { component in
      simulation.reduce(0) { $0 + $1[component].reduce(0, +) }
    }
  }

  /// Mean of the shares of both samples in each cell, not below 0.
  func pooled() -> [Double] {
    let total = (simulationTotal, data.reduce(0, +))
    let parts = data.indices.map { cell in
      max(0, 0.5 * (simulationContents(cell) / total.0 + data[cell] / total.1))
    }
    let sum = parts.reduce(0, +)
    return sum > 0 ? parts.map { $0 / sum } : parts
  }
}
