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

  /// The smallest and the largest value, where each takes more than 0.1 % of the rows and is farther from all other
  /// values than their 1–99 % range is wide.
  ///
  /// Needs more than ten other values: counts and codes have no bulk to be far from. O(log n).
  public var suspectedSentinels: [SuspectedSentinel] {
    guard isNormalisable, hasMoreValues(than: 11), let minimum, let maximum else { return [] }
    let low = pointCount(atOrBelow: minimum)
    let high = support.count - pointCount(below: maximum)
    return [
      suspect(minimum, rows: low, next: value(at: low), skipping: (low, 0)),
      suspect(maximum, rows: high, next: value(at: support.count - high - 1), skipping: (0, high)),
    ].compactMap { $0 }
  }

  private func suspect(
    _ value: Double, rows: Int, next: Double, skipping: (low: Int, high: Int)
  ) -> SuspectedSentinel? {
    let others = support.count - rows
    guard Double(rows) > Self.sentinelShare * Double(support.count), others > 0 else { return nil }
    let first = self.value(at: skipping.low + others / 100)
    let last = self.value(at: support.count - 1 - skipping.high - others / 100)
    guard abs(next - value) > last - first else { return nil }
    let weight =
      value < next
      ? sums(upTo: rows).weights : sumOfWeights - sums(upTo: support.count - rows).weights
    return SuspectedSentinel(value: value, fraction: weight / sumOfWeights)
  }
}
