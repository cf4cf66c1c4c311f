import Glibc

/// Differences between the shares of bins or categories in two samples, each with interval and p-value.
///
/// Bins are quantile bins of the pooled sample (missing values may have one of their own) or the levels of a category.
///
/// * Jensen-Shannon distance √(Σ m h(r)) and population stability index Σ 2m g(r), with m = (p + q)/2 and
///   r = (p − q)/2m (``DivergenceKernel``): squared distances near zero, so that their distribution depends on the
///   direction of the shift only weakly, and both ends come from inverted tests along the observed direction.
/// * total variation ½ Σ |p − q|: low end by inversion, high end by ``LargestProjection``.
/// * χ² = Σ (p − q)²/m: its p-value alone, with the errors of both samples.
public struct BinnedShifts: Sendable, Equatable {
  /// Jensen-Shannon distance in natural units: at most √(ln 2).
  public var jensenShannon: IntervalEstimate
  /// Population stability index Σ (p − q) ln(p/q).
  public var stabilityIndex: IntervalEstimate
  /// Total variation distance.
  public var totalVariation: IntervalEstimate
  /// p-value of the χ² statistic.
  public var chiSquaredPValue: Double

  /// Intervals from common bins, or nil when a sample has Σw ≤ 0 or fewer than two effective events.
  ///
  /// Negative shares count as zero in the two divergences.
  ///
  /// - Parameters:
  ///   - floor: shares below it are raised to it in the stability index, which is infinite for an empty bin.
  /// - Complexity: O(resamples · bins), about thirty passes.
  public init?(
    simulation: CellPair.Contents, data: CellPair.Contents, floor: Double = 1e-4, plan: ResamplingPlan
  ) {
    guard simulation.weights.count == data.weights.count, simulation.weights.count <= plan.cells,
      let simulation = CellShares(simulation), let data = CellShares(data)
    else { return nil }
    let noise = ShareNoise(simulation: simulation, data: data, plan: plan)
    let bins = noise.bins
    var sampled = [Float](repeating: 0, count: bins * plan.lanes)
    var statistics = [Float](repeating: 0, count: plan.lanes)

    let divergence = BinnedDivergence(simulation: simulation.shares, data: data.shares, floor: floor)
    func estimate(
      of observed: Double, terms: BinnedDivergence.Terms, scale: (Double) -> Double
    ) -> IntervalEstimate {
      func excess(_ t: Double, rank: Int) -> Double {
        noise.sample(at: t, into: &sampled)
        divergence.evaluate(terms, sampled, lanes: plan.lanes, into: &statistics)
        return Double(statistics.select(rank: rank, among: plan.resamples)) - observed
      }
      noise.sample(at: 0, into: &sampled)
      divergence.evaluate(terms, sampled, lanes: plan.lanes, into: &statistics)
      let threshold = Float(observed * (1 - 1e-6))
      let exceeding = statistics.prefix(plan.resamples).reduce(0) { $0 + ($1 >= threshold ? 1 : 0) }
      var low = 0.0
      if exceeding < plan.tailRank {
        low = Inversion.largest(upTo: 1.2) { excess($0, rank: plan.resamples - plan.tailRank) }
      }
      var limit = 1.5
      while limit < 1e3, excess(limit, rank: plan.tailRank - 1) <= 0 { limit *= 2 }
      let high = Inversion.smallest(upTo: limit) { excess($0, rank: plan.tailRank - 1) }
      return IntervalEstimate(
        value: scale(observed), low: scale(divergence.value(terms, at: low)),
        high: scale(divergence.value(terms, at: high)), confidence: plan.confidence,
        pValue: plan.pValue(exceeding: exceeding))
    }
    jensenShannon = estimate(of: divergence.value(.jensenShannon, at: 1), terms: .jensenShannon) {
      max(0, $0).squareRoot()
    }
    stabilityIndex = estimate(of: divergence.value(.stability, at: 1), terms: .stability) { $0 }

    // The pooled shares m stand for the expectation; their own fluctuation is of higher order.
    let weights = zip(simulation.shares, data.shares).map { p, q -> Float in
      let middle = (p + q) / 2
      return middle > 0 ? Float(1 / middle) : 0
    }
    let lanes = plan.lanes
    noise.sample(at: 0, into: &sampled)
    var squares = [Float](repeating: 0, count: lanes)
    for bin in 0..<bins {
      for lane in 0..<lanes {
        let value = sampled[bin * lanes + lane]
        squares[lane] += weights[bin] * value * value
      }
    }
    let observedSquare = noise.difference.enumerated().reduce(Float(0)) {
      $0 + weights[$1.offset] * Float($1.element) * Float($1.element)
    }
    chiSquaredPValue = plan.pValue(
      exceeding: squares.prefix(plan.resamples).reduce(0) { $0 + ($1 >= observedSquare * (1 - 1e-5) ? 1 : 0) }
    )

    let variation = noise.difference.reduce(0) { $0 + abs($1) } / 2
    let test = NormTest(observed: variation, size: variation, plan: plan) { t, statistics in
      noise.sample(at: t, into: &sampled)
      for lane in 0..<lanes { statistics[lane] = 0 }
      for bin in 0..<bins {
        for lane in 0..<lanes { statistics[lane] += 0.5 * abs(sampled[bin * lanes + lane]) }
      }
    }
    let bound = LargestProjection.bound(
      difference: noise.difference, lengths: [Double](repeating: 0.5, count: bins), z: plan.normalQuantile
    ) { noise.covariance(times: $0) }
    totalVariation = test.estimate(value: variation, high: min(1, bound), offset: 0)
  }
}

