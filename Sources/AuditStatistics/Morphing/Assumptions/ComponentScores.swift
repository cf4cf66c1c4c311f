import Glibc

/// Ranks of simulated events within their components, and of both mixtures: what a change of dependence is made of.
struct ComponentScores {
  /// Values and ranks within the component of some features; ranks are NaN in rows that are not moved. `[place][row]`
  struct Moved {
    var values: [[Float]]
    var ranks: [[Float]]
  }

  let comparison: SampleComparison
  let features: [Int]
  /// Weight of each simulated row with the shares of the components; the sum is 1.
  let weights: [Double]
  let dataWeights: [Double]
  /// Events as simulated.
  let own: Moved
  /// Correlations of normal scores of data.
  let recorded: [[Double]]
  /// Ranks of data. `[place][row]`
  let dataRanks: [[Float]]
  /// Ranks in the mixture of simulation.
  private let mixture: [QuantileMap]
  /// Of each component, for each feature.
  private let maps: [[QuantileMap]]
  /// Correlations of normal scores within each component. `[component][place][place]`
  let correlations: [[[Double]]]

  init?(_ features: [Int], _ sample: GroupJackknife.Sample, in comparison: SampleComparison) {
    self.comparison = comparison
    self.features = features
    dataWeights = sample.data
    let events = comparison.simulation
    let components = events.components
    var sums = [Double](repeating: 0, count: events.componentCount)
    for row in components.indices { sums[Int(components[row])] += sample.simulation[row] }
    guard sums.allSatisfy({ $0 > 0 }) else { return nil }
    let weights = components.indices.map { row -> Double in
      let component = Int(components[row])
      return sample.simulation[row] / sums[component] * sample.shares[component]
    }
    self.weights = weights
    let isWhole = components.indices.map { row in
      features.allSatisfy { comparison.simulationCells[$0][row] != FeatureGrid.none }
    }
    var maps: [[QuantileMap]] = []
    var mixture: [QuantileMap] = []
    var ranks: [[Float]] = []
    var dataRanks: [[Float]] = []
    for feature in features {
      guard let grid = comparison.grids[feature] else { return nil }
      let cells = comparison.simulationCells[feature]
      var contents = [[Double]](
        repeating: [Double](repeating: 0, count: grid.count), count: events.componentCount)
      for row in cells.indices where isWhole[row] {
        contents[Int(components[row])][Int(cells[row])] += weights[row]
      }
      let ofData = comparison.contents(of: feature, sample.data)
      let own = contents.compactMap { QuantileMap(grid: grid, simulation: [$0], data: $0, shares: nil) }
      guard own.count == contents.count,
        let both = QuantileMap(
          grid: grid, simulation: contents, data: ofData, shares: sample.shares)
      else { return nil }
      maps.append(own)
      mixture.append(both)
      ranks.append(
        cells.indices.map { row in
          guard isWhole[row] else { return .nan }
          return Float(
            own[Int(components[row])].rank(
              of: events.columns[feature][row], cell: Int(cells[row]),
              uniform: events.uniform(row, feature: feature)))
        })
      let found = comparison.dataCells[feature]
      dataRanks.append(
        found.indices.map { row in
          guard found[row] != FeatureGrid.none else { return .nan }
          return Float(
            both.rank(
              of: comparison.data.columns[feature][row], cell: Int(found[row]),
              uniform: comparison.data.uniform(row, feature: feature), ofData: true))
        })
    }
    self.maps = maps
    self.mixture = mixture
    self.dataRanks = dataRanks
    own = Moved(values: features.map { events.columns[$0] }, ranks: ranks)
    recorded = Self.correlations(dataRanks, sample.data)
    correlations = (0..<events.componentCount).map { component in
      Self.correlations(ranks, weights.indices.map { Int(components[$0]) == component ? weights[$0] : 0 })
    }
  }

