import Glibc

/// How much of one quantity can be learned from another, in any shape of dependence.
public enum RankDependence {
  /// Correlation ratio of the rank of `response` on quantile bins of `feature`, within groups, from 0 to 1.
  ///
  /// η² = between-bin variance / variance of the ranks, both within groups and summed over them; the value is corrected
  /// for the number of bins (Kelley 1935: ε² = 1 − (1 − R²)(n − G)/(n − B)). The interval is R ± q with
  /// q² = χ²_{B−G}(confidence)(1 − R²)/n: the bin means are off by no more, so it covers for any dependence. Rows with a missing
  /// feature make a bin of their own. nil when the response or the feature does not vary within any group, or there are too few rows. O(n log n).
  public static func correlationRatio(
    response: [Float], feature: [Float], group: [Int32], maximumBins: Int = 16, confidence: Double
  ) -> IntervalEstimate? {
    precondition(response.count == feature.count && feature.count == group.count, "one of each for every row")
    var between = 0.0
    var total = 0.0
    var degrees = 0
    var rows = 0
    var groups = 0
    for members in partition(group) where members.count >= 20 {
      let ranks = Self.ranks(of: members.map { response[$0] })
      let count = Double(members.count)
      let mean = ranks.reduce(0, +) / count
      let variance = ranks.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      guard variance > 0 else { continue }
      let bins = QuantileBins(
        members.map { feature[$0] }, maximum: max(2, min(maximumBins, members.count / 100)))
      var sums = [Double](repeating: 0, count: bins.count)
      var sizes = sums
      for (offset, row) in members.enumerated() {
        let bin = bins.bin(of: feature[row])
        sums[bin] += ranks[offset] - mean
        sizes[bin] += 1
      }
      for bin in sums.indices where sizes[bin] > 0 {
        between += sums[bin] * sums[bin] / sizes[bin]
        degrees += 1
      }
      total += variance
      rows += members.count
      groups += 1
    }
    guard total > 0, rows > degrees, degrees > groups else { return nil }
    let n = Double(rows)
    let ratio = min(1, between / total)
    let free = Double(degrees - groups)
    let corrected = 1 - (1 - ratio) * (n - Double(groups)) / (n - Double(degrees))
    let half = (chiSquareQuantile(confidence, degrees: free) * (1 - ratio) / n).squareRoot()
    let raw = ratio.squareRoot()
    return IntervalEstimate(
      value: max(0, corrected).squareRoot(), low: max(0, raw - half), high: min(1, raw + half),
      confidence: confidence)
  }

  /// Row numbers of each group, by ascending group; negative groups are left out.
  private static func partition(_ group: [Int32]) -> [[Int]] {
    var result: [[Int]] = []
    for (row, group) in group.enumerated() where group >= 0 {
      while result.count <= Int(group) { result.append([]) }
      result[Int(group)].append(row)
    }
    return result
  }

  /// Mean ranks in (0, 1); equal values share one.
  private static func ranks(of values: [Float]) -> [Double] {
    let sorted = FloatOrder.sorted(values)
    var result = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < sorted.count {
      var end = start + 1
      while end < sorted.count, sorted[end].value == sorted[start].value { end += 1 }
      let rank = Double(start + end) / 2 / Double(values.count)
      for position in start..<end { result[Int(sorted[position].index)] = rank }
      start = end
    }
    return result
  }

  /// Wilson and Hilferty's approximation, better than 1 % from one degree of freedom on at 95 %.
  private static func chiSquareQuantile(_ probability: Double, degrees: Double) -> Double {
    let z = StandardNormal.quantile(probability)
    let a = 2 / (9 * degrees)
    let root = 1 - a + z * a.squareRoot()
    return degrees * root * root * root
  }
}
