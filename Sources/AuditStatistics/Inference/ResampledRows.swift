/// Resampled errors of a vector: a row for each component, a lane for each resample.
///
/// Lanes lie side by side, so that every loop over them is a vector loop without a reduction, and sums over
/// components are made in one order whatever the vector length.
struct ResampledRows {
  let rows: Int
  let lanes: Int
  private(set) var values: [Float]

  /// Errors of the difference of two ECDFs (simulation − data) at the upper ends of all cells but the last.
  init(simulation: CellShares, data: CellShares, plan: ResamplingPlan) {
    let cells = simulation.shares.count
    let lanes = plan.lanes
    self.lanes = lanes
    rows = max(cells - 1, 0)
    let sides = [(simulation, 0), (data, plan.cells * lanes)]
    let rows = rows
    values = [Float](unsafeUninitializedCapacity: rows * lanes) { matrix, count in
      count = rows * lanes
      guard let target = matrix.baseAddress else { return }
      target.update(repeating: 0, count: count)
      for (number, (side, offset)) in sides.enumerated() {
        Self.add(side, sign: number == 0 ? 1 : -1, offset: offset, plan: plan, rows: rows, to: target)
      }
    }
  }

  private static func add(
    _ side: CellShares, sign: Float, offset: Int, plan: ResamplingPlan, rows: Int,
    to target: UnsafeMutablePointer<Float>
  ) {
    let lanes = plan.lanes
    let deviations = side.variances.map { sign * Float($0.squareRoot()) }
    let cumulative = side.cumulative
    plan.normals.withUnsafeBufferPointer { normals in
      guard let normals = normals.baseAddress.map({ $0 + offset }) else { return }
      withUnsafeTemporaryAllocation(of: Float.self, capacity: 2 * lanes) { scratch in
        guard let total = scratch.baseAddress else { return }
        let running = total + lanes
        total.update(repeating: 0, count: 2 * lanes)
        for (cell, deviation) in deviations.enumerated() where deviation != 0 {
          let z = normals + cell * lanes
          for lane in 0..<lanes { total[lane] += deviation * z[lane] }
        }
        for row in 0..<rows {
          let z = normals + row * lanes
          let out = target + row * lanes
          let deviation = deviations[row]
          let below = Float(cumulative[row])
          for lane in 0..<lanes {
            running[lane] += deviation * z[lane]
            out[lane] += running[lane] - below * total[lane]
          }
        }
      }
    }
  }

  /// max over the components of |center + error| in each resample. O(rows · lanes).
  func suprema(around center: [Float], into result: inout [Float]) {
    reduce(into: &result) { row, out, errors in
      let middle = center[row]
      for lane in 0..<lanes {
        let value = abs(middle + errors[lane])
        out[lane] = value > out[lane] ? value : out[lane]
      }
    }
  }

  /// Sum over the components of length · |center + error| in each resample. O(rows · lanes).
  func integrals(around center: [Float], lengths: [Float], into result: inout [Float]) {
    reduce(into: &result) { row, out, errors in
      let middle = center[row]
      let length = lengths[row]
      for lane in 0..<lanes { out[lane] += length * abs(middle + errors[lane]) }
    }
  }

  @inline(__always)
  private func reduce(
    into result: inout [Float],
    _ body: (Int, UnsafeMutablePointer<Float>, UnsafePointer<Float>) -> Void
  ) {
    result.withUnsafeMutableBufferPointer { result in
      values.withUnsafeBufferPointer { values in
        guard let out = result.baseAddress else { return }
        out.update(repeating: 0, count: lanes)
        guard let errors = values.baseAddress else { return }
        for row in 0..<rows { body(row, out, errors + row * lanes) }
      }
    }
  }
}