/// The divergences of the shares of bins whose pooled shares m are held at what was observed.
///
/// Quantile bins of the pooled sample fix m; resampling it too would widen the distribution.
struct BinnedDivergence {
  enum Terms { case jensenShannon, stability }

  private let middle: [Double]
  private let difference: [Double]
  private let floor: Double

  init(simulation: [Double], data: [Double], floor: Double) {
    let positive = zip(simulation, data).map { (max($0, 0), max($1, 0)) }
    middle = positive.map { ($0 + $1) / 2 }
    difference = positive.map { $0 - $1 }
    self.floor = floor
  }

  /// The divergence at t times the observed difference.
  func value(_ terms: Terms, at t: Double) -> Double {
    var sum = 0.0
    for (m, d) in zip(middle, difference) where m > 0 {
      let r = min(abs(t * d) / (2 * m), 1)
      switch terms {
      case .jensenShannon:
        let rest = r < 1 ? (1 - r) * log1p(-r) : 0
        sum += m * ((1 + r) * log1p(r) + rest) / 2
      case .stability:
        sum += Self.stability(m * (1 + r), max(m * (1 - r), 0), floor)
      }
    }
    return sum
  }

  private static func stability(_ p: Double, _ q: Double, _ floor: Double) -> Double {
    let p = max(p, floor)
    let q = max(q, floor)
    return (p - q) * log(p / q)
  }

  /// The divergence in each resample. O(bins · lanes).
  func evaluate(_ terms: Terms, _ differences: [Float], lanes: Int, into result: inout [Float]) {
    result.withUnsafeMutableBufferPointer { result in
      differences.withUnsafeBufferPointer { differences in
        guard let out = result.baseAddress, let base = differences.baseAddress else { return }
        out.update(repeating: 0, count: lanes)
        for (bin, m) in middle.enumerated() where m > 0 {
          let d = base + bin * lanes
          let inverse = Float(1 / (2 * m))
          let m = Float(m)
          var largest: Float = 0
          for lane in 0..<lanes { largest = max(largest, abs(d[lane])) }
          let isSmall = largest * inverse < 0.3
          // At r = limit the smaller share is at the floor.
          let limit = max(0, 1 - Float(floor) / m)
          switch (terms, isSmall) {
          case (.jensenShannon, true):
            for lane in 0..<lanes {
              let r = d[lane] * inverse
              out[lane] += m * DivergenceKernel.jensenShannonSeries(r * r)
            }
          case (.jensenShannon, false):
            for lane in 0..<lanes {
              out[lane] += m * DivergenceKernel.jensenShannon(min(abs(d[lane]) * inverse, 1))
            }
          case (.stability, true):
            for lane in 0..<lanes {
              let r = d[lane] * inverse
              out[lane] += 2 * m * DivergenceKernel.stabilitySeries(r * r)
            }
          case (.stability, false):
            for lane in 0..<lanes {
              out[lane] += 2 * m * DivergenceKernel.stability(min(abs(d[lane]) * inverse, limit))
            }
          }
        }
      }
    }
  }
}
