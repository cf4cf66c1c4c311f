extension CellShares {
  /// Cells on each side that tell the size of weights near a cell: eight of 256.
  private var reach: Int { max(1, shares.count / 32) }

  /// The sample as it would be expected if its distribution were the pooled one.
  ///
  /// Expected are the pooled shares m and the variances V + u (m − share), u the local variance per share. A small sample
  /// that happens to lack the few events of large weight that it should have underestimates its own error; what the other
  /// sample has there tells. O(cells).
  func expected(under pooled: [Double]) -> CellShares {
    let units = localUnits
    var result = self
    result.shares = pooled
    result.variances = shares.indices.map { cell in
      max(0, variances[cell] + units[cell] * (pooled[cell] - shares[cell]))
    }
    return result
  }

  /// Variance per share around each cell; where there are hardly any events, that of the nearest cells that have some.
  private var localUnits: [Double] {
    let typical = inflation / effectiveEvents
    let count = shares.count
    let reach = reach
    var sums = [(weight: 0.0, variance: 0.0)]
    for cell in 0..<count {
      let last = sums[cell]
      sums.append((last.weight + shares[cell], last.variance + variances[cell]))
    }
    var units = [Double?](repeating: nil, count: count)
    for cell in 0..<count {
      let (from, to) = (sums[max(0, cell - reach)], sums[min(count, cell + reach + 1)])
      let weight = to.weight - from.weight
      let variance = to.variance - from.variance
      if weight >= 2 * typical { units[cell] = (variance + typical * typical) / (weight + typical) }
    }
    let known = units.indices.filter { units[$0] != nil }
    guard let first = known.first, let last = known.last else {
      return [Double](repeating: typical, count: count)
    }
    var nearest = units[first] ?? typical
    return units.indices.map { cell in
      if cell <= last, let unit = units[cell] { nearest = unit }
      return nearest
    }
  }

  /// Shares of both samples together, each weighted by its effective events.
  func pooled(with other: CellShares) -> [Double] {
    let total = effectiveEvents + other.effectiveEvents
    return zip(shares, other.shares).map {
      ($0 * effectiveEvents + $1 * other.effectiveEvents) / total
    }
  }
}
