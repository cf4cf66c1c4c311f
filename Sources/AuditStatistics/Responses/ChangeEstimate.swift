/// Change of a metric measured on the same events before and after, with the interval of the change.
///
/// The fluctuations that both have in common cancel: each event contributes the difference ψᵢ − ψᵢ⁰ of its influences,
/// and the variance is Σ(ψᵢ − ψᵢ⁰)².
public struct ChangeEstimate: Sendable, Equatable {
  /// After minus before; ln(after/before) for `rejection`.
  public let value: Double
  /// Lower end of the interval.
  public let low: Double
  /// Upper end of the interval.
  public let high: Double
  /// Probability with which the interval covers the true change.
  public let confidence: Double
  /// √Σ(ψ − ψ⁰)², without what the interval carries for events that could have changed and were not seen.
  public let standardError: Double
  /// Σ(ψ − ψ⁰) in groups of rows, by which changes of the same events are compared; empty where nobody asked for them.
  public let influences: [Double]

  /// A change with its interval.
  public init(
    value: Double, low: Double, high: Double, confidence: Double, standardError: Double,
    influences: [Double] = []
  ) {
    self.value = value
    self.low = low
    self.high = high
    self.confidence = confidence
    self.standardError = standardError
    self.influences = influences
  }

  /// True when the interval does not contain 0.
  public var isResolved: Bool { low > 0 || high < 0 }

  /// The change in another unit, or with the other sign.
  public func scaled(by factor: Double) -> ChangeEstimate {
    ChangeEstimate(
      value: value * factor, low: (factor < 0 ? high : low) * factor,
      high: (factor < 0 ? low : high) * factor,
      confidence: confidence, standardError: standardError * abs(factor),
      influences: influences.map { $0 * factor })
  }

  /// value ± t · √(Σδ² + g²), and b further: g an unseen pseudo-event, b bounds on what is not smooth, by side.
  init(
    value: Double, sums: InfluenceSums, guardSquare: Double, bounds: (below: Double, above: Double) = (0, 0),
    events: Int, confidence: Double, influences: [Double] = []
  ) {
    var guarded = sums
    guarded.second += guardSquare
    guarded.fourth += guardSquare * guardSquare
    let freedom = guarded.degreesOfFreedom(events: events, largest: Double(max(2, events)))
    let quantile = StudentQuantile.twoSided(confidence, degreesOfFreedom: freedom)
    let half = guarded.second > 0 ? quantile * guarded.second.squareRoot() : 0
    self.init(
      value: value, low: value - half - bounds.below, high: value + half + bounds.above,
      confidence: confidence, standardError: sums.second.squareRoot(), influences: influences)
  }
}
