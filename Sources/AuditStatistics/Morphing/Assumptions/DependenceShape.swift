import Glibc

/// Another shape of the dependence of two features, common to the components: weights in bins of the ranks within them.
///
/// r(u_a, u_b) multiplies the density of each component at its own ranks, and the mixture then agrees with data in bins of the pooled
/// ranks: r ← r · Σ_pooled P(pooled | u) data/simulation, a few rounds (L. B. Lucy, Astron. J. 79 (1974) 745), after each of which the components'
/// own distributions are restored.
enum DependenceShape {
  private static let rounds = 4

  /// Bins within a component: about fifty effective events each.
  private static func binCount(_ scores: ComponentScores) -> Int {
    func sums(_ weights: [Double]) -> PowerSums {
      weights.reduce(into: PowerSums()) { if $1 != 0 { $0.add($1) } }
    }
    let (simulation, data) = (sums(scores.weights), sums(scores.dataWeights))
    let events = min(simulation.effectiveCount, data.effectiveCount)
    return max(4, min(20, Int((events / 50).squareRoot())))
  }

  private static func bin(_ rank: Float, _ count: Int) -> Int {
    min(count - 1, max(0, Int(rank * Float(count))))
  }

  /// χ² of the mixture's contents of 6 × 6 bins of pooled ranks, p and χ²/ndf; nil where nothing is in them.
  static func misfit(_ pair: (Int, Int), _ moved: ComponentScores.Moved, _ scores: ComponentScores) -> (
    pValue: Double, excess: Double
  )? {
    let count = 6
    func table(_ ranks: [[Float]], _ weights: [Double]) -> (shares: [Double], squares: [Double]) {
      var (sums, total) = ([Double](repeating: 0, count: count * count), 0.0)
      var squares = sums
      for row in weights.indices where !ranks[pair.0][row].isNaN && !ranks[pair.1][row].isNaN {
        let place = bin(ranks[pair.0][row], count) * count + bin(ranks[pair.1][row], count)
        sums[place] += weights[row]
        squares[place] += weights[row] * weights[row]
        total += weights[row]
      }
      return (sums.map { $0 / total }, squares.map { $0 / (total * total) })
    }
    let simulated = table(scores.pooledRanks(of: moved), scores.weights)
    let recorded = table(scores.dataRanks, scores.dataWeights)
    var (square, freedom) = (0.0, -2.0 * Double(count - 1) - 2)
    for place in simulated.shares.indices {
      let variance = simulated.squares[place] + recorded.squares[place]
      guard variance > 0 else { continue }
      let away = recorded.shares[place] - simulated.shares[place]
      square += away * away / variance
      freedom += 1
    }
    guard freedom > 0, square.isFinite else { return nil }
    return (IncompleteGamma.upper(freedom / 2, square / 2), square / freedom)
  }

  /// Weights of the simulated rows with the shapes of some pairs.
  static func weights(
    _ pairs: [(Int, Int)], _ moved: ComponentScores.Moved, _ scores: ComponentScores
  ) -> [Double] {
    let count = binCount(scores)
    let fine = count + count / 2
    let components = scores.comparison.simulation.components
    let componentCount = scores.comparison.simulation.componentCount
    let pooled = scores.pooledRanks(of: moved)
    let rows = scores.weights.indices.filter { !moved.ranks[0][$0].isNaN }
    func codes(_ ranks: [[Float]], _ pair: (Int, Int), _ bins: Int, _ rows: [Int]) -> [Int] {
      rows.map { bin(ranks[pair.0][$0], bins) * bins + bin(ranks[pair.1][$0], bins) }
    }
    let recordedRows = scores.dataWeights.indices.filter { row in
      scores.dataRanks.allSatisfy { !$0[row].isNaN }
    }
    var weights = rows.map { scores.weights[$0] }
    let total = weights.reduce(0, +)
    let recordedTotal = recordedRows.reduce(0) { $0 + scores.dataWeights[$1] }
    guard recordedTotal > 0, total > 0 else { return scores.weights }
    let tables = pairs.map { pair -> (own: [Int], pooled: [Int], data: [Double]) in
      var data = [Double](repeating: 0, count: fine * fine)
      for (row, code) in zip(recordedRows, codes(scores.dataRanks, pair, fine, recordedRows)) {
        data[code] += scores.dataWeights[row] / recordedTotal * total
      }
      return (codes(moved.ranks, pair, count, rows), codes(pooled, pair, fine, rows), data)
    }
    let places = Set(pairs.flatMap { [$0.0, $0.1] }).sorted()
    let margins = places.map { place in
      rows.map { bin(moved.ranks[place][$0], count) * componentCount + Int(components[$0]) }
    }
    func summed(_ codes: [Int], _ weights: [Double], _ size: Int) -> [Double] {
      var sums = [Double](repeating: 0, count: size)
      for (code, weight) in zip(codes, weights) { sums[code] += weight }
      return sums
    }
    let wanted = margins.map { summed($0, weights, count * componentCount) }
    let least = 1e-3 * total / Double(count * count)
    for _ in 0..<rounds {
      for table in tables {
        let simulated = summed(table.pooled, weights, fine * fine)
        let ratios = zip(table.data, simulated).map { $1 > 1e-3 * least ? min(5, max(0, $0 / $1)) : 1 }
        let before = summed(table.own, weights, count * count)
        let after = summed(table.own, zip(weights, table.pooled).map { $0 * ratios[$1] }, count * count)
        // Rows that are held out follow where others are; alone in a bin they say nothing.
        let factors = zip(after, before).map { $1 > least ? min(5, max(0.2, $0 / $1)) : 1 }
        for place in weights.indices { weights[place] *= factors[table.own[place]] }
      }
      for (margin, wanted) in zip(margins, wanted) {
        let found = summed(margin, weights, wanted.count)
        let factors = zip(wanted, found).map { $1 > least && $0 > least ? $0 / $1 : 1 }
        for place in weights.indices { weights[place] *= factors[margin[place]] }
      }
    }
    var result = scores.weights
    for (place, row) in rows.enumerated() { result[row] = weights[place] }
    return result
  }
}
