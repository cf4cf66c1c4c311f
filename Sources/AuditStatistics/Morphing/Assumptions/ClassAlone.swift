extension SampleComparison {
  /// One class gets what is needed so that each feature of the mixture agrees with data; the others stay as simulated.
  ///
  /// At the declared mix the distribution of the class in data is G_k = (G − Σ_others)/f_k, and T_k = G_k⁻¹ ∘ F_k moves its events,
  /// whose dependence stays. Where data have fewer events than the other classes alone, G_k falls and is made monotone: then the mixture does
  /// not agree, which closure sees. nil where a feature has no map. O(rows · features · log cells).
  public func moved(
    classOf isMember: [Bool], features: [Int], in sample: GroupJackknife.Sample
  ) -> MovedSample? {
    let smallest = min(simulation.effectiveCount, data.effectiveCount)
    var columns: [Int: [Float]] = [:]
    for feature in features {
      guard let grid = grids[feature] else { return nil }
      let found = simulationCells[feature]
      var contents = [[Double]](repeating: [Double](repeating: 0, count: grid.count), count: 2)
      for row in found.indices where found[row] != FeatureGrid.none {
        contents[isMember[row] ? 1 : 0][Int(found[row])] += sample.simulation[row]
      }
      let recorded = self.contents(of: feature, sample.data)
      let total = contents.reduce(0) { $0 + $1.reduce(0, +) }
      let dataTotal = recorded.reduce(0, +)
      guard total > 0, dataTotal > 0 else { return nil }
      let needed = Self.smooth(
        recorded.indices.map { recorded[$0] / dataTotal - contents[0][$0] / total },
        like: contents[1].map { $0 / total }, blocks: min(Self.mostBlocks, max(8, Int(smallest / 300))))
      guard let map = QuantileMap(grid: grid, simulation: [contents[1]], data: needed, shares: nil) else {
        return nil
      }
      var values = simulation.columns[feature]
      for row in values.indices where isMember[row] && found[row] != FeatureGrid.none {
        let rank = map.rank(
          of: values[row], cell: Int(found[row]), uniform: simulation.uniform(row, feature: feature))
        values[row] = Float(map.value(at: rank))
      }
      columns[feature] = values
    }
    let sum = sample.simulation.reduce(0, +)
    guard sum > 0 else { return nil }
    return MovedSample(columns: columns, weights: sample.simulation.map { $0 / sum })
  }

  private static var mostBlocks: Int { 64 }

  /// What is needed in blocks of cells, spread inside of each as the class itself is: the difference of two samples in
  /// single cells is noise, which would make a class of gaps and spikes.
  private static func smooth(_ needed: [Double], like own: [Double], blocks: Int) -> [Double] {
    var result = needed
    for block in 0..<blocks {
      let cells = block * needed.count / blocks..<(block + 1) * needed.count / blocks
      let (wanted, there) = (needed[cells].reduce(0, +), own[cells].reduce(0, +))
      for cell in cells {
        result[cell] = there > 0 ? wanted * max(0, own[cell]) / there : wanted / Double(cells.count)
      }
    }
    return result
  }

  /// Σw of data in the cells of a feature.
  func contents(of feature: Int, _ weights: [Double]) -> [Double] {
    var sums = [Double](repeating: 0, count: grids[feature]?.count ?? 0)
    let found = dataCells[feature]
    for row in found.indices where found[row] != FeatureGrid.none { sums[Int(found[row])] += weights[row] }
    return sums
  }
}
