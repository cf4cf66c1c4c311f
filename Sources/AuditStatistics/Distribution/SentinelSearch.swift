/// Values at either end, where each takes more than a part of the rows and is farther from all values inside of it than
/// their 1–99 % range is wide: −9999 and then −999 in one column.
///
/// Works on values in increasing order, of which only the ends are looked at. O(log n).
struct SentinelSearch {
  /// Most values that are suspected at either end.
  static let most = 4

  /// Number of values.
  var count: Int
  /// The value at a place.
  var value: (Int) -> Double
  /// Numbers of values below a value, and up to it.
  var below: (Double) -> Int
  var upTo: (Double) -> Int
  /// Whether a value that takes some places has enough rows.
  var isFrequent: (Double, Int) -> Bool

  /// The suspected values, ascending.
  var suspects: [Double] {
    var (low, high) = ([Double](), [Double]())
    // Places between the suspected ones.
    var inside = 0..<count
    for _ in 0..<Self.most {
      let before = inside
      if let suspect = suspect(in: inside, isLow: true) {
        inside = upTo(suspect)..<inside.upperBound
        low.append(suspect)
      }
      if let suspect = suspect(in: inside, isLow: false) {
        inside = inside.lowerBound..<below(suspect)
        high.append(suspect)
      }
      if inside == before { break }
    }
    return low + high.reversed()
  }

  private func suspect(in range: Range<Int>, isLow: Bool) -> Double? {
    guard let end = isLow ? range.first : range.last else { return nil }
    let value = self.value(end)
    let rows = below(value)..<upTo(value)
    let others = isLow ? rows.upperBound..<range.upperBound : range.lowerBound..<rows.lowerBound
    guard isFrequent(value, rows.count), !others.isEmpty else { return nil }
    let margin = others.count / 100
    let width =
      self.value(others.upperBound - 1 - margin) - self.value(others.lowerBound + margin)
    let next = self.value(isLow ? others.lowerBound : others.upperBound - 1)
    return abs(next - value) > width && width > 0 ? value : nil
  }
}

/// Suspected sentinels of rows that are known in part.
public enum SuspectedSentinels {
  /// Suspected values among some chosen rows of a column, ascending, each with its rows in all of it.
  ///
  /// `sampled`: values of the chosen rows. `extremes`: the ends of all `rows` rows, which say how many rows the ends have. A value needs more than
  /// `share` of the rows. O(n log n).
  public static func all(
    sampled: [Double], extremes: DistinctExtremes, rows: Int, share: Double
  ) -> [DistinctExtremes.Entry] {
    let ends = extremes.lowest + extremes.highest
    let known = Dictionary(ends.map { ($0.value, $0.rows) }, uniquingKeysWith: { first, _ in first })
    var sorted = sampled
    sorted += Set(known.keys).subtracting(sampled)
    sorted.sort()
    func place(_ isBefore: (Double) -> Bool) -> Int {
      var (low, high) = (0, sorted.count)
      while low < high {
        let middle = (low + high) / 2
        if isBefore(sorted[middle]) { low = middle + 1 } else { high = middle }
      }
      return low
    }
    let search = SentinelSearch(
      count: sorted.count, value: { sorted[$0] }, below: { x in place { $0 < x } },
      upTo: { x in place { $0 <= x } },
      isFrequent: { value, _ in (known[value]).map { $0 > 1 && Double($0) > share * Double(rows) } ?? false })
    return search.suspects.map { DistinctExtremes.Entry(value: $0, rows: known[$0] ?? 0) }
  }
}
