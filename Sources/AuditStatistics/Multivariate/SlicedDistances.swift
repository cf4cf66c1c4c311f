import Glibc

/// Distances that are means over one-dimensional projections of standardised features.
///
/// Directions are random orthogonal bases; the same for every pair of samples. The spread over the directions widens the
/// intervals: what is reported is the mean over all directions.
public struct SlicedDistances: Sendable, Equatable {
  /// Energy distance, the root of 2E|X − Y| − E|X − X'| − E|Y − Y'|, in √widths.
  ///
  /// |x| is the mean over directions of |θx|/γ, γ = Γ(d/2)/√π Γ((d + 1)/2), so that the squared distance is the mean of
  /// 2∫(F_θ − G_θ)² over γ: linear in the rows. Source: Székely and Rizzo (2013), section 2.
  public var energy: IntervalEstimate
  /// Sliced Wasserstein-1 distance: the mean over directions of ∫|F_θ − G_θ|, in widths (Bonneel et al., J. Math. Imaging Vis. 51 (2015) 22).
  public var wasserstein: IntervalEstimate
  /// Largest Kolmogorov-Smirnov distance of the single features; every one is off by no more than the interval says.
  public var marginal: IntervalEstimate
  /// The feature with that distance.
  public var marginalFeature: Int
  /// True when the energy distance was summed over all pairs of rows instead of over directions.
  public var isEnergyExact: Bool

  /// Nil when no feature varies.
  ///
  /// The energy distance is summed over all pairs where neither sample has more than `exactRows` rows.
  /// Complexity: O((directions + features) · (rows · features + cells · groups · resamples)).
  public init?(
    simulation: FeatureTable, data: FeatureTable, directions: Int = 64, cells: Int = 96,
    exactRows: Int = 1000,
    seed: UInt64, _ multipliers: Multipliers
  ) {
    let features = simulation.features
    guard
      let marginal = Marginal(simulation, data, cells: cells, multipliers)
    else { return nil }
    self.marginal = marginal.estimate
    marginalFeature = marginal.feature

    let lanes = multipliers.lanes
    var slices: [ProjectedCells] = []
    var squares = [Double](repeating: 0, count: lanes)
    var cross = squares
    var terms: [Double] = []
    var observed = 0.0
    let unit = 2 / Self.meanProjection(features)
    for direction in Self.directions(features: features, count: directions, seed: seed) {
      guard
        let slice = ProjectedCells(
          simulation, data, direction: direction, cells: cells, wantsEdges: false, multipliers)
      else { continue }
      var (term, noise) = (0.0, 0.0)
      for cell in slice.lengths.indices {
        let (length, difference) = (unit * slice.lengths[cell], slice.differences[cell])
        term += length * difference * difference
        for lane in 0..<lanes {
          let error = Double(slice.errors[cell * lanes + lane])
          cross[lane] += length * difference * error
          squares[lane] += length * error * error
          if lane < multipliers.resamples { noise += length * error * error }
        }
      }
      observed += term
      terms.append(term - noise / Double(multipliers.resamples))
      slices.append(slice)
    }
    guard !slices.isEmpty else { return nil }
    isEnergyExact = features > 1 && max(simulation.count, data.count) <= exactRows
    if isEnergyExact {
      energy =
        KernelDistance.test(.energy, simulation: simulation, data: data, multipliers)
        .estimate(multipliers).root
    } else {
      let scale = 1 / Double(slices.count)
      energy =
        SquaredNormTest(
          observed: scale * observed, cross: cross.map { scale * $0 }, squares: squares.map { scale * $0 }
        ).estimate(multipliers).widened(byRelative: Self.relativeSpread(terms)).root
    }
    wasserstein = Self.wasserstein(slices, multipliers)
  }

  /// Mean of |θx| over directions for |x| = 1: Γ(d/2)/(√π Γ((d + 1)/2)).
  static func meanProjection(_ features: Int) -> Double {
    let half = Double(features) / 2
    return exp(lgamma(half) - lgamma(half + 0.5)) / Double.pi.squareRoot()
  }

  /// Random orthogonal bases, one after the other: unit vectors whose mean over many is that over all directions.
  static func directions(features: Int, count: Int, seed: UInt64) -> [[Double]] {
    guard features > 1 else { return [[1]] }
    let random = CounterRandom(seed: seed, stream: "directions")
    var result: [[Double]] = []
    var basis: [[Double]] = []
    while result.count < max(2, count) {
      let index = UInt64(result.count * features)
      var vector = (0..<UInt64(features)).map { random.normal(index + $0) }
      for other in basis {
        let dot = zip(vector, other).reduce(0) { $0 + $1.0 * $1.1 }
        vector = zip(vector, other).map { $0 - dot * $1 }
      }
      let norm = vector.reduce(0) { $0 + $1 * $1 }.squareRoot()
      vector = vector.map { $0 / norm }
      basis.append(vector)
      if basis.count == features { basis = [] }
      result.append(vector)
    }
    return result
  }

