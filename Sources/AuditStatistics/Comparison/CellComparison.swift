/// Two samples in common cells: what of their difference follows from the sums of cells, and where order matters.
///
/// Inside a cell F_S − F_D stays within the value at its lower end, plus what can be added and minus what can be taken
/// away. A cell that cannot reach the largest difference known from the ends of cells does not matter for KS; one in
/// which the sign cannot change adds |∫(F_S − F_D) dx| to Wasserstein-1, which follows from Σw and Σwx.
struct CellComparison {
  let simulation: CelledRows
  let data: CelledRows
  private var grid: CellGrid { simulation.grid }

  /// Two samples in cells of the same grid.
  init(simulation: CelledRows, data: CelledRows) {
    self.simulation = simulation
    self.data = data
  }

  /// F_S − F_D before a cell.
  private func difference(before cell: Int) -> Double {
    simulation.weightsBefore[cell] / simulation.weights - data.weightsBefore[cell] / data.weights
  }

  /// Cells in which order matters for KS or Wasserstein-1. O(cells).
  var cellsInQuestion: [UInt8] {
    // Ends of cells are points, or follow a point at which the difference is the same.
    let largest = (0...grid.count).reduce(0) { max($0, abs(difference(before: $1))) }
    let rounding = 1e-12
    var wanted = [UInt8](repeating: 0, count: grid.count)
    for cell in 0..<grid.count {
      let before = difference(before: cell)
      let high =
        before + simulation.positives[cell] / simulation.weights + data.negatives[cell] / data.weights
      let low = before - simulation.negatives[cell] / simulation.weights - data.positives[cell] / data.weights
      let canBeLargest = max(high, -low) >= largest - rounding
      let canChangeSign = high > -rounding && low < rounding
      wanted[cell] = canBeLargest || canChangeSign ? 1 : 0
    }
    return wanted
  }

  /// KS and Wasserstein-1. O(cells), plus the points in cells where order matters.
  func pass(_ scales: MergePass.Scales) -> MergePass {
    let wanted = cellsInQuestion
    simulation.open(wanted)
    data.open(wanted)
    let (first, second) = (simulation.opened(0..<0), data.opened(0..<0))
    var state = MergePass.State(pass: MergePass(), difference: 0, value: grid.start(of: 0))
    for cell in 0..<grid.count {
      let (start, end) = (grid.start(of: cell), grid.start(of: cell + 1))
      state.difference = difference(before: cell)
      let rows = (
        simulation.starts[cell + 1] - simulation.starts[cell], data.starts[cell + 1] - data.starts[cell]
      )
      guard wanted[cell] != 0, rows.0 + rows.1 > 0 else {
        state.pass.area += abs(
          state.difference * (end - start) + simulation.area(in: cell, to: end) / simulation.weights
            - data.area(in: cell, to: end) / data.weights)
        continue
      }
      first.read(cell, of: simulation) { a in
        second.read(cell, of: data) { b in
          let key = min(a.count > 0 ? a.key(0) : .max, b.count > 0 ? b.key(0) : .max)
          state.value = PackedView.value(key)
          state.pass.area += abs(state.difference) * (state.value - start)
          MergePass.run(a, b, scales, from: key, in: &state)
        }
      }
      state.closeCell(at: end)
    }
    return state.pass
  }
}

extension MergePass.State {
  /// Steps to the end of a cell, at which no point need be.
  fileprivate mutating func closeCell(at end: Double) {
    let size = abs(difference)
    pass.area += size * (end - value)
    if size > pass.distance {
      pass.distance = size
      pass.difference = difference
      pass.position = value
    }
  }
}

extension CelledRows {
  /// ∫ of what the cell's rows add to Σw up to x, over the cell.
  func area(in cell: Int, to end: Double) -> Double {
    (weightsBefore[cell + 1] - weightsBefore[cell]) * (end - grid.pivot) - moments[cell]
  }
}
