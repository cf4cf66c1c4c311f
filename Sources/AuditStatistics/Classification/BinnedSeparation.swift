/// How well a column separates a class from the rest when it need not be monotone: the AUC of the binned likelihood
/// ratio, which is the largest that any function of the bin can reach.
///
/// Cross-fitted: the bins are put in order by their share of the class in one half of the events, the AUC is measured
/// on the other half, and the two are averaged; without separation its expectation is exactly ½ (the optimum found
/// and measured on the same events would be biased upwards). The halves' estimates are correlated when the column
/// does not separate, so the error is the mean of the two errors: an upper bound, reached there. Bins, once missing
/// values have one, also show what missing values give away.
/// Source: Neyman-Pearson lemma; cross-fitting as in Chernozhukov et al., Econometrics Journal 21 (2018) C1.
public struct BinnedSeparation: Sendable, Equatable {
  /// Mean AUC over the two halves; may fall below ½ by chance.
  public let value: Double
  /// Upper bound of its standard error.
  public let standardError: Double
  private let first: AreaUnderCurve
  private let second: AreaUnderCurve

  /// Separation of a class from the rest; nil when a half lacks a positive sum of weights on either side.
  /// O(bins log bins).
  public init?(_ bins: ClassBins, positive: Int) {
    func sides(_ half: Int) -> [(inside: PowerSums, outside: PowerSums)] {
      (0..<bins.count).map { bin in
        var outside = PowerSums()
        for label in 0..<bins.classCount where label != positive {
          outside.add(bins.contents[half][label][bin])
        }
        return (bins.contents[half][positive][bin], outside)
      }
    }
    let halves = [sides(0), sides(1)]
    func area(learnedOn learning: Int) -> AreaUnderCurve? {
      guard let order = Self.order(halves[learning]) else { return nil }
      let measured = halves[1 - learning]
      return AreaUnderCurve(events: .max) { body in
        for bin in order { body(measured[bin].inside, measured[bin].outside) }
      }
    }
    guard let a = area(learnedOn: 0), let b = area(learnedOn: 1) else { return nil }
    first = a
    second = b
    value = 0.5 * (a.value + b.value)
    standardError = 0.5 * (a.standardError + b.standardError)
  }

  /// Bins by rising class share (p − q)/(p + q + c); c is the share of one effective event, so that bins with few
  /// events, or with a negative sum, go to the middle.
  private static func order(_ bins: [(inside: PowerSums, outside: PowerSums)]) -> [Int]? {
    var inside = PowerSums()
    var outside = PowerSums()
    for bin in bins {
      inside.add(bin.inside)
      outside.add(bin.outside)
    }
    guard inside.first > 0, outside.first > 0 else { return nil }
    let shrinkage = 1 / inside.effectiveCount + 1 / outside.effectiveCount
    let ratios = bins.map { bin in
      let p = bin.inside.first / inside.first
      let q = bin.outside.first / outside.first
      return (p - q) / (max(p, 0) + max(q, 0) + shrinkage)
    }
    return ratios.indices.sorted { (ratios[$0], $0) < (ratios[$1], $1) }
  }

  /// Mean of the halves' intervals. Covers at least as often as it says, more often where the column separates well.
  public func interval(confidence: Double) -> (low: Double, high: Double) {
    let (a, b) = (first.interval(confidence: confidence), second.interval(confidence: confidence))
    return (0.5 * (a.low + b.low), 0.5 * (a.high + b.high))
  }

  /// One-sided p-value of no separation.
  public var pValue: Double {
    guard standardError > 0 else { return value > 0.5 ? 0 : 1 }
    let degrees = min(first.degreesOfFreedom, second.degreesOfFreedom)
    let tail = StudentQuantile.upperTail(abs(value - 0.5) / standardError, degreesOfFreedom: degrees)
    return value > 0.5 ? tail : 1 - tail
  }
}
