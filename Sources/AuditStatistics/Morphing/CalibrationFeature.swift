/// One feature as fits see it: contents of fine cells of both samples, and the bins in which they are compared.
///
/// Simulation is kept in two halves. Where a smearing is fitted, noise of the simulation and the derivatives are
/// correlated, because smearing smooths noise too; with residuals of one half and derivatives of the other they are not.
struct CalibrationFeature: Sendable {
  /// Bins that are compared, at most.
  static let mostBins = 64
  /// Fit cells, at most: neighbouring cells of the grid are taken together.
  private static let mostCells = 256
  /// Effective events a bin, at least.
  private static let eventsPerBin = 25.0

  let feature: Int
  /// Fit cell of each cell of the grid, one or several; −1 for single values, which are left out.
  let fitCell: [Int]
  let lower: [Double]
  let upper: [Double]
  /// `shares[half][component][cell]`, each with sum 1.
  private(set) var shares: [[[Double]]]
  /// Σw of these.
  let totals: [[Double]]
  /// Shares of data in each fit cell.
  private(set) var data: [Double]
  /// Their variances, Σw²/(Σw)² in the cells.
  private let variances: (simulation: [[[Double]]], data: [Double])
  let dataTotal: Double
  /// Edges of the bins; infinite at open ends.
  let edges: [Double]
  /// Bin of each fit cell; −1 outside of the window that is compared.
  let bin: [Int]
  /// True where the width of a smearing is relative to the value.
  let isRelative: Bool
  /// Steps of the derivatives; what a parameter changes is measured in them.
  let steps: Calibration
  /// False where values begin at 0 sharply: an offset would cross it.
  let allowsOffset: Bool
  /// Effective events of the smaller sample.
  let effectiveCount: Double

  var binCount: Int { edges.count - 1 }

