/// Shift of location and change of spread between two samples from their quartiles, with intervals.
///
/// The errors of an ECDF at the quartiles are drawn jointly from their covariance, and each draw is read back through
/// the sample's own quantile function: x* with F̂(x*) = u − G. No density is estimated. G has the error of F̂ at x*, not at the quantile: among
/// tied values it depends on where between two of them that lies. Intervals are percentile intervals; for a
/// single quantile these are the distribution-free ones of order statistics.
///
/// Quantiles of tied values (integers, rounded values) are read from the mid-distribution function, linear between the
/// values: the quartile of integers moves smoothly with their shares instead of by whole steps, and its error is normal.
/// Source: Ma, Genton and Parzen, Ann. Inst. Stat. Math. 63 (2011) 227.
public struct QuantileShifts: Sendable, Equatable {
  /// (median of data − median of simulation) / interquartile range of simulation.
  public var medianShift: IntervalEstimate
  /// Interquartile range of data / interquartile range of simulation.
  public var spreadRatio: IntervalEstimate

  /// Intervals from two distributions and their common cells, or nil when a sample has Σw ≤ 0 or fewer than two effective
  /// events, or half of its values or more are equal.
  ///
  /// - Complexity: O(resamples + cells) and 132 calls of quantile functions.
  public init?(
    simulation: WeightedDistribution, data: WeightedDistribution, cells: CellPair, plan: ResamplingPlan
  ) {
    guard let references = Quartiles.resampled(simulation, cells, cells.simulation, firstRow: 0, plan: plan),
      let others = Quartiles.resampled(data, cells, cells.data, firstRow: plan.cells, plan: plan)
    else { return nil }
    let reference = references.observed
    guard let shift = others.observed.shift(from: reference),
      let ratio = others.observed.spread(relativeTo: reference)
    else { return nil }
    var shifts: [Double] = []
    var ratios: [Double] = []
    for (reference, other) in zip(references.draws, others.draws) {
      // A resample without spread says that the ratios have no upper bound.
      shifts.append(other.shift(from: reference) ?? .infinity)
      ratios.append(other.spread(relativeTo: reference) ?? .infinity)
    }
    medianShift = plan.percentileInterval(of: shifts, value: shift, null: 0)
    spreadRatio = plan.percentileInterval(of: ratios, value: ratio, null: 1)
    guard [medianShift, spreadRatio].allSatisfy({ $0.high.isFinite && $0.low.isFinite && $0.low < $0.high })
    else { return nil }
  }
}

/// The three quartiles of one sample.
private struct Quartiles {
  static let levels = [0.25, 0.5, 0.75]
  /// Half the range of a table of quantiles in standard errors.
  private static let reach = 4.5
  var values: SIMD3<Double>

  private var range: Double { values[2] - values[0] }

  func shift(from other: Quartiles) -> Double? {
    if values[1] == other.values[1] { return 0 }
    return other.range > 0 ? (values[1] - other.values[1]) / other.range : nil
  }

  func spread(relativeTo other: Quartiles) -> Double? { other.range > 0 ? range / other.range : nil }

  /// The quartiles as observed and in each resample.
  static func resampled(
    _ sample: WeightedDistribution, _ cells: CellPair, _ contents: CellPair.Contents, firstRow: Int,
    plan: ResamplingPlan
  ) -> (observed: Quartiles, draws: [Quartiles])? {
    guard let shares = CellShares(contents, z: plan.normalQuantile),
      let low = sample.quantile(0.25), let high = sample.quantile(0.75), high > low
    else { return nil }
    let places = levels.compactMap { sample.place(ofQuantile: $0) }
    guard places.count == levels.count else { return nil }
    let below = places.map { cells.parts(below: $0, shares.shares) }
    let products = below.map(shares.covariance(times:))
    func product(_ a: [Double], _ b: [Double]) -> Double { zip(a, b).reduce(0) { $0 + $1.0 * $1.1 } }
    let deviations = levels.indices.map { max(0, product(products[$0], below[$0])).squareRoot() }
    let factor = LinearSystem.root(
      levels.indices.map { row in
        levels.indices.map { column in
          let scale = deviations[row] * deviations[column]
          return scale > 0 ? product(products[row], below[column]) / scale : row == column ? 1 : 0
        }
      })
    let tables = levels.indices.map { level in
      // A resample needs no search in a large sample.
      Table(around: levels[level], deviation: deviations[level]) {
        guard let place = sample.place(ofQuantile: $0) else { return nil }
        guard place.low < place.high else { return (place.value, deviations[level]) }
        let below = cells.parts(below: place, shares.shares)
        return (place.value, max(0, product(shares.covariance(times: below), below)).squareRoot())
      }
    }
    let draws = (0..<plan.resamples).map { lane -> Quartiles in
      var values = SIMD3<Double>()
      for level in levels.indices {
        var error = 0.0
        for row in 0...level {
          error += factor[level][row] * Double(plan.normals[(firstRow + row) * plan.lanes + lane])
        }
        values[level] = tables[level].value(at: -error)
      }
      return Quartiles(values: values)
    }
    return (Quartiles(values: SIMD3(places.map(\.value))), draws)
  }

