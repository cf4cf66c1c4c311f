/// One projection of two samples in common cells, with sums over groups.
///
/// Cells end at quantiles of the projection, denser in probability towards the tails. In each cell the mean of the
/// difference of the ECDFs over the cell's length is kept, which is linear in the rows and exact: ∫Δ over the cell.
struct ProjectedCells {
  /// Length of each cell, in widths.
  var lengths: [Double]
  /// Mean over each cell of F_S − F_D.
  var differences: [Double]
  /// Errors of the means over the cells: a row of lanes for each cell.
  var errors: [Float]

  /// F_S − F_D at the upper end of each cell but the last, with errors.
  var atEdges: (differences: [Double], errors: [Float])

  /// Projects both samples on a direction; nil where all values are equal. O(rows · features + cells · groups · resamples).
  init?(
    _ simulation: FeatureTable, _ data: FeatureTable, direction: [Double], cells: Int, wantsEdges: Bool,
    _ multipliers: Multipliers
  ) {
    let first = simulation.projection(on: direction)
    let second = data.projection(on: direction)
    let edges = Self.edges(first, second, cells: cells)
    guard edges.count > 1 else { return nil }
    let count = edges.count - 1
    lengths = (0..<count).map { Double(edges[$0 + 1]) - Double(edges[$0]) }
    let a = Self.sums(simulation, first, edges)
    let b = Self.sums(data, second, edges)
    differences = (0..<count).map { a.means[$0] - b.means[$0] }
    errors = multipliers.errors(
      simulation: a.centred, strides: simulation.groups, data: b.centred, data.groups, quantities: count)
    guard wantsEdges else {
      atEdges = ([], [])
      return
    }
    atEdges = (
      (0..<count - 1).map { a.edgeMeans[$0] - b.edgeMeans[$0] },
      multipliers.errors(
        simulation: a.edges, strides: simulation.groups, data: b.edges, data.groups, quantities: count - 1)
    )
  }

  /// Hands over the lanes of each cell's error.
  @inline(__always)
  func forEachRow(lanes: Int, _ body: (Int, UnsafePointer<Float>) -> Void) {
    errors.withUnsafeBufferPointer { errors in
      guard let errors = errors.baseAddress else { return }
      for cell in lengths.indices { body(cell, errors + cell * lanes) }
    }
  }

  /// Cell limits: the smallest value, quantiles, tail quantiles halving the probability each, the largest value.
  private static func edges(_ first: [Float], _ second: [Float], cells: Int) -> [Float] {
    let most = 4096
    func picked(_ values: [Float]) -> [Float] {
      let step = max(1, values.count / most)
      return stride(from: 0, to: values.count, by: step).map { values[$0] }
    }
    let sorted = FloatOrder.sorted(picked(first) + picked(second)).map(\.value)
    let size = sorted.count
    var places = (1..<cells).map { $0 * size / cells }
    var tail = size / cells / 2
    while tail > 0 {
      places += [tail, size - 1 - tail]
      tail /= 2
    }
    let low = min(first.min() ?? 0, second.min() ?? 0)
    let high = max(first.max() ?? 0, second.max() ?? 0)
    var edges: [Float] = [low]
    for value in places.sorted().map({ sorted[min(max($0, 0), size - 1)] }) + [high] {
      if let last = edges.last, value > last { edges.append(value) }
    }
    return edges
  }

  private struct Sums {
    var means: [Double]
    /// A row for each cell.
    var centred: [Float]
    var edgeMeans: [Double]
    var edges: [Float]
  }

  private static func sums(_ table: FeatureTable, _ values: [Float], _ edges: [Float]) -> Sums {
    let cells = edges.count - 1
    let groups = table.groups
    let index = EdgeIndex(edges)
    let inverse = (0..<cells).map { 1 / (Double(edges[$0 + 1]) - Double(edges[$0])) }
    var own = [Float](repeating: 0, count: cells * groups)
    var cumulative = own
    var result = Sums(
      means: Array(repeating: 0, count: cells), centred: [], edgeMeans: Array(repeating: 0, count: cells),
      edges: [])
    var shareSums = [Double](repeating: 0, count: groups)
    var mass = [Double](repeating: 0, count: cells)
    var inside = mass
    for group in 0..<groups {
      for cell in 0..<cells {
        mass[cell] = 0
        inside[cell] = 0
      }
      for row in table.starts[group]..<table.starts[group + 1] {
        let value = values[row]
        let cell = index.cell(of: value)
        let share = table.shares[row]
        mass[cell] += share
        inside[cell] += share * (Double(edges[cell + 1]) - Double(value)) * inverse[cell]
      }
      var running = 0.0
      for cell in 0..<cells {
        let mean = running + inside[cell]
        running += mass[cell]
        own[cell * groups + group] = Float(mean)
        cumulative[cell * groups + group] = Float(running)
        result.means[cell] += mean
        result.edgeMeans[cell] += running
      }
      shareSums[group] = running
    }
    for cell in 0..<cells {
      for group in 0..<groups {
        let place = cell * groups + group
        own[place] = Float(table.inflation * (Double(own[place]) - result.means[cell] * shareSums[group]))
        cumulative[place] = Float(
          table.inflation * (Double(cumulative[place]) - result.edgeMeans[cell] * shareSums[group]))
      }
    }
    result.centred = own
    result.edges = cumulative
    return result
  }
}

/// Finds the cell of a value by a grid of equal steps and a short search.
struct EdgeIndex {
  private let edges: [Float]
  private let first: [Int32]
  private let origin: Float
  private let scale: Float

  init(_ edges: [Float]) {
    self.edges = edges
    let steps = 4 * edges.count
    origin = edges[0]
    let span = edges[edges.count - 1] - edges[0]
    scale = span > 0 ? Float(steps) / span : 0
    var first = [Int32](repeating: 0, count: steps + 1)
    var cell = 0
    for step in 0...steps {
      let start = origin + Float(step) / max(scale, .leastNormalMagnitude)
      while cell + 2 < edges.count, edges[cell + 1] < start { cell += 1 }
      first[step] = Int32(max(0, cell - 1))
    }
    self.first = first
  }

  /// The cell (edges[k], edges[k + 1]] of a value between the first and the last edge; the first edge is in cell 0.
  @inline(__always)
  func cell(of value: Float) -> Int {
    let place = (value - origin) * scale
    let step = place > 0 ? Int(min(place, Float(first.count - 1))) : 0
    var cell = Int(first[step])
    while cell > 0, value <= edges[cell] { cell -= 1 }
    while cell + 2 < edges.count, value > edges[cell + 1] { cell += 1 }
    return cell
  }
}

extension FeatureTable {
  /// Σ_k direction_k x_k of each row. O(rows · features).
  func projection(on direction: [Double]) -> [Float] {
    var result = [Float](repeating: 0, count: count)
    for (feature, factor) in direction.enumerated() where factor != 0 {
      let column = columns[feature]
      let factor = Float(factor)
      for row in result.indices { result[row] += factor * column[row] }
    }
    return result
  }
}
