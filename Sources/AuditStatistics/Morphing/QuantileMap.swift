/// The monotone map that turns the distribution of one feature in simulation into that in data: T = G⁻¹ ∘ F.
///
/// F is the distribution function of simulation with the shares of its components that data prefer, G that of data. Both
/// are kept at the edges of common cells, made monotone where negative weights make them fall, and taken as linear
/// inside. Rows of a single value get ranks spread evenly over its share, by a random number of the row. Missing values
/// stay missing.
struct QuantileMap: Sendable {
  let grid: FeatureGrid
  /// F and G at the beginning of each cell, and 1 at the end.
  let simulation: [Double]
  let data: [Double]

  /// `half`: from one half of both samples only; nil for all.
  init?(grid: FeatureGrid, masses: CellMasses, shares: [Double]?, half: Int? = nil) {
    let chosen = half.map { [masses.simulation[$0]] } ?? masses.simulation
    let contents = masses.simulation[0].indices.map { component in
      (0..<grid.count).map { cell in chosen.reduce(0) { $0 + $1[component][cell] } }
    }
    self.init(
      grid: grid, simulation: contents, data: half.map { masses.dataHalves[$0] } ?? masses.data,
      shares: shares)
  }

  /// From contents of the cells of each component; without shares they are those of the weights, missing values left out.
  init?(grid: FeatureGrid, simulation parts: [[Double]], data recorded: [Double], shares given: [Double]?) {
    self.grid = grid
    let totals = parts.map { $0.reduce(0, +) }
    let dataTotal = recorded.reduce(0, +)
    guard totals.allSatisfy({ $0 > 0 }), dataTotal > 0 else { return nil }
    let all = totals.reduce(0, +)
    let shares = given ?? totals.map { $0 / all }
    let contents = (0..<grid.count).map { cell in
      totals.indices.reduce(0) { sum, component in
        sum + shares[component] * parts[component][cell] / totals[component]
      }
    }
    simulation = Self.monotone(contents)
    data = Self.monotone(recorded.map { $0 / dataTotal })
  }

  /// The map of simulation onto itself: ranks and values at ranks.
  init?(ofSimulationIn grid: FeatureGrid, masses: CellMasses) {
    let total = masses.simulationTotal
    guard total > 0 else { return nil }
    self.grid = grid
    simulation = Self.monotone((0..<grid.count).map { masses.simulationContents($0) / total })
    data = simulation
  }

  /// Cumulative contents, the mean of the smallest monotone function above and the largest below.
  static func monotone(_ contents: [Double]) -> [Double] {
    var sums = [0.0]
    sums.reserveCapacity(contents.count + 1)
    var sum = 0.0
    for content in contents {
      sum += content
      sums.append(sum)
    }
    sums[sums.count - 1] = 1
    var above = sums
    for index in 1..<sums.count { above[index] = max(above[index], above[index - 1]) }
    var below = sums
    for index in stride(from: sums.count - 2, through: 0, by: -1) {
      below[index] = min(below[index], below[index + 1])
    }
    return sums.indices.map { min(1, max(0, 0.5 * (above[$0] + below[$0]))) }
  }

  /// Rank F(x) of a simulated value in a cell, or G(x) of one of data. O(1).
  @inline(__always)
  func rank(of value: Float, cell: Int, uniform: @autoclosure () -> Double, ofData: Bool = false) -> Double {
    let (low, high) = (grid.lower[cell], grid.upper[cell])
    let part = high > low ? min(1, max(0, (Double(value) - low) / (high - low))) : uniform()
    if ofData { return data[cell] + part * (data[cell + 1] - data[cell]) }
    return simulation[cell] + part * (simulation[cell + 1] - simulation[cell])
  }

