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
  /// Most values that are suspected at either end.
  private static let mostSentinels = 4

  /// Values at either end, where each takes more than 0.1 % of the rows and is farther from all values inside of it than
  /// their 1–99 % range is wide: −9999 and then −999 in one column.
  ///
  /// Needs more than ten other values: counts and codes have no bulk to be far from. O(log n).
  public var suspectedSentinels: [SuspectedSentinel] {
    guard isNormalisable, hasMoreValues(than: 11) else { return [] }
    var (low, high) = ([SuspectedSentinel](), [SuspectedSentinel]())
    // Points between the suspected ones.
    var inside = 0..<support.count
    for _ in 0..<Self.mostSentinels {
      let before = inside
      if let suspect = suspect(in: inside, isLow: true) {
        inside = pointCount(atOrBelow: suspect.value)..<inside.upperBound
        low.append(suspect)
      }
      if let suspect = suspect(in: inside, isLow: false) {
        inside = inside.lowerBound..<pointCount(below: suspect.value)
        high.append(suspect)
      }
      if inside == before { break }
    }
    return low + high.reversed()
  }

  private func suspect(in range: Range<Int>, isLow: Bool) -> SuspectedSentinel? {
    guard let end = isLow ? range.first : range.last else { return nil }
    let value = self.value(at: end)
    let rows = pointCount(below: value)..<pointCount(atOrBelow: value)
    let others = isLow ? rows.upperBound..<range.upperBound : range.lowerBound..<rows.lowerBound
    guard Double(rows.count) > Self.sentinelShare * Double(support.count), !others.isEmpty else { return nil }
    let margin = others.count / 100
    let width =
      self.value(at: others.upperBound - 1 - margin) - self.value(at: others.lowerBound + margin)
    let next = self.value(at: isLow ? others.lowerBound : others.upperBound - 1)
    guard abs(next - value) > width, width > 0 else { return nil }
    let weight = sums(upTo: rows.upperBound).weights - sums(upTo: rows.lowerBound).weights
    return SuspectedSentinel(value: value, fraction: weight / sumOfWeights)
  }
}
