extension CellPair {
  /// Neighbouring cells merged until there are at most `limit`. O(cells).
  func coarsened(to limit: Int) -> CellPair {
    let count = upper.count
    guard count > limit, limit > 0 else { return self }
    var merged = CellPair(
      upper: [], lower: [], simulation: Contents(weights: [], squares: []),
      data: Contents(weights: [], squares: []))
    for number in 0..<limit {
      let range = number * count / limit..<(number + 1) * count / limit
      merged.lower.append(lower[range.lowerBound])
      merged.upper.append(upper[range.upperBound - 1])
      merged.simulation.weights.append(simulation.weights[range].reduce(0, +))
      merged.simulation.squares.append(simulation.squares[range].reduce(0, +))
      merged.data.weights.append(data.weights[range].reduce(0, +))
      merged.data.squares.append(data.squares[range].reduce(0, +))
    }
    return merged
  }

  /// Lengths l for which Σ l_k |Δ_k| over the upper ends of all cells but the last is ∫ |Δ| dx by the trapezium rule.
  ///
  /// Δ is constant between cells and linear inside each.
  var edgeLengths: [Double] {
    guard upper.count > 1 else { return [] }
    let inside = zip(upper, lower).map { $0 - $1 }
    return (0..<upper.count - 1).map { k -> Double in
      let gap = lower[k + 1] - upper[k]
      return gap + (inside[k] + inside[k + 1]) / 2
    }
  }
}
