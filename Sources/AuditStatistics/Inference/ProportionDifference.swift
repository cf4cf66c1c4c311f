/// A proportion of a weighted sample: what is counted, and all.
public struct WeightedProportion: Sendable, Equatable {
  /// Σw of the events counted.
  public var weight: Double
  /// Σw² of the events counted.
  public var square: Double
  /// Σw of all events.
  public var totalWeight: Double
  /// Σw² of all events.
  public var totalSquare: Double

  /// A proportion from sums of weights.
  public init(weight: Double, square: Double, totalWeight: Double, totalSquare: Double) {
    self.weight = weight
    self.square = square
    self.totalWeight = totalWeight
    self.totalSquare = totalSquare
  }

  /// Σw counted / Σw of all, taken to 0 or 1 where negative weights carry it beyond.
  public var value: Double { min(max(weight / totalWeight, 0), 1) }

  /// (Σw)²/Σw² of all events; 0 without weight.
  public var effectiveRows: Double { totalSquare > 0 ? totalWeight * totalWeight / totalSquare : 0 }

  /// Nil when Σw ≤ 0 or there are fewer than two effective events.
  var isMeasurable: Bool {
    totalWeight > 0 && totalSquare > 0 && totalWeight * totalWeight >= 2 * totalSquare && value.isFinite
  }

  /// Number of unit-weight events whose proportion would have the same variance.
  ///
  /// Var = [(1 − p)² Σw²(counted) + p² Σw²(others)] / (Σw)². Where few events are counted their Σw²/Σw is blended with
  /// that of the whole sample as if four such events had been seen.
  var effectiveEvents: Double {
    let typical = totalSquare / totalWeight
    let p = value
    func squarePerWeight(_ weight: Double, _ square: Double) -> Double {
      (square + 4 * typical * typical) / (max(weight, 0) + 4 * typical)
    }
    let counted = squarePerWeight(weight, square)
    let others = squarePerWeight(totalWeight - weight, totalSquare - square)
    return totalWeight / ((1 - p) * counted + p * others)
  }

  /// Wilson's score interval with effective events, the one interval for every share of weighted events.
  func interval(z: Double) -> (low: Double, high: Double) {
    Proportion.wilson(value, effectiveRows: effectiveEvents, z: z)
  }
}

/// Difference of two proportions (data − simulation), for example of missing values.
public enum ProportionDifference {
  /// The difference with Newcombe's hybrid score interval; nil when a sample has Σw ≤ 0 or fewer than two effective
  /// events. The p-value is the level at which the interval ends at zero.
  ///
  /// Behaves where nothing is counted in one sample or in both. Source: Newcombe, Statistics in Medicine 17 (1998) 873,
  /// method 10, with effective events. O(1).
  public static func infer(
    simulation: WeightedProportion, data: WeightedProportion, plan: ResamplingPlan
  ) -> IntervalEstimate? {
    guard simulation.isMeasurable, data.isMeasurable else { return nil }
    let ends = interval(data, minus: simulation, z: plan.normalQuantile)
    var (accepted, rejected) = (0.0, 40.0)
    for _ in 0..<60 {
      let z = (accepted + rejected) / 2
      let (low, high) = interval(data, minus: simulation, z: z)
      if low > 0 || high < 0 { accepted = z } else { rejected = z }
    }
    return IntervalEstimate(
      value: data.value - simulation.value, low: ends.low, high: ends.high, confidence: plan.confidence,
      pValue: StandardNormal.twoSided(accepted))
  }

  static func interval(
    _ first: WeightedProportion, minus second: WeightedProportion, z: Double
  ) -> (low: Double, high: Double) {
    let (p, q) = (first.value, second.value)
    let (a, b) = (first.interval(z: z), second.interval(z: z))
    func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    return (p - q - hypotenuse(p - a.low, b.high - q), p - q + hypotenuse(a.high - p, q - b.low))
  }

  /// The interval of the absolute difference, from that of the difference in its observed direction.
  static func magnitude(
    _ first: WeightedProportion, _ second: WeightedProportion, z: Double
  ) -> (low: Double, high: Double) {
    let (low, high) =
      first.value < second.value ? interval(second, minus: first, z: z) : interval(first, minus: second, z: z)
    return (max(0, low), high)
  }
}

extension IntervalEstimate {
  /// The estimate of the absolute value, with the interval that follows from this one.
  public var magnitude: IntervalEstimate {
    let inside = low <= 0 && high >= 0
    return IntervalEstimate(
      value: abs(value), low: inside ? 0 : min(abs(low), abs(high)), high: max(abs(low), abs(high)),
      confidence: confidence, pValue: pValue)
  }
}
