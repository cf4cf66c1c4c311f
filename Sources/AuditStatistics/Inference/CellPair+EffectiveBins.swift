extension CellPair {
  /// Fewest effective events that either sample would have in a bin if it had the pooled share there.
  static let fewestEffectiveEvents = 8.0

  /// Groups of neighbouring cells: ``quantileGroups(_:)``, merged where a bin would have too few effective events.
  ///
  /// Σw² of a handful of events says nothing about their error, and divergences have a bias of one per bin. What counts
  /// is the pooled share m times Σw over the sample's Σw²/Σw in the bin: a bin that is empty in one sample because it is
  /// shifted stays, a bin whose few events have large weights does not. O(cells).
  public func effectiveGroups(_ count: Int) -> [Range<Int>] {
    var merged: [Range<Int>] = []
    var start = 0
    for group in quantileGroups(count)
    where Self.areEnough(simulation, data, in: Array(start..<group.upperBound)) {
      merged.append(start..<group.upperBound)
      start = group.upperBound
    }
    if start < upper.count {
      // What is left over joins the last bin.
      let first = merged.popLast()?.lowerBound ?? 0
      merged.append(first..<upper.count)
    }
    return merged
  }

  /// Whether the cells together, each sample having their pooled share, hold enough effective events of both samples.
  /// O(cells).
  static func areEnough(_ simulation: Contents, _ data: Contents, in group: [Int]) -> Bool {
    typealias Sums = (sum: Double, square: Double, weight: Double, own: Double)
    let samples = [simulation, data].map { contents -> Sums in
      var sums: Sums = (0, 0, 0, 0)
      for weight in contents.weights { sums.sum += weight }
      for square in contents.squares { sums.square += square }
      for cell in group {
        sums.weight += contents.weights[cell]
        sums.own += contents.squares[cell]
      }
      return sums
    }
    guard samples.allSatisfy({ $0.sum > 0 && $0.square > 0 }) else { return true }
    let pooled = samples.reduce(0) { $0 + $1.weight / $1.sum } / 2
    return samples.allSatisfy { sum, square, weight, own in
      // The whole sample's Σw²/Σw stands in for a bin that has hardly any events of it.
      let perWeight = weight > 0 && own > 0 ? max(own / weight, square / sum / 4) : square / sum
      return pooled * sum >= fewestEffectiveEvents * perWeight
    }
  }
}
