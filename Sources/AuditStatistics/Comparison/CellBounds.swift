/// Upper ends of the common cells of two distributions.
struct CellBounds {
  let simulation: WeightedDistribution
  let data: WeightedDistribution
  var upper: [Double] = []

  init(simulation: WeightedDistribution, data: WeightedDistribution, cells: Int) {
    self.simulation = simulation
    self.data = data
    guard let last = [simulation.maximum, data.maximum].compactMap(\.self).max() else { return }
    if let values = distinctValues(atMost: cells) {
      upper = values
      return
    }
    var bounds: [Double] = []
    for value in quantiles(cells) {
      if share(of: value) > 0.5 / Double(cells), let below = largest(below: value) { bounds.append(below) }
      bounds.append(value)
    }
    bounds.append(last)
    bounds.sort()
    for bound in bounds where upper.last != bound { upper.append(bound) }
  }

  /// All different values, nil when there are more than `limit`.
  private func distinctValues(atMost limit: Int) -> [Double]? {
    guard ![simulation, data].contains(where: { $0.hasMoreValues(than: limit) }) else { return nil }
    var values = Set<Double>()
    for sample in [simulation, data] {
      var index = 0
      while index < sample.support.count {
        let value = sample.value(at: index)
        values.insert(value)
        index = sample.pointCount(atOrBelow: value)
      }
    }
    return values.count <= limit ? values.sorted() : nil
  }

  /// Values at which the pooled rank passes the multiples of 1/cells and, in the tails, 1/(2ᵏ cells).
  private func quantiles(_ cells: Int) -> [Double] {
    let crossings = RankCrossings(simulation: simulation, data: data, cells: cells)
    let targets = crossings.targets
    var result: [Double] = []
    var next = 0
    for candidate in crossings.candidates {
      guard next < targets.count else { break }
      guard candidate.rank >= targets[next] - RankCrossings.rounding else { continue }
      result.append(candidate.value)
      while next < targets.count && targets[next] - RankCrossings.rounding <= candidate.rank { next += 1 }
    }
    return result
  }

  /// Share of the pooled rows at exactly this value.
  private func share(of value: Double) -> Double {
    func share(_ sample: WeightedDistribution) -> Double {
      guard sample.support.count > 0 else { return 0 }
      let rows = sample.pointCount(atOrBelow: value) - sample.pointCount(below: value)
      return Double(rows) / Double(sample.support.count)
    }
    return (share(simulation) + share(data)) / 2
  }

  /// Largest value of both samples below this one.
  private func largest(below value: Double) -> Double? {
    [simulation, data].compactMap { sample in
      let count = sample.pointCount(below: value)
      return count > 0 ? sample.value(at: count - 1) : nil
    }.max()
  }
}