  init(
    feature: Int, grid: FeatureGrid, masses: CellMasses, isWhole: Bool
  ) throws(CalibrationObstacle) {
    self.feature = feature
    guard !isWhole else { throw .wholeNumbers }
    var fitCell = [Int](repeating: -1, count: grid.count)
    var lower: [Double] = []
    var upper: [Double] = []
    let together = (grid.count + Self.mostCells - 1) / Self.mostCells
    var room = 0
    for cell in 0..<grid.count {
      guard !grid.isSingleValue(cell) else {
        room = 0
        continue
      }
      if room > 0 {
        upper[upper.count - 1] = grid.upper[cell]
      } else {
        lower.append(grid.lower[cell])
        upper.append(grid.upper[cell])
        room = together
      }
      room -= 1
      fitCell[cell] = lower.count - 1
    }
    let pooledAll = masses.pooled()
    let continuous = pooledAll.indices.reduce(0) { $0 + (fitCell[$1] >= 0 ? pooledAll[$1] : 0) }
    guard continuous > 0.2, lower.count >= 24 else { throw .fewValues(share: max(0, 1 - continuous)) }
    self.fitCell = fitCell
    self.lower = lower
    self.upper = upper
    func picked(_ contents: [Double]) -> [Double] {
      var sums = [Double](repeating: 0, count: lower.count)
      for (cell, place) in fitCell.enumerated() where place >= 0 { sums[place] += contents[cell] }
      return sums
    }
    var shares: [[[Double]]] = []
    var totals: [[Double]] = []
    for half in masses.simulation {
      let contents = half.map(picked)
      let sums = contents.map { $0.reduce(0, +) }
      guard sums.allSatisfy({ $0 > 0 }) else { throw .weights }
      totals.append(sums)
      shares.append(zip(contents, sums).map { part, sum in part.map { $0 / sum } })
    }
    self.shares = shares
    self.totals = totals
    let recorded = picked(masses.data)
    dataTotal = recorded.reduce(0, +)
    guard dataTotal > 0 else { throw .weights }
    data = recorded.map { [dataTotal] in $0 / dataTotal }
    variances = (
      zip(masses.squares.simulation, totals).map { half, sums in
        zip(half, sums).map { part, sum in picked(part).map { $0 / (sum * sum) } }
      }, picked(masses.squares.data).map { [dataTotal] in $0 / (dataTotal * dataTotal) }
    )
    effectiveCount = masses.effectiveCount * continuous
    guard effectiveCount >= 200 else { throw .fewEvents }

    let pooled = picked(pooledAll).map { $0 / continuous }
    let whole = (masses.simulationTotal, masses.data.reduce(0, +))
    let ends = SharpEnds(
      lower: lower, upper: upper, pooled: pooled,
      simulation: picked((0..<grid.count).map { masses.simulationContents($0) / whole.0 }),
      data: recorded.map { $0 / whole.1 })
    guard !(ends.isLowSharp && ends.isHighSharp) else { throw .bounded }
    let first = ends.isLowSharp && !ends.isLowAtZero ? SharpEnds.margin(pooled) : 0
    let last =
      pooled.count - (ends.isHighSharp && !ends.isHighAtZero ? SharpEnds.margin(pooled.reversed()) : 0)
    allowsOffset = !(ends.isLowAtZero || ends.isHighAtZero)
    let wanted = min(Double(Self.mostBins), effectiveCount / Self.eventsPerBin, Double(last - first) / 3)
    let count = max(6, Int(wanted))
    var edges = [first > 0 ? lower[first] : -.infinity]
    var bin = [Int](repeating: -1, count: lower.count)
    let total = pooled[first..<last].reduce(0, +)
    var sum = 0.0
    for cell in first..<last {
      bin[cell] = edges.count - 1
      sum += pooled[cell]
      // Bins end where single values may lie between cells, too: those are in neither sample here.
      if sum >= total * Double(edges.count) / Double(count), cell + 1 < last { edges.append(upper[cell]) }
    }
    edges.append(last < lower.count ? upper[last - 1] : .infinity)
    guard edges.count > 6 else { throw .fewEvents }
    self.edges = edges
    self.bin = bin

    // One sign: relative smearing. Spread and narrowest structure set the steps.
    let quantiles = PooledQuantiles(lower: lower, upper: upper, pooled: pooled)
    isRelative = quantiles[0.001] >= 0 || quantiles[0.999] <= 0
    let spread = max(quantiles[0.75] - quantiles[0.25], 1e-300)
    let typical = max(abs(quantiles[0.75]), abs(quantiles[0.25]))
    guard typical > 0 else { throw .undetermined }
    // Half a standard deviation of a Gaussian: derivatives over less drown in the noise of the simulation, those over more
    // miss a peak.
    let eventsPerBin = effectiveCount / Double(edges.count - 1)
    let peak = NarrowestPeak(edges, eventsPerBin: eventsPerBin)
    let structure = min(0.2 * peak.width, 0.4 * spread)
    let relative =
      isRelative
      ? min(
        0.2 * NarrowestPeak(edges, eventsPerBin: eventsPerBin, inUnitsOf: typical).width,
        0.4 * spread / typical)
      : structure / typical
    let smear = isRelative ? relative : structure
    steps = Calibration(scale: 0.5 * relative, offset: 0.5 * structure, variance: smear * smear)
  }

  /// The same feature in another sample of the same size: contents of the cells with their errors once more.
  func resampled(_ replica: Int, seed: UInt64) -> CalibrationFeature {
    let random = CounterRandom(seed: seed, stream: "resampled cells \(feature) \(replica)")
    var part: UInt32 = 0
    func drawn(_ contents: [Double], _ variances: [Double]) -> [Double] {
      part += 1
      let new = contents.indices.map {
        contents[$0] + variances[$0].squareRoot() * random.normal(UInt64($0), part: part)
      }
      let sum = new.reduce(0, +)
      return sum > 0 ? new.map { $0 / sum } : contents
    }
    var result = self
    result.shares = shares.indices.map { half in
      shares[half].indices.map { drawn(shares[half][$0], variances.simulation[half][$0]) }
    }
    result.data = drawn(data, variances.data)
    return result
  }