  /// G⁻¹(u). O(log cells).
  func value(at rank: Double) -> Double {
    let rank = min(1, max(0, rank))
    // The first cell that ends above the rank.
    var low = 0
    var high = data.count - 2
    while low < high {
      let middle = (low + high) / 2
      if data[middle + 1] > rank { high = middle } else { low = middle + 1 }
    }
    let content = data[low + 1] - data[low]
    guard content > 0, grid.upper[low] > grid.lower[low] else { return grid.lower[low] }
    return grid.lower[low] + min(1, max(0, (rank - data[low]) / content))
      * (grid.upper[low] - grid.lower[low])
  }
}

/// A feature of simulation moved to where data have it, and a little beyond on both sides.
public struct MappedFeature: Sendable {
  /// T(x) of each row.
  public let values: [Float]
  /// Values at ranks that are smaller by a step.
  public let below: [Float]
  /// Values at ranks that are larger by a step.
  public let above: [Float]
  /// Difference of the ranks of `above` and `below`; 0 where the value is missing.
  let span: [Float]
}

extension SampleComparison {
  /// Rank step of derivatives: wide against the noise of a rank, narrow against what a classifier does.
  private var rankStep: Double {
    min(0.05, max(0.01, 1.5 / min(simulation.effectiveCount, data.effectiveCount).squareRoot()))
  }

  /// A feature moved from simulation to data; nil where one of them has no values. O(rows · log cells).
  public func mapped(_ feature: Int) -> MappedFeature? {
    guard let grid = grids[feature], let masses = masses[feature],
      let map = QuantileMap(grid: grid, masses: masses, shares: mix.fitted)
    else { return nil }
    let step = rankStep
    let found = simulationCells[feature]
    let given = simulation.columns[feature]
    var (values, below, above) = (given, given, given)
    var span = [Float](repeating: 0, count: given.count)
    for row in given.indices where found[row] != FeatureGrid.none {
      let rank = map.rank(
        of: given[row], cell: Int(found[row]), uniform: simulation.uniform(row, feature: feature))
      let (low, high) = (max(0, rank - step), min(1, rank + step))
      values[row] = Float(map.value(at: rank))
      below[row] = Float(map.value(at: low))
      above[row] = Float(map.value(at: high))
      span[row] = Float(high - low)
    }
    return MappedFeature(values: values, below: below, above: above, span: span)
  }

  /// Values moved by a map that is made of one half of both samples, or of all of both with other shares of the components; nil
  /// where there is no map. O(rows · log cells).
  public func mappedValues(_ feature: Int, half: Int? = nil, shares: [Double]? = nil) -> [Float]? {
    guard let grid = grids[feature], let masses = masses[feature],
      let map = QuantileMap(grid: grid, masses: masses, shares: shares ?? mix.fitted, half: half)
    else { return nil }
    let found = simulationCells[feature]
    var values = simulation.columns[feature]
    for row in values.indices where found[row] != FeatureGrid.none {
      let rank = map.rank(
        of: values[row], cell: Int(found[row]), uniform: simulation.uniform(row, feature: feature))
      values[row] = Float(map.value(at: rank))
    }
    return values
  }

  /// Values of a simulated feature at ranks that are shifted by each of some steps, and the ranks; nil where simulation has
  /// no values. `[step][row]`. O(steps · rows · log cells).
  public func shifted(_ feature: Int, by steps: [Double]) -> (values: [[Float]], ranks: [Float])? {
    guard let grid = grids[feature], let masses = masses[feature],
      let map = QuantileMap(ofSimulationIn: grid, masses: masses)
    else { return nil }
    let found = simulationCells[feature]
    let given = simulation.columns[feature]
    var ranks = [Float](repeating: .nan, count: given.count)
    for row in given.indices where found[row] != FeatureGrid.none {
      ranks[row] = Float(
        map.rank(of: given[row], cell: Int(found[row]), uniform: simulation.uniform(row, feature: feature)))
    }
    let values = steps.map { step in
      given.indices.map { row in
        ranks[row].isNaN ? given[row] : Float(map.value(at: Double(ranks[row]) + step))
      }
    }
    return (values, ranks)
  }
}
