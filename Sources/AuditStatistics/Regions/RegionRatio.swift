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
  /// one share p, (p̂ − q̂)² / (p(1 − p)(1/n + 1/m)) with effective n and m. O(1).
  public init?(
    data: (inside: WeightTally, all: WeightTally), simulation: (inside: WeightTally, all: WeightTally),
    confidence: Double
  ) {
    guard let p = Proportion.share(of: data.inside, in: data.all, confidence: confidence),
      let q = Proportion.share(of: simulation.inside, in: simulation.all, confidence: confidence)
    else { return nil }
    self.data = p
    self.simulation = q
    func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    pValue = Self.pValue(p.value, data, q.value, simulation)
    difference = IntervalEstimate(
      value: p.value - q.value,
      low: p.value - q.value - hypotenuse(p.value - p.low, q.high - q.value),
      high: p.value - q.value + hypotenuse(p.high - p.value, q.value - q.low), confidence: confidence,
      pValue: pValue)
    ratio = Self.ratio(p, q, confidence: confidence)
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
