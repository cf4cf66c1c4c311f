/// Contents of the bins of one distribution.
public struct Histogram: Sendable, Codable, Equatable {
  /// Bin edges, increasing; one more than there are bins.
  public var edges: [Double]
  /// Σw in each bin [edge, next edge); the last bin includes its upper edge.
  public var values: [Double]
  /// Σw² in each bin: the variance of `values`.
  public var variances: [Double]
  /// Σw below the first edge.
  public var underflow: Double
  /// Σw above the last edge.
  public var overflow: Double
}

extension WeightedDistribution {
  /// Σw and Σw² in bins; `edges` must increase. O(bins × (log n + 1024)).
  public func histogram(edges: [Double]) -> Histogram {
    precondition(edges.count >= 2, "a histogram needs at least one bin")
    precondition(zip(edges, edges.dropFirst()).allSatisfy(<), "bin edges must increase")
    cells?.open(around: edges)
    var before = edges.dropLast().map { sums(upTo: pointCount(below: $0)) }
    before.append(sums(upTo: pointCount(atOrBelow: edges[edges.count - 1])))
    let bins = zip(before, before.dropFirst())
    return Histogram(
      edges: edges, values: bins.map { $1.weights - $0.weights },
      variances: bins.map { max(0, $1.squares - $0.squares) }, underflow: before[0].weights,
      overflow: support.weights - before[before.count - 1].weights)
  }
}
