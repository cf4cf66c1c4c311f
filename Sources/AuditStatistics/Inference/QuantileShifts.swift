/// Shift of location and change of spread between two samples from their quartiles, with intervals.
///
/// The errors of an ECDF at the quartiles are drawn jointly from their covariance, and each draw is read back through
/// the sample's own quantile function: x* = Q̂(u − G). No density is estimated, and ties stay ties. Intervals are
/// percentile intervals; for a single quantile these are the distribution-free ones of order statistics. Where ties
/// leave a quartile only a few possible values, errors do not average out between quartiles: the interval then spans what
/// follows from the ends of each quartile's own interval, and over-covers. One event of large weight is no tie.
public struct QuantileShifts: Sendable, Equatable {
  /// (median of data − median of simulation) / interquartile range of simulation.
  public var medianShift: IntervalEstimate
  /// Interquartile range of data / interquartile range of simulation.
  public var spreadRatio: IntervalEstimate

  /// Intervals from two distributions and their common cells, or nil as below.
  public init?(
    simulation: WeightedDistribution, data: WeightedDistribution, cells: CellPair, plan: ResamplingPlan
  ) {
    guard simulation.isNormalisable, data.isNormalisable else { return nil }
    self.init(
      cells: cells, simulationQuantile: { simulation.quantile($0) ?? .nan },
      dataQuantile: { data.quantile($0) ?? .nan }, simulationHasTies: simulation.hasTies(at:),
      dataHasTies: data.hasTies(at:), plan: plan)
  }

  /// Intervals from common cells and the exact quantile functions of the two samples, or nil when a sample has Σw ≤ 0,
  /// fewer than two effective events, or simulation's interquartile range is zero.
  ///
  /// - Parameters:
  ///   - simulationQuantile: the smallest value at which the weighted ECDF reaches a level in (0, 1).
  ///   - simulationHasTies: whether several rows have the value; what two levels share may also be one event of large weight.
  /// - Complexity: O(resamples + cells) and 126 calls of the quantile functions, 486 with ties.
  public init?(
    cells: CellPair, simulationQuantile: (Double) -> Double, dataQuantile: (Double) -> Double,
    simulationHasTies: (Double) -> Bool = { _ in true }, dataHasTies: (Double) -> Bool = { _ in true },
    plan: ResamplingPlan
  ) {
    guard let simulation = CellShares(cells.simulation, z: plan.normalQuantile),
      let data = CellShares(cells.data, z: plan.normalQuantile)
    else { return nil }
    let reference = Quartiles(simulationQuantile)
    let observed = Quartiles(dataQuantile)
    guard reference.range > 0, let shift = observed.shift(from: reference),
      let ratio = observed.spread(relativeTo: reference)
    else { return nil }
    let (references, referenceIsTied) = Quartiles.resampled(
      simulation, simulationQuantile, simulationHasTies, firstRow: 0, plan: plan)
    let (others, otherIsTied) = Quartiles.resampled(
      data, dataQuantile, dataHasTies, firstRow: plan.cells, plan: plan)
    var shifts: [Double] = []
    var ratios: [Double] = []
    for (reference, other) in zip(references, others) {
      // A resample without spread says that the ratios have no upper bound.
      shifts.append(other.shift(from: reference) ?? .infinity)
      ratios.append(other.spread(relativeTo: reference) ?? .infinity)
    }
    medianShift = plan.percentileInterval(of: shifts, value: shift, null: 0)
    spreadRatio = plan.percentileInterval(of: ratios, value: ratio, null: 1)
    if referenceIsTied || otherIsTied {
      let (from, to) = (plan.ends(of: references), plan.ends(of: others))
      let ranges = (from: from.ranges, to: to.ranges)
      guard ranges.from.low > 0 else { return nil }
      let difference = (low: to.low[1] - from.high[1], high: to.high[1] - from.low[1])
      medianShift.low = min(
        medianShift.low, difference.low / (difference.low < 0 ? ranges.from.low : ranges.from.high))
      medianShift.high = max(
        medianShift.high, difference.high / (difference.high > 0 ? ranges.from.low : ranges.from.high))
      spreadRatio.low = min(spreadRatio.low, ranges.to.low / ranges.from.high)
      spreadRatio.high = max(spreadRatio.high, ranges.to.high / ranges.from.low)
      medianShift.admit(null: 0)
      spreadRatio.admit(null: 1)
    }
    guard medianShift.high.isFinite, spreadRatio.high.isFinite, medianShift.low.isFinite else { return nil }
  }
}

extension WeightedDistribution {
  /// Whether several rows have the value.
  fileprivate func hasTies(at value: Double) -> Bool {
    pointCount(atOrBelow: value) - pointCount(below: value) > 1
  }
}

extension IntervalEstimate {
  /// Makes the p-value of an interval that was widened after it agree with it: what the interval contains is not
  /// rejected at its level.
  fileprivate mutating func admit(null: Double) {
    guard let pValue, low <= null, null <= high else { return }
    self.pValue = max(pValue, 1 - confidence)
  }
}

/// The three quartiles of one sample.
private struct Quartiles {
  static let levels = [0.25, 0.5, 0.75]
  var values: SIMD3<Double>

  var range: Double { values[2] - values[0] }

