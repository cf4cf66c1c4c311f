import Glibc

/// How much of two weighted samples lies in a region that was found on other rows.
public struct RegionRatio: Sendable, Equatable {
  /// Share of data inside.
  public let data: IntervalEstimate
  /// Share of simulation inside.
  public let simulation: IntervalEstimate
  /// Share of data less that of simulation: the error of the efficiency of the region as a selection.
  public let difference: IntervalEstimate
  /// Share of data over that of simulation; nil where simulation may have nothing there.
  public let ratio: IntervalEstimate?
  /// Two-sided p-value of equal shares.
  public let pValue: Double

  /// The shares with intervals; nil where a sample has no positive sum of weights.
  ///
  /// Shares have Wilson's interval with their effective number of rows. The difference joins them as Newcombe does
  /// (Statistics in Medicine 17 (1998) 873, method 10), the ratio by the method of variance estimates recovery (Donner and Zou,
  /// Stat. Methods Med. Res. 21 (2012) 347, equation 9). The p-value is that of the pooled score test: under the hypothesis of
  /// one share p, (p̂ − q̂)² / (p(1 − p)(1/n + 1/m)) with effective n and m, or 1 − the confidence at which the interval of the difference
  /// touches 0, where that is larger: no difference is called significant whose interval contains 0. O(1).
  public init?(
    data: (inside: WeightTally, all: WeightTally), simulation: (inside: WeightTally, all: WeightTally),
    confidence: Double
  ) {
    guard let p = Proportion.share(of: data.inside, in: data.all, confidence: confidence),
      let q = Proportion.share(of: simulation.inside, in: simulation.all, confidence: confidence)
    else { return nil }
    self.data = p
    self.simulation = q
    /// True where the interval with ends z standard deviations away excludes 0.
    func isApart(_ z: Double) -> Bool {
      func ends(_ tally: (inside: WeightTally, all: WeightTally), _ share: IntervalEstimate)
        -> IntervalEstimate
      {
        let proportion = WeightedProportion(
          weight: tally.inside.sum, square: tally.inside.squares, totalWeight: tally.all.sum,
          totalSquare: tally.all.squares)
        let ends = Proportion.wilson(share.value, effectiveRows: proportion.effectiveEvents, z: z)
        return IntervalEstimate(value: share.value, low: ends.low, high: ends.high, confidence: confidence)
      }
      let ends = Self.difference(ends(data, p), ends(simulation, q), confidence: confidence)
      return ends.low > 0 || ends.high < 0
    }
    var (apart, touching) = (0.0, 40.0)
    for _ in 0..<60 {
      let middle = (apart + touching) / 2
      if isApart(middle) { apart = middle } else { touching = middle }
    }
    pValue = max(Self.pValue(p.value, data, q.value, simulation), StandardNormal.twoSided(apart))
    var measured = Self.difference(p, q, confidence: confidence)
    measured.pValue = pValue
    self.difference = measured
    ratio = Self.ratio(p, q, confidence: confidence)
  }

  private static func difference(
    _ p: IntervalEstimate, _ q: IntervalEstimate, confidence: Double
  ) -> IntervalEstimate {
    func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    return IntervalEstimate(
      value: p.value - q.value,
      low: p.value - q.value - hypotenuse(p.value - p.low, q.high - q.value),
      high: p.value - q.value + hypotenuse(p.high - p.value, q.value - q.low), confidence: confidence)
  }

  private static func ratio(_ p: IntervalEstimate, _ q: IntervalEstimate, confidence: Double)
    -> IntervalEstimate?
  {
    guard q.low > 0, p.low >= 0 else { return nil }
    let product = p.value * q.value
    func root(_ end: Double, _ other: Double) -> Double {
      max(0, product * product - end * (2 * p.value - end) * other * (2 * q.value - other)).squareRoot()
    }
    let (below, above) = (q.high * (2 * q.value - q.high), q.low * (2 * q.value - q.low))
    // Where the interval of q reaches to twice its value the lower end has no bound but 0.
    let low = below > 0 ? (product - root(p.low, q.high)) / below : 0
    return IntervalEstimate(
      value: p.value / q.value, low: max(0, low), high: (product + root(p.high, q.low)) / above,
      confidence: confidence)
  }

  private static func pValue(
    _ p: Double, _ data: (inside: WeightTally, all: WeightTally), _ q: Double,
    _ simulation: (inside: WeightTally, all: WeightTally)
  ) -> Double {
    // Variance of each share if both had the pooled one; Σw²/Σw inside and outside as found, with four typical rows added.
    func variance(_ tally: (inside: WeightTally, all: WeightTally), _ pooled: Double) -> Double {
      let typical = tally.all.squares / tally.all.sum
      func perWeight(_ sum: Double, _ squares: Double) -> Double {
        (squares + 4 * typical * typical) / (max(sum, 0) + 4 * typical)
      }
      let inside = perWeight(tally.inside.sum, tally.inside.squares)
      let outside = perWeight(
        tally.all.sum - tally.inside.sum, max(0, tally.all.squares - tally.inside.squares))
      let n = tally.all.sum / ((1 - pooled) * inside + pooled * outside)
      return pooled * (1 - pooled) / n
    }
    let (n, m) = (data.all.effectiveRows, simulation.all.effectiveRows)
    let pooled = min(max((n * p + m * q) / (n + m), 0), 1)
    let total = variance(data, pooled) + variance(simulation, pooled)
    return total > 0 ? StandardNormal.twoSided((p - q) / total.squareRoot()) : 1
  }
}