  /// A quantile function near one level, by how many standard errors of F there the level is away.
  private struct Table {
    /// In ascending order.
    private var errors: [Double] = []
    private var values: [Double] = []

    /// `quantile`: the value at a level, and the standard error of F there.
    init(around center: Double, deviation: Double, _ quantile: (Double) -> (value: Double, error: Double)?) {
      for step in -10...10 {
        let level = min(max(center + deviation * reach / 10 * Double(step), 1e-12), 1 - 1e-12)
        let place = quantile(level) ?? (.nan, deviation)
        let error = place.error > 0 ? (level - center) / place.error : 0
        errors.append(max(error, errors.last ?? error))
        values.append(place.value)
      }
    }

    func value(at error: Double) -> Double {
      let next = errors.firstIndex { $0 > error } ?? errors.count
      guard next > 0, next < errors.count else { return next > 0 ? values[values.count - 1] : values[0] }
      let share = (error - errors[next - 1]) / (errors[next] - errors[next - 1])
      return values[next - 1] + share * (values[next] - values[next - 1])
    }
  }
}

extension WeightedDistribution {
  /// Where a quantile lies: at a value, or between two neighbouring values that several rows share.
  struct QuantilePlace {
    var level: Double
    var low: Double
    var high: Double
    /// 0 at the low value, 1 at the high one.
    var fraction: Double
    var value: Double { low + fraction * (high - low) }
  }

  /// The quantile of the mid-distribution function F(x) − P(x)/2 where values are tied, else ``quantile(_:)``; nil when not
  /// normalisable. O(quantile).
  func place(ofQuantile level: Double) -> QuantilePlace? {
    guard let value = quantile(level) else { return nil }
    let (below, upTo) = (pointCount(below: value), pointCount(atOrBelow: value))
    let plain = QuantilePlace(level: level, low: value, high: value, fraction: 0)
    /// The value at a point, its rows, and the middle of its step.
    func step(_ point: Int) -> (value: Double, rows: Int, middle: Double)? {
      guard (0..<support.count).contains(point) else { return nil }
      let value = self.value(at: point)
      let (first, last) = (pointCount(below: value), pointCount(atOrBelow: value))
      let middle = (sums(upTo: first).weights + sums(upTo: last).weights) / 2 / sumOfWeights
      return (value, last - first, middle)
    }
    guard let here = step(upTo > below ? below : below - 1) else { return plain }
    let isAbove = level >= here.middle
    guard let next = step(isAbove ? pointCount(atOrBelow: here.value) : below - 1) else {
      return here.rows > 1
        ? QuantilePlace(level: level, low: here.value, high: here.value, fraction: 0) : plain
    }
    let (low, high) = isAbove ? (here, next) : (next, here)
    guard upTo > below ? here.rows > 1 : max(low.rows, high.rows) > 1, high.middle > low.middle else {
      return plain
    }
    let fraction = (level - low.middle) / (high.middle - low.middle)
    return QuantilePlace(level: level, low: low.value, high: high.value, fraction: min(max(fraction, 0), 1))
  }
}

extension CellPair {
  /// The part of each cell that lies below a quantile: the error of F there is that of Σ part · share. O(cells).
  fileprivate func parts(below place: WeightedDistribution.QuantilePlace, _ shares: [Double]) -> [Double] {
    var sum = 0.0
    return upper.indices.map { cell in
      let before = sum
      sum += shares[cell]
      if upper[cell] < place.low { return 1 }
      if lower[cell] > place.high { return 0 }
      if lower[cell] == upper[cell], place.low < place.high {
        return upper[cell] == place.low ? (1 + place.fraction) / 2 : place.fraction / 2
      }
      return shares[cell] > 0 ? min(max((place.level - before) / shares[cell], 0), 1) : 0
    }
  }
}

extension ResamplingPlan {
  /// The central interval of resampled values, with p = 2 min(P(≤ null), P(≥ null)).
  func percentileInterval(of values: [Double], value: Double, null: Double?) -> IntervalEstimate {
    let sorted = values.sorted()
    var estimate = IntervalEstimate(
      value: value, low: min(value, sorted[tailRank - 1]),
      high: max(value, sorted[sorted.count - tailRank]), confidence: confidence)
    if let null {
      let below = sorted.reduce(0) { $0 + ($1 <= null ? 1 : 0) }
      let above = sorted.reduce(0) { $0 + ($1 >= null ? 1 : 0) }
      let pValue = min(1, 2 * pValue(exceeding: min(below, above)))
      // Where the value itself carries the interval to the null, that is not rejected.
      let contains = estimate.low <= null && null <= estimate.high
      estimate.pValue = contains ? max(pValue, 1 - confidence) : pValue
    }
    return estimate
  }
}