  init(values: SIMD3<Double>) { self.values = values }
  init(_ quantile: (Double) -> Double) { values = SIMD3(Self.levels.map(quantile)) }

  func shift(from other: Quartiles) -> Double? {
    if values[1] == other.values[1] { return 0 }
    return other.range > 0 ? (values[1] - other.values[1]) / other.range : nil
  }

  func spread(relativeTo other: Quartiles) -> Double? { other.range > 0 ? range / other.range : nil }

  static func resampled(
    _ shares: CellShares, _ quantile: (Double) -> Double, _ hasTies: (Double) -> Bool, firstRow: Int,
    plan: ResamplingPlan
  ) -> (draws: [Quartiles], isTied: Bool) {
    let factor = shares.rootOfErrors(at: levels)
    let tables = levels.indices.map { level in
      let deviation = factor[level].reduce(0) { $0 + $1 * $1 }.squareRoot()
      return QuantileTable(around: levels[level], deviation: deviation, quantile, hasTies)
    }
    let draws = (0..<plan.resamples).map { lane -> Quartiles in
      var values = SIMD3<Double>()
      for level in levels.indices {
        var error = 0.0
        for row in 0...level {
          error += factor[level][row] * Double(plan.normals[(firstRow + row) * plan.lanes + lane])
        }
        values[level] = tables[level].value(at: levels[level] - error)
      }
      return Quartiles(values: values)
    }
    return (draws, tables.contains(where: \.isTied))
  }
}

/// A quantile function near one level, read from a table: a resample needs no search in a large sample.
private struct QuantileTable {
  /// Half the range in standard errors.
  private static let reach = 4.5

  /// Whether few different values are within two standard errors of the level.
  let isTied: Bool
  private let center: Double
  private let step: Double
  private let values: [Double]

  init(
    around center: Double, deviation: Double, _ quantile: (Double) -> Double, _ hasTies: (Double) -> Bool
  ) {
    func table(_ steps: Int) -> [Double] {
      (-steps...steps).map { step in
        quantile(min(max(center + Self.reach * deviation * Double(step) / Double(steps), 1e-12), 1 - 1e-12))
      }
    }
    self.center = center
    let coarse = deviation > 0 ? table(10) : [quantile(center)]
    let near = coarse.dropFirst(6).dropLast(6)
    isTied = zip(near, near.dropFirst()).contains { $0 == $1 && hasTies($0) } || coarse.count == 1
    // Between ties nothing is to be interpolated: a finer table is read at its nearest level.
    values = isTied && deviation > 0 ? table(40) : coarse
    step = values.count > 1 ? 2 * Self.reach * deviation / Double(values.count - 1) : 0
  }

  func value(at level: Double) -> Double {
    let middle = values.count / 2
    guard step > 0, !level.isNaN else { return values[middle] }
    let position = min(max((level - center) / step + Double(middle), 0), Double(values.count - 1))
    if isTied { return values[Int(position.rounded())] }
    let index = min(Int(position), values.count - 2)
    return values[index] + (position - Double(index)) * (values[index + 1] - values[index])
  }
}

extension CellShares {
  /// Lower triangle L, L Lᵀ the covariance of the ECDF's errors at the cells' ends that are nearest to the levels.
  ///
  /// Cov(i, j) = V_i − F_i V_j − F_j V_i + F_i F_j V for i ≤ j, with V_i the variances summed up to i.
  func rootOfErrors(at levels: [Double]) -> [[Double]] {
    let cumulative = cumulative
    var sums: [Double] = []
    var total = 0.0
    for variance in variances {
      total += variance
      sums.append(total)
    }
    let ends = levels.map { level in
      cumulative.indices.min { abs(cumulative[$0] - level) < abs(cumulative[$1] - level) } ?? 0
    }
    return LinearSystem.root(
      ends.map { a in
        ends.map { b in
          let (i, j) = (min(a, b), max(a, b))
          return sums[i] - cumulative[i] * sums[j] - cumulative[j] * sums[i] + cumulative[i] * cumulative[j]
            * total
        }
      })
  }
}

extension ResamplingPlan {
  /// Ends of each quartile's own interval, and what they imply for the interquartile range.
  fileprivate func ends(
    of draws: [Quartiles]
  ) -> (low: [Double], high: [Double], ranges: (low: Double, high: Double)) {
    let sorted = Quartiles.levels.indices.map { level in draws.map { $0.values[level] }.sorted() }
    let low = sorted.map { $0[tailRank - 1] }
    let high = sorted.map { $0[$0.count - tailRank] }
    return (low, high, (max(0, low[2] - high[0]), high[2] - low[0]))
  }

  /// The central interval of resampled values, with p = 2 min(P(≤ null), P(≥ null)).
  func percentileInterval(of values: [Double], value: Double, null: Double?) -> IntervalEstimate {
    let sorted = values.sorted()
    var estimate = IntervalEstimate(
      value: value, low: sorted[tailRank - 1], high: sorted[sorted.count - tailRank], confidence: confidence)
    if let null {
      let below = sorted.reduce(0) { $0 + ($1 <= null ? 1 : 0) }
      let above = sorted.reduce(0) { $0 + ($1 >= null ? 1 : 0) }
      estimate.pValue = min(1, 2 * pValue(exceeding: min(below, above)))
    }
    return estimate
  }
}