  /// Standard error of the mean over directions, relative to it.
  private static func relativeSpread(_ terms: [Double]) -> Double {
    guard terms.count > 1 else { return 0 }
    let count = Double(terms.count)
    let mean = terms.reduce(0, +) / count
    guard mean > 0 else { return 0 }
    let spread = terms.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)
    return min(1, (spread / count).squareRoot() / mean)
  }

  /// p-value and low end as ``SquaredNormTest``, for a norm of absolute values; high end: ``LargestProjection``.
  private static func wasserstein(_ slices: [ProjectedCells], _ multipliers: Multipliers) -> IntervalEstimate
  {
    let lanes = multipliers.lanes
    let scale = 1 / Double(slices.count)
    func values(_ t: Double) -> [Double] {
      var result = [Float](repeating: 0, count: lanes)
      for slice in slices {
        slice.errors.withUnsafeBufferPointer { errors in
          result.withUnsafeMutableBufferPointer { result in
            guard let errors = errors.baseAddress, let out = result.baseAddress else { return }
            for cell in slice.lengths.indices {
              let length = Float(scale * slice.lengths[cell])
              let middle = Float(t * slice.differences[cell])
              let row = errors + cell * lanes
              for lane in 0..<lanes { out[lane] += length * abs(middle + row[lane]) }
            }
          }
        }
      }
      return result.map(Double.init)
    }
    let terms = slices.map { slice in
      zip(slice.lengths, slice.differences).reduce(0) { $0 + $1.0 * abs($1.1) }
    }
    let observed = scale * terms.reduce(0, +)
    let null = values(0)
    let pValue = multipliers.pValue(of: observed, among: null)
    let whole = values(1)
    let count = multipliers.resamples
    let bias = whole.prefix(count).reduce(0, +) / Double(count) - observed
    let quantile = -StandardNormal.quantile((1 - multipliers.confidence) / 2)
    func bound(_ difference: [Double]) -> Double {
      LargestProjection.bound(
        difference: difference, lengths: slices.flatMap { $0.lengths.map { scale * $0 } }, z: quantile,
        tail: { _ in quantile }
      ) { covariance(times: $0, slices, resamples: count, lanes: lanes) }
    }
    /// The largest distance along the observed difference for which the observed value is too large.
    func largestRejected(_ quantile: ([Double]) -> Double) -> Double {
      let none = (t: 0.0, excess: quantile(null) - observed)
      guard none.excess < 0 else { return 0 }
      let all = (t: 1.0, excess: quantile(whole) - observed)
      guard all.excess > 0 else { return observed }
      return observed * Inversion.bracket(below: none, above: all) { quantile(values($0)) - observed }.below
    }
    let difference = slices.flatMap(\.differences)
    let value = max(0, observed - bias)
    var low = 0.0
    if multipliers.rejects(pValue), value > 0 {
      let strict = largestRejected(multipliers.upperQuantile)
      let floor = bound([Double](repeating: 0, count: difference.count))
      low =
        strict >= floor
        ? strict : max(strict, min(largestRejected(multipliers.critical), floor), observed * 1e-3)
    }
    return IntervalEstimate(
      value: value, low: min(low, value), high: max(value, bound(difference)),
      confidence: multipliers.confidence, pValue: pValue
    ).widened(byRelative: relativeSpread(terms))
  }

  /// The covariance of the differences of all slices, from their resampled errors, times a vector.
  private static func covariance(
    times vector: [Double], _ slices: [ProjectedCells], resamples: Int, lanes: Int
  ) -> [Double] {
    var inner = [Float](repeating: 0, count: lanes)
    var start = 0
    for slice in slices {
      slice.forEachRow(lanes: lanes) { cell, row in
        let factor = Float(vector[start + cell])
        for lane in 0..<lanes { inner[lane] += factor * row[lane] }
      }
      start += slice.lengths.count
    }
    for lane in resamples..<max(lanes, resamples) { inner[lane] = 0 }
    var result = [Double](repeating: 0, count: vector.count)
    start = 0
    for slice in slices {
      slice.forEachRow(lanes: lanes) { cell, row in
        var sums = Multipliers.Lanes.zero
        for block in 0..<lanes / 16 {
          for lane in 0..<16 { sums[lane] += inner[16 * block + lane] * row[16 * block + lane] }
        }
        result[start + cell] = Double(sums.sum()) / Double(resamples)
      }
      start += slice.lengths.count
    }
    return result
  }

  /// The largest distance of the single features.
  private struct Marginal {
    var estimate: IntervalEstimate
    var feature: Int

    init?(_ simulation: FeatureTable, _ data: FeatureTable, cells: Int, _ multipliers: Multipliers) {
      let lanes = multipliers.lanes
      var suprema = [Float](repeating: 0, count: lanes)
      var best: (feature: Int, distance: Double)?
      for feature in 0..<simulation.features {
        var axis = [Double](repeating: 0, count: simulation.features)
        axis[feature] = 1
        guard
          let slice = ProjectedCells(
            simulation, data, direction: axis, cells: cells, wantsEdges: true, multipliers)
        else { continue }
        for (cell, difference) in slice.atEdges.differences.enumerated() {
          if abs(difference) > best?.distance ?? -1 { best = (feature, abs(difference)) }
          for lane in 0..<lanes {
            suprema[lane] = max(suprema[lane], abs(slice.atEdges.errors[cell * lanes + lane]))
          }
        }
      }
      guard let best else { return nil }
      let statistics = suprema.map(Double.init)
      let margin = multipliers.critical(statistics)
      feature = best.feature
      estimate = IntervalEstimate(
        value: best.distance, low: max(0, best.distance - margin), high: min(1, best.distance + margin),
        confidence: multipliers.confidence,
        pValue: multipliers.pValue(of: best.distance, among: statistics))
    }
  }
}
