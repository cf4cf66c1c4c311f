/// Both samples whole, without each of twenty groups of rows, and at the errors of what is assumed of the mix: how an estimate
/// scatters that is too intricate for influences.
///
/// Var = (G − 1)/G Σ(θ_g − θ̄)² with the estimates θ_g without group g, and G − 1 degrees of freedom (J. Shao and
/// C. F. J. Wu, Ann. Statist. 17 (1989) 1176: groups make it valid for quantiles and efficiencies, too). Groups follow from the
/// keys of the rows, in both samples at once, because their errors are independent. Each standard normal number of which the mix depends
/// beforehand adds the square of the change that it makes.
public struct GroupJackknife: Sendable {
  /// Weights of one estimate.
  public struct Sample: Sendable {
    /// Weight of each simulated row, 0 in the group that is left out.
    public let simulation: [Double]
    /// Weight of each recorded row.
    public let data: [Double]
    /// Shares of the components.
    public let shares: [Double]
  }

  static let groupCount = 20

  private let comparison: SampleComparison
  private let groups: (simulation: [UInt8], data: [UInt8])

  /// For the samples of a comparison.
  public init(_ comparison: SampleComparison) {
    self.comparison = comparison
    func groups(_ events: MorphingEvents) -> [UInt8] {
      events.keys.map { UInt8(RowHash.mix($0 ^ 0x6A09_E667_F3BC_C908) % UInt64(Self.groupCount)) }
    }
    self.groups = (groups(comparison.simulation), groups(comparison.data))
  }

  /// Numbers of the samples: 0 is the whole, then the groups, then what is assumed.
  public var count: Int { 1 + Self.groupCount + assumedCount }
  private var assumedCount: Int { comparison.mix.influences.first?.assumed.count ?? 0 }

  /// One of the samples. O(rows).
  public func sample(_ number: Int) -> Sample {
    let (simulation, data, mix) = (comparison.simulation, comparison.data, comparison.mix)
    guard number > 0 else {
      return Sample(simulation: simulation.weights, data: data.weights, shares: mix.shares)
    }
    guard number <= Self.groupCount else {
      let direction = number - 1 - Self.groupCount
      return Sample(
        simulation: simulation.weights, data: data.weights,
        shares: shares(changedBy: mix.influences.map { $0.assumed[direction] }))
    }
    let group = UInt8(number - 1)
    let scale = -Double(Self.groupCount) / Double(Self.groupCount - 1)
    let changes = mix.influences.map { rows -> Double in
      var sum = 0.0
      for row in rows.simulation.indices where groups.simulation[row] == group { sum += rows.simulation[row] }
      for row in rows.data.indices where groups.data[row] == group { sum += rows.data[row] }
      return scale * sum
    }
    let weights = simulation.weights.indices.map {
      groups.simulation[$0] == group ? 0 : simulation.weights[$0]
    }
    return Sample(
      simulation: weights,
      data: data.weights.indices.map { groups.data[$0] == group ? 0 : data.weights[$0] },
      shares: mix.isFitted ? shares(changedBy: changes) : simulated(weights) ?? mix.shares)
  }

  /// The shares that simulation has: where data are taken to have them, too, they scatter with it.
  private func simulated(_ weights: [Double]) -> [Double]? {
    var sums = [Double](repeating: 0, count: comparison.simulation.componentCount)
    for row in weights.indices { sums[Int(comparison.simulation.components[row])] += weights[row] }
    let total = sums.reduce(0, +)
    return total > 0 && sums.allSatisfy { $0 > 0 } ? sums.map { $0 / total } : nil
  }

  /// Both samples with the rows of a fold nearly without weight: what is fitted to them never saw the fold, and still moves it.
  ///
  /// Weights of the fold come back by ``heldWeight``. The mix is that of all rows. O(rows).
  public func sample(without fold: Int, of folds: (simulation: [UInt8], data: [UInt8])) -> Sample {
    func held(_ weights: [Double], _ folds: [UInt8]) -> [Double] {
      weights.indices.map { Int(folds[$0]) == fold ? Self.heldWeight * weights[$0] : weights[$0] }
    }
    return Sample(
      simulation: held(comparison.simulation.weights, folds.simulation),
      data: held(comparison.data.weights, folds.data), shares: comparison.mix.shares)
  }

  /// Factor on the weights of rows that are held out.
  public static let heldWeight = 1e-6

  /// The first component takes up the difference; no share falls below a thousandth of what it was.
  private func shares(changedBy changes: [Double]) -> [Double] {
    let shares = comparison.mix.shares
    guard !changes.isEmpty else { return shares }
    let moved = zip(shares, [-changes.reduce(0, +)] + changes).map { max(0.001 * $0, $0 + $1) }
    let sum = moved.reduce(0, +)
    return moved.map { $0 / sum }
  }

  /// Part of Σ(θ_g − θ̄)² that one of twenty groups has with a probability of 0.3 %, if the estimate is smooth.
  private static let largestPart = 0.6

  /// False where leaving out one group makes another estimate of it, or none: then no error can be quoted. `values` as below.
  public func isStable(_ values: [Double?]) -> Bool {
    guard values.count == count, values.allSatisfy({ $0 != nil }) else { return false }
    let groups = values[1...Self.groupCount].compactMap { $0 }
    let mean = groups.reduce(0, +) / Double(groups.count)
    let squares = groups.map { ($0 - mean) * ($0 - mean) }
    return (squares.max() ?? 0) <= Self.largestPart * squares.reduce(0, +)
  }

  /// The estimate with its interval; `values` by the numbers of the samples. nil where the whole or several groups have none.
  public func change(_ values: [Double?]) -> ChangeEstimate? {
    guard values.count == count, let value = values[0] else { return nil }
    let groups = values[1...Self.groupCount].compactMap { $0 }
    guard groups.count > Self.groupCount / 2 else { return nil }
    let mean = groups.reduce(0, +) / Double(groups.count)
    let factor = Double(groups.count - 1) / Double(groups.count)
    let scatter = factor * groups.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let assumed = values[(1 + Self.groupCount)...].reduce(0.0) { sum, moved in
      moved.map { sum + ($0 - value) * ($0 - value) } ?? sum
    }
    let error = (scatter + assumed).squareRoot()
    let half =
      StudentQuantile.twoSided(comparison.confidence, degreesOfFreedom: Double(groups.count - 1)) * error
    return ChangeEstimate(
      value: value, low: value - half, high: value + half, confidence: comparison.confidence,
      standardError: error)
  }
}