  func kernel(_ calibration: Calibration, edges: [Double]? = nil) -> CalibrationKernel {
    CalibrationKernel(
      calibration, lower: lower, upper: upper, edges: edges ?? self.edges, isRelative: isRelative)
  }

  /// Shares of data in the bins.
  var dataBins: [Double] {
    var bins = [Double](repeating: 0, count: binCount)
    for cell in 0..<data.count where bin[cell] >= 0 { bins[bin[cell]] += data[cell] }
    return bins
  }

  /// KS distance of data from simulation with these shares of the components, inside of the window.
  func distance(_ calibration: Calibration, shares mix: [Double]) -> Double {
    let window = (edges.first ?? 0, edges.last ?? 0)
    let fine = lower.indices.filter { bin[$0] >= 0 }
    let positions = [window.0] + fine.dropLast().map { upper[$0] } + [window.1]
    let kernel = kernel(calibration, edges: positions)
    var simulated = [Double](repeating: 0, count: positions.count)
    for (half, parts) in shares.enumerated() {
      let all = totals[0].indices.map { totals[0][$0] + totals[1][$0] }
      for (component, contents) in parts.enumerated() {
        let share = mix[component] * totals[half][component] / all[component]
        for (place, value) in kernel.cumulative(contents).enumerated() { simulated[place] += share * value }
      }
    }
    let base = simulated[0]
    let norm = (simulated.last ?? 1) - base
    let dataNorm = fine.reduce(0) { $0 + data[$1] }
    guard norm > 0, dataNorm > 0 else { return 0 }
    var below = 0.0
    var largest = 0.0
    for (place, cell) in fine.enumerated() {
      below += data[cell]
      largest = max(largest, abs((simulated[place + 1] - base) / norm - below / dataNorm))
    }
    return largest
  }
}

/// Where a distribution ends sharply in both samples, as after a cut or at a limit of what is possible.
private struct SharpEnds {
  var isLowSharp = false
  var isHighSharp = false
  var isLowAtZero = false
  var isHighAtZero = false

  init(lower: [Double], upper: [Double], pooled: [Double], simulation: [Double], data: [Double]) {
    let count = lower.count
    let densities = (0..<count).map { pooled[$0] / max(upper[$0] - lower[$0], 1e-300) }
    let typical = densities.sorted()[count / 2]
    func isSharp(_ end: Int, _ inner: Int) -> Bool {
      // Both samples fill the outermost cells evenly.
      let isInBoth = [end, inner].allSatisfy {
        simulation[$0] > 0.2 * data[$0] && data[$0] > 0.2 * simulation[$0]
      }
      return min(densities[end], densities[inner]) > 0.3 * typical && isInBoth
    }
    isLowSharp = isSharp(0, 1)
    isHighSharp = isSharp(count - 1, count - 2)
    isLowAtZero = isLowSharp && abs(lower[0]) <= upper[0] - lower[0]
    isHighAtZero = isHighSharp && abs(upper[count - 1]) <= upper[count - 1] - lower[count - 1]
  }

  /// Cells to leave out at a sharp end: 3 % of the events.
  static func margin(_ pooled: [Double]) -> Int {
    var sum = 0.0
    for (cell, share) in pooled.enumerated() {
      sum += share
      if sum >= 0.03 { return cell + 1 }
    }
    return 0
  }
}

/// Quantiles of the contents of cells.
private struct PooledQuantiles {
  let lower: [Double]
  let upper: [Double]
  let pooled: [Double]

  subscript(probability: Double) -> Double {
    var sum = 0.0
    for cell in lower.indices {
      if sum + pooled[cell] >= probability, pooled[cell] > 0 {
        return lower[cell] + (probability - sum) / pooled[cell] * (upper[cell] - lower[cell])
      }
      sum += pooled[cell]
    }
    return upper.last ?? 0
  }
}
