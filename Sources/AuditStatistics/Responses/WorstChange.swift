extension ChangeEstimate {
  /// The largest of several changes, as a maximum: its place, and the largest value with an interval for the largest true one.
  ///
  /// `bySize`: the largest in size, with its sign. The upper end is the largest of all upper ends, because the largest true change may be
  /// another one. The lower end is the largest of the lower ends, each for 1 − (1 − c)/k of k changes that compete: those that are as
  /// large within their intervals (Bonferroni; Dunn, J. Am. Stat. Assoc. 56 (1961) 52). None reaches below `least`. nil without any. O(k).
  public static func worst(
    of changes: [ChangeEstimate], bySize: Bool, least: Double = -.infinity
  ) -> (place: Int, change: ChangeEstimate)? {
    let sided = changes.map { bySize && $0.value < 0 ? $0.mirrored : $0 }
    guard let place = sided.indices.max(by: { sided[$0].value < sided[$1].value }) else { return nil }
    let top = sided[place]
    let competing = sided.filter { $0.high >= top.low }
    // Changes that are the same, as those of one kind at one strength, do not compete.
    let count = competing.reduce(into: [ChangeEstimate]()) { if !$0.contains($1) { $0.append($1) } }.count
    let stretch =
      StandardNormal.quantile(1 - (1 - top.confidence) / (2 * Double(max(1, count))))
      / StandardNormal.quantile((1 + top.confidence) / 2)
    let low = competing.map { $0.value - stretch * ($0.value - $0.low) }.max() ?? top.low
    let high = competing.map(\.high).max() ?? top.high
    let worst = ChangeEstimate(
      value: top.value, low: max(least, low), high: high, confidence: top.confidence,
      standardError: top.standardError)
    return (place, bySize && changes[place].value < 0 ? worst.mirrored : worst)
  }

  private var mirrored: ChangeEstimate {
    ChangeEstimate(
      value: -value, low: -high, high: -low, confidence: confidence, standardError: standardError)
  }
}
