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

  /// Σw counted / Σw of all; outside [0, 1] only with negative weights.
  public var value: Double { weight / totalWeight }

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
    let p = min(max(value, 0), 1)
    func squarePerWeight(_ weight: Double, _ square: Double) -> Double {
      (square + 4 * typical * typical) / (max(weight, 0) + 4 * typical)
    }
    let counted = squarePerWeight(weight, square)
    let others = squarePerWeight(totalWeight - weight, totalSquare - square)
    return totalWeight / ((1 - p) * counted + p * others)
  }

  /// Wilson's score interval (JASA 22 (1927) 209) with effective events.
  func interval(z: Double) -> (low: Double, high: Double) {
    let n = effectiveEvents
    let p = min(max(value, 0), 1)
    let center = (p + z * z / (2 * n)) / (1 + z * z / n)
    let half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)).squareRoot()
    return (p == 0 ? 0 : max(0, center - half), p == 1 ? 1 : min(1, center + half))
  }
}

/// Difference of two proportions (data − simulation), for example of missing values.
public enum ProportionDifference {
  /// The difference with Newcombe's hybrid score interval and the pooled score test's p-value; nil when a sample has
  /// Σw ≤ 0 or fewer than two effective events.
  ///
  /// Behaves where nothing is counted in one sample or in both. Source: Newcombe, Statistics in Medicine 17 (1998) 873,
  /// method 10, with effective events.
  public static func infer(
    simulation: WeightedProportion, data: WeightedProportion, plan: ResamplingPlan
  ) -> IntervalEstimate? {
    guard simulation.isMeasurable, data.isMeasurable else { return nil }
    let z = plan.normalQuantile
    let p = min(max(data.value, 0), 1)
    let q = min(max(simulation.value, 0), 1)
    let first = data.interval(z: z)
    let second = simulation.interval(z: z)
    func hypotenuse(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    let (n, m) = (data.effectiveEvents, simulation.effectiveEvents)
    let pooled = (n * p + m * q) / (n + m)
    let variance = pooled * (1 - pooled) * (1 / n + 1 / m)
    return IntervalEstimate(
      value: data.value - simulation.value, low: p - q - hypotenuse(p - first.low, second.high - q),
      high: p - q + hypotenuse(first.high - p, q - second.low), confidence: plan.confidence,
      pValue: variance > 0 ? StandardNormal.twoSided((p - q) / variance.squareRoot()) : 1)
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
