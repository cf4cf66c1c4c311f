extension SampleComparison {
  /// Simulation moved by the maps of single features, smeared before where data prefer it: the events behind the impact by maps.
  ///
  /// A smearing that counts in part is given to that part of the rows; data that are narrower than simulation cannot be imitated.
  /// nil where a feature has no map. O(rows · features).
  public func movedByMaps(
    _ features: [Int], _ smearings: [Int: SharedSmearing], in sample: GroupJackknife.Sample
  ) -> MovedSample? {
    let weights = mixtureWeights(of: sample)
    var columns: [Int: [Float]] = [:]
    for feature in features {
      let changed = smearings[feature].flatMap { smeared(feature, $0) }
      guard let values = mappedMixture(feature, changed, weights, sample.data) else { return nil }
      columns[feature] = values
    }
    return MovedSample(columns: columns, weights: weights)
  }

  private func smeared(_ feature: Int, _ smearing: SharedSmearing) -> [Float]? {
    guard smearing.part > 0, let grid = grids[feature] else { return nil }
    let random = CounterRandom(seed: seed, stream: "smearing \(feature)")
    let (width, isRelative) = (smearing.applied.squareRoot(), isRelative(feature))
    let cells = simulationCells[feature]
    var values = simulation.columns[feature]
    for row in values.indices where cells[row] != FeatureGrid.none && !grid.isSingleValue(Int(cells[row])) {
      let key = simulation.keys[row]
      guard random.uniform(key) < smearing.part else { continue }
      let value = Double(values[row])
      values[row] = Float(value + width * (isRelative ? abs(value) : 1) * random.normal(key))
    }
    return values
  }

  /// Weight of each simulated row with the shares of the components; the sum is 1.
  private func mixtureWeights(of sample: GroupJackknife.Sample) -> [Double] {
    var sums = [Double](repeating: 0, count: simulation.componentCount)
    for row in 0..<simulation.count { sums[Int(simulation.components[row])] += sample.simulation[row] }
    let factors = zip(sample.shares, sums).map { $1 > 0 ? $0 / $1 : 0 }
    return (0..<simulation.count).map { sample.simulation[$0] * factors[Int(simulation.components[$0])] }
  }

  /// How far the correlation of two features in data lies from that in a moved sample.
  public struct DependenceDifference: Sendable {
    /// Places of the features.
    public let features: (Int, Int)
    /// Correlation of normal scores, data − simulation.
    public let difference: Double
    /// Two-sided p-value, times the number of pairs.
    public let pValue: Double
  }

  /// Differences of the correlations of normal scores, the least probable first; both samples are ranked by data. The errors of the
  /// maps are left out: they make the two more alike. O(rows · features²).
  public func dependenceDifferences(_ features: [Int], of moved: MovedSample) -> [DependenceDifference] {
    let scores = features.compactMap { feature -> (simulation: [Float], data: [Float])? in
      guard let grid = grids[feature] else { return nil }
      let contents = contents(of: feature, data.weights)
      guard let map = QuantileMap(grid: grid, simulation: [contents], data: contents, shares: nil) else {
        return nil
      }
      func scores(_ values: [Float], _ events: MorphingEvents) -> [Float] {
        values.indices.map { row in
          let cell = grid.cell(of: values[row])
          guard cell != FeatureGrid.none else { return .nan }
          return DependenceMap.score(
            Float(map.rank(of: values[row], cell: Int(cell), uniform: events.uniform(row, feature: feature))))
        }
      }
      return (
        scores(moved.columns[feature] ?? simulation.columns[feature], simulation),
        scores(data.columns[feature], data)
      )
    }
    guard scores.count == features.count else { return [] }
    let number = Double(features.count * (features.count - 1) / 2)
    var result: [DependenceDifference] = []
    for a in features.indices {
      for b in (a + 1)..<features.count {
        guard let before = ScoreCorrelation(scores[a].simulation, scores[b].simulation, moved.weights),
          let found = ScoreCorrelation(scores[a].data, scores[b].data, data.weights)
        else { continue }
        let variance = (before.influences + found.influences).reduce(0) { $0 + $1 * $1 }
        guard variance > 0 else { continue }
        let difference = found.value - before.value
        let probability = StandardNormal.twoSided(difference / variance.squareRoot())
        result.append(
          DependenceDifference(
            features: (features[a], features[b]), difference: difference,
            pValue: min(1, number * probability)))
      }
    }
    return result.sorted { $0.pValue < $1.pValue }
  }
}
