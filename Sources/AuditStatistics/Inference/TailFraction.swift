/// Fraction of data outside the range that holds all but 2·level of simulation, with the errors of both samples.
///
/// With few events the ends of the range are the sample's extremes and their true levels are uncertain by a factor. So
/// both the level that an end really has and the share of data beyond it are drawn as Poisson means given a count: gamma
/// with shape n for the level of each end (the kth extreme has the level k on average), and n + ½ for all data beyond both ends together
/// (Jeffreys' interval, which covers as often as it says on average over the mean; Brown, Cai and DasGupta, Stat. Sci. 16 (2001) 101: that of
/// Garwood, from n to n + 1, always covers more often). Counts are effective: Σw over the sample's local Σw²/Σw.
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

/// One end of the range: the share of data beyond it as a function of the level that the end really has.
private struct TailEnd {
  private static let steps = 32
  private let level: Double
  /// Share of the sample that one effective event of the tail carries.
  private let simulationEvent: Double
  private let dataEvent: Double
  private let largestLevel: Double
  private let shares: [Double]

  init(cells: CellPair, reversed: Bool, level: Double, share: (Double) -> Double) {
    self.level = level
    simulationEvent = Self.eventShare(cells.simulation, reversed: reversed)
    dataEvent = Self.eventShare(cells.data, reversed: reversed)
    let shape = level / simulationEvent
    let largest = min(0.5, simulationEvent * (shape + 5 * shape.squareRoot() + 5))
    largestLevel = largest
    // The quantile function goes to the next event: half an event further out it agrees with what extremes have on average.
    let half = simulationEvent / 2
    shares = (0...Self.steps).map { step in
      let reached = largest * Double(step) / Double(Self.steps) - half
      return reached > 0 ? max(0, share(min(reached, 1 - 1e-12))) : 0
    }
  }

  /// Σw²/Σw over Σw of the outermost cells that hold at least ten effective events.
  private static func eventShare(_ contents: CellPair.Contents, reversed: Bool) -> Double {
    let total = contents.weights.reduce(0, +)
    var weight = 0.0
    var square = 0.0
    let order = reversed ? Array(contents.weights.indices.reversed()) : Array(contents.weights.indices)
    for cell in order {
      weight += contents.weights[cell]
      square += contents.squares[cell]
      if weight > 0, weight * weight >= 10 * square { break }
    }
    return weight > 0 && square > 0 ? square / weight / total : 0
  }

  /// Share of data beyond the end, given standard normals for the true level of the end and for the share there.
  func share(_ first: Double, _ second: Double) -> Double {
    let drawn = simulationEvent * Self.poissonMean(shape: level / simulationEvent, first)
    var share = 0.0
    // Less than half an event: beyond the sample's extreme nothing is known, it may be nothing.
    if drawn > simulationEvent / 2 {
      let position = max(0, min(drawn / largestLevel, 1)) * Double(Self.steps)
      let index = min(Int(position), Self.steps - 1)
      share = shares[index] + (position - Double(index)) * (shares[index + 1] - shares[index])
    }
    return dataEvent > 0 ? dataEvent * Self.poissonMean(shape: share / dataEvent + 0.25, second) : share
  }

  /// A draw from the gamma distribution by the cube root transformation (Wilson and Hilferty, PNAS 17 (1931) 684).
  private static func poissonMean(shape: Double, _ z: Double) -> Double {
    guard shape > 0 else { return 0 }
    let root = max(0, 1 - 1 / (9 * shape) + z / (3 * shape.squareRoot()))
    return shape * root * root * root
  }
}
