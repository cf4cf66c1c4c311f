extension WeightedDistribution {
  /// A value that probably means "missing".
  public struct SuspectedSentinel: Sendable, Equatable {
    /// The value.
    public var value: Double
    /// Its share of Σw.
    public var fraction: Double
  }

  /// Smallest rows' share of a value that is suspected.
  public static let sentinelShare = 0.001

  /// Suspected values, ascending, see ``SentinelSearch``.
  ///
  /// Needs more than ten other values: counts and codes have no bulk to be far from. O(log n).
  public var suspectedSentinels: [SuspectedSentinel] {
    guard isNormalisable, hasMoreValues(than: 11) else { return [] }
    let search = SentinelSearch(
      count: support.count, value: { self.value(at: $0) }, below: { self.pointCount(below: $0) },
      upTo: { self.pointCount(atOrBelow: $0) },
      isFrequent: { Double($1) > Self.sentinelShare * Double(support.count) })
    return search.suspects.map { value in
      let weight =
        sums(upTo: pointCount(atOrBelow: value)).weights - sums(upTo: pointCount(below: value)).weights
      return SuspectedSentinel(value: value, fraction: weight / sumOfWeights)
    }
  }
}
