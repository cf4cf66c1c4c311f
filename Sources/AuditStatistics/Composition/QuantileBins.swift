/// Bins that hold about the same number of rows each; equal values are never parted.
///
/// Bin 0 is for values that are not a number; bin k ≥ 1 holds edges[k − 2] ≤ x < edges[k − 1].
public struct QuantileBins: Sendable, Equatable {
  /// Inner edges, ascending, all distinct.
  public let edges: [Float]
  /// Number of bins with the one for missing values.
  public var count: Int { edges.count + 2 }

  /// At most `maximum` bins (and one for missing values) with equal shares of the values. O(n).
  public init(_ values: [Float], maximum: Int) {
    let sorted = FloatOrder.sorted(values.filter { !$0.isNaN })
    var edges: [Float] = []
    for part in 1..<max(2, maximum) where !sorted.isEmpty {
      let edge = sorted[part * sorted.count / max(2, maximum)].value
      // The smallest value as an edge would leave an empty bin below it.
      if edge > (edges.last ?? sorted[0].value) { edges.append(edge) }
    }
    // Where one value is almost all of them the others still make a bin.
    if edges.isEmpty, let first = sorted.first?.value, let next = sorted.first(where: { $0.value > first }) {
      edges.append(next.value)
    }
    self.edges = edges
  }

  /// Bins with the given inner edges, ascending and distinct.
  public init(edges: [Float]) { self.edges = edges }

  /// Bin of a value. O(log bins).
  @inline(__always)
  public func bin(of value: Float) -> Int {
    guard value == value else { return 0 }
    // Both outcomes are selected, not branched on: values come in no order that could be predicted.
    var low = 0
    var size = edges.count
    while size > 0 {
      let half = size &>> 1
      let isAbove = edges[low &+ half] <= value
      low = isAbove ? low &+ half &+ 1 : low
      size = isAbove ? size &- half &- 1 : half
    }
    return low + 1
  }
}
