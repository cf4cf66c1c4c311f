import Glibc

/// Fraction of data outside the range that holds all but 2·level of simulation, with the errors of both samples.
///
/// With few events the ends of the range are the sample's extremes and their true levels are uncertain by a factor. So two things are drawn:
///
/// * how many events N of simulation the true end has beyond it: Poisson with the mean level · events. It lies between the Nth extreme
///   and the next, evenly; beyond the first there may be no data at all (order statistics: Hutson, Comput. Stat. Data Anal. 31 (1999) 369).
/// * the share of data there, a Poisson mean given a count n: gamma with the shape n + ½ for both ends together (Jeffreys' interval,
///   which covers as often as it says on average over the mean; Brown, Cai and DasGupta, Stat. Sci. 16 (2001) 101: that of
///   Garwood, from n to n + 1, always covers more often).
///
/// Counts are effective: Σw over the sample's local Σw²/Σw. Where fewer than about four of either sample are expected beyond an end, the low
/// end of the interval is next to 0 and cannot miss: it covers 97.5 % and more, as any interval of so small a count.
public enum TailFraction {
  /// The fraction from two distributions and their common cells; nil as below.
  public static func infer(
    simulation: WeightedDistribution, data: WeightedDistribution, cells: CellPair,
    level: Double = Comparison.tailProbability, plan: ResamplingPlan
  ) -> IntervalEstimate? {
    guard simulation.isNormalisable, data.isNormalisable else { return nil }
    let total = data.sumOfWeights
    return infer(
      cells: cells, level: level, simulationQuantile: { simulation.quantile($0) ?? .nan },
      dataBelow: { data.sums(upTo: data.pointCount(below: $0)).weights / total },
      dataAbove: { 1 - data.sums(upTo: data.pointCount(atOrBelow: $0)).weights / total }, plan: plan)
  }

  /// The fraction with its percentile interval, or nil when a sample has Σw ≤ 0 or fewer than two effective events.
  ///
  /// - Parameters:
  ///   - cells: common cells; the outermost ones tell the size of weights in the tails.
  ///   - level: share of simulation beyond each end, e.g. 0.001.
  ///   - simulationQuantile: simulation's quantile function on (0, 1).
  ///   - dataBelow: share of data strictly below a value.
  ///   - dataAbove: share of data strictly above a value.
  /// - Complexity: O(resamples), 66 calls of the quantile function and of the shares.
  public static func infer(
    cells: CellPair, level: Double = 0.001, simulationQuantile: (Double) -> Double,
    dataBelow: (Double) -> Double, dataAbove: (Double) -> Double, plan: ResamplingPlan
  ) -> IntervalEstimate? {
    guard CellShares(cells.simulation, z: plan.normalQuantile) != nil,
      CellShares(cells.data, z: plan.normalQuantile) != nil
    else { return nil }
    let lowerEnd = TailEnd(cells: cells, reversed: false, level: level) { dataBelow(simulationQuantile($0)) }
    let upperEnd = TailEnd(cells: cells, reversed: true, level: level) {
      dataAbove(simulationQuantile(1 - $0))
    }
    let value =
      max(0, dataBelow(simulationQuantile(level))) + max(0, dataAbove(simulationQuantile(1 - level)))
    let lanes = plan.lanes
    let draws = (0..<plan.resamples).map { lane in
      func z(_ row: Int) -> Double { Double(plan.normals[row * lanes + lane]) }
      return min(1, lowerEnd.share(z(3), z(4)) + upperEnd.share(z(5), z(6)))
    }
    return plan.percentileInterval(of: draws, value: value, null: nil)
  }
}

/// One end of the range: the share of data beyond it as a function of the number of simulation's events beyond the true end.
private struct TailEnd {
  private static let steps = 32
  /// Up to so many events each extreme is looked at.
  private static let fewEvents = 20.0
  /// Events of simulation that are expected beyond the true end.
  private let mean: Double
  /// Share of data that one effective event of its tail carries.
  private let dataEvent: Double
  /// Events of simulation from one of `shares` to the next, from 0 on.
  private let step: Double
  private let shares: [Double]

  init(cells: CellPair, reversed: Bool, level: Double, share: (Double) -> Double) {
    let cellCount = cells.simulation.weights.count
    let order = reversed ? Array((0..<cellCount).reversed()) : Array(0..<cellCount)
    // Cells beyond the end.
    let enough = level * cells.simulation.weights.reduce(0, +)
    var (beyond, sum) = (0, 0.0)
    while beyond < cellCount, sum < enough {
      sum += cells.simulation.weights[order[beyond]]
      beyond += 1
    }
    func event(_ contents: CellPair.Contents, fewest: Double) -> Double {
      Self.eventShare(contents, order, through: beyond, fewest: fewest)
    }
    // Its weights may rise outwards.
    let simulationEvent = max(event(cells.simulation, fewest: 4), event(cells.simulation, fewest: 10))
    dataEvent = event(cells.data, fewest: 10)
    mean = level / simulationEvent
    let most = max(1, min(mean + 6 * mean.squareRoot() + 8, 0.5 / simulationEvent))
    let width = mean <= Self.fewEvents ? 1 : most / Double(Self.steps)
    step = width
    shares = (0...Int(most / width)).map { place in
      // Half an event before the kth the quantile function gives the kth.
      let reached = (Double(place) * width - 0.5) * simulationEvent
      return reached > 0 ? max(0, share(min(reached, 1 - 1e-12))) : 0
    }
  }

  /// Σw²/Σw over Σw of the cells beyond the end, or of as many as hold `fewest` effective events.
  private static func eventShare(
    _ contents: CellPair.Contents, _ order: [Int], through beyond: Int, fewest: Double
  ) -> Double {
    let total = contents.weights.reduce(0, +)
    var weight = 0.0
    var square = 0.0
    for (place, cell) in order.enumerated() {
      weight += contents.weights[cell]
      square += contents.squares[cell]
      if place + 1 >= beyond, weight > 0, weight * weight >= fewest * square { break }
    }
    return weight > 0 && square > 0 ? square / weight / total : 0
  }

  /// Share of data beyond the end, given standard normals for the place of the true end and for the share there.
  func share(_ first: Double, _ second: Double) -> Double {
    let events = eventsBeyond(first)
    var share = 0.0
    // Beyond the sample's extreme nothing is known, it may be nothing.
    if events >= 1 {
      let position = min(events / step, Double(shares.count - 1))
      let index = min(Int(position), max(0, shares.count - 2))
      share =
        shares[index] + (position - Double(index))
        * (shares[min(index + 1, shares.count - 1)] - shares[index])
    }
    return dataEvent > 0 ? dataEvent * Self.poissonMean(shape: share / dataEvent + 0.25, second) : share
  }

  /// Events of simulation beyond the true end: a Poisson number, and evenly from there to the next.
  private func eventsBeyond(_ z: Double) -> Double {
    guard mean <= Self.fewEvents else { return Self.poissonMean(shape: mean + 0.5, z) }
    let level = StandardNormal.cumulative(z)
    var (count, below, probability) = (0.0, 0.0, exp(-mean))
    while below + probability < level, probability > 1e-12 {
      below += probability
      count += 1
      probability *= mean / count
    }
    return count + min(1, (level - below) / probability)
  }

  /// A draw from the gamma distribution by the cube root transformation (Wilson and Hilferty, PNAS 17 (1931) 684).
  private static func poissonMean(shape: Double, _ z: Double) -> Double {
    guard shape > 0 else { return 0 }
    let root = max(0, 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot()))
    return shape * root * root * root
  }
}