  private static func correlations(_ ranks: [[Float]], _ weights: [Double]) -> [[Double]] {
    let scores = ranks.map { $0.map(DependenceMap.score) }
    var matrix = ranks.indices.map { a in ranks.indices.map { $0 == a ? 1.0 : 0 } }
    for a in ranks.indices {
      for b in ranks.indices where b > a {
        let value = ScoreCorrelation.value(scores[a], scores[b], weights) ?? 0
        (matrix[a][b], matrix[b][a]) = (value, value)
      }
    }
    return matrix
  }

  /// Correlations of a component after a change.
  private func target(_ component: Int, _ shifts: [Double], _ pairs: [(Int, Int)]) -> [[Double]] {
    var matrix = correlations[component]
    for (shift, pair) in zip(shifts, pairs) {
      let rho = max(-0.999, min(0.999, matrix[pair.0][pair.1]))
      let moved = tanh(atanh(rho) + shift)
      (matrix[pair.0][pair.1], matrix[pair.1][pair.0]) = (moved, moved)
    }
    return matrix
  }

  func isPossible(_ shifts: [Double], of pairs: [(Int, Int)]) -> Bool {
    correlations.indices.allSatisfy {
      DependenceMap.transform(from: correlations[$0], to: target($0, shifts, pairs)) != nil
    }
  }

  /// Events with another dependence within their components, whose own distributions stay; nil where it cannot be.
  func moved(by shifts: [Double], of pairs: [(Int, Int)]) -> Moved? {
    let events = comparison.simulation
    guard shifts.contains(where: { $0 != 0 }) else { return own }
    let matrices = correlations.indices.compactMap {
      DependenceMap.transform(from: correlations[$0], to: target($0, shifts, pairs))
    }
    guard matrices.count == correlations.count else { return nil }
    let scores = own.ranks.map { $0.map(DependenceMap.score) }
    var result = own
    for place in features.indices {
      var turned = [Double](repeating: .nan, count: events.count)
      for row in turned.indices where !own.ranks[place][row].isNaN {
        let matrix = matrices[Int(events.components[row])]
        var sum = 0.0
        for other in 0...place { sum += matrix[place][other] * Double(scores[other][row]) }
        turned[row] = StandardNormal.cumulative(sum)
      }
      let ranked = componentRanks(turned)
      for row in turned.indices where !turned[row].isNaN {
        result.ranks[place][row] = Float(ranked[row])
        result.values[place][row] = Float(
          maps[place][Int(events.components[row])].value(at: ranked[row]))
      }
    }
    return result
  }

  /// Weighted ranks within each component of numbers in 0 … 1, in fine bins. O(rows).
  private func componentRanks(_ numbers: [Double]) -> [Double] {
    let bins = 2048
    let components = comparison.simulation.components
    var contents = [[Double]](
      repeating: [Double](repeating: 0, count: bins), count: comparison.simulation.componentCount)
    func bin(_ number: Double) -> Int { min(bins - 1, max(0, Int(number * Double(bins)))) }
    for row in numbers.indices where !numbers[row].isNaN {
      contents[Int(components[row])][bin(numbers[row])] += weights[row]
    }
    let sums = contents.map { contents -> [Double] in
      let total = contents.reduce(0, +)
      return QuantileMap.monotone(contents.map { $0 / total })
    }
    return numbers.indices.map { row in
      guard !numbers[row].isNaN else { return .nan }
      let place = bin(numbers[row])
      let own = sums[Int(components[row])]
      let part = min(1, max(0, numbers[row] * Double(bins) - Double(place)))
      return own[place] + part * (own[place + 1] - own[place])
    }
  }

  /// Ranks of events in the mixture of simulation.
  func pooledRanks(of moved: Moved) -> [[Float]] {
    features.indices.map { place in
      let map = mixture[place]
      let values = moved.values[place]
      return values.indices.map { row in
        guard !moved.ranks[place][row].isNaN else { return .nan }
        return Float(
          map.rank(
            of: values[row], cell: Int(map.grid.cell(of: values[row])),
            uniform: comparison.simulation.uniform(row, feature: features[place])))
      }
    }
  }

  /// Correlations of normal scores of the mixture.
  func pooledCorrelations(of moved: Moved) -> [[Double]] {
    Self.correlations(pooledRanks(of: moved), weights)
  }
}
