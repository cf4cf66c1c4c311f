import Glibc

/// Another shape of the dependence of two or three features, common to the components: weights that depend on the ranks within
/// them.
///
/// The density of each component is multiplied by r(u) > 0 of the ranks u within it, linear between nodes. r is found by expectation and
/// maximization (W. H. Richardson, J. Opt. Soc. Am. 62 (1972) 55; L. B. Lucy, Astron. J. 79 (1974) 745): r of a node is multiplied by the mean of
/// d/s over its events, the contents of data and of the weighted *mixture* at the pooled ranks; then the components' own distributions are
/// restored. Few rounds, and a typical event of each sample added to all contents, leave what data do not ask for.
enum DependenceShape {
  private static let rounds = 8
  private static let ownBins = 24
  /// Largest factor of a weight.
  private static let largest = 20.0

  /// Bins of each feature to find a misfit, and nodes to fit.
  static func sizes(_ count: Int) -> (bins: Int, nodes: Int) { count == 2 ? (6, 12) : (4, 8) }

  /// Bins are finer at the ends, where copulas differ.
  private static func bin(_ rank: Float, _ count: Int) -> Int {
    min(count - 1, max(0, Int(place(rank) * Float(count))))
  }

  /// Where a rank lies between 0 and 1 when its ends are stretched: 2/π asin √u.
  static func place(_ rank: Float) -> Float {
    Float(2 / Double.pi) * asinf(max(0, min(1, rank)).squareRoot())
  }

  /// The bin of a row in the space of some features.
  private static func code(_ set: [Int], _ ranks: [[Float]], _ row: Int, _ count: Int) -> Int {
    set.reduce(0) { $0 * count + bin(ranks[$1][row], count) }
  }

  /// χ² of the mixture's contents of coarse bins of pooled ranks with some weights, p and χ²/ndf; nil where nothing is in them.
  static func misfit(
    _ set: [Int], _ moved: ComponentScores.Moved, _ scores: ComponentScores, weights: [Double]
  ) -> (pValue: Double, excess: Double)? {
    let count = sizes(set.count).bins
    func table(_ ranks: [[Float]], _ weights: [Double]) -> Contents {
      Contents(
        weights.indices.filter { row in set.allSatisfy { !ranks[$0][row].isNaN } }, power(count, set.count)
      ) {
        code(set, ranks, $0, count)
      } weight: {
        weights[$0]
      }
    }
    let simulated = table(scores.pooledRanks(of: moved), weights)
    let recorded = table(scores.dataRanks, scores.dataWeights)
    // Fewer features than these agree, and of a pair the correlation.
    var (square, freedom) = (0.0, Double(power(count - 1, set.count) - power(count, set.count)))
    if set.count == 2 { freedom -= 1 }
    for place in simulated.shares.indices {
      let variance = simulated.variances[place] + recorded.variances[place]
      guard variance > 0 else { continue }
      let away = recorded.shares[place] - simulated.shares[place]
      square += away * away / variance
      freedom += 1
    }
    guard freedom > 0, square.isFinite else { return nil }
    return (IncompleteGamma.upper(freedom / 2, square / 2), square / freedom)
  }

  static func power(_ base: Int, _ exponent: Int) -> Int {
    (0..<exponent).reduce(1) { product, _ in product * base }
  }

  /// Shares of a sample in bins, and their variances.
  private struct Contents {
    var shares: [Double]
    var variances: [Double]

    init(_ rows: [Int], _ count: Int, code: (Int) -> Int, weight: (Int) -> Double) {
      var (sums, squares, total) = (
        [Double](repeating: 0, count: count), [Double](repeating: 0, count: count), 0.0
      )
      for row in rows {
        let (place, weight) = (code(row), weight(row))
        sums[place] += weight
        squares[place] += weight * weight
        total += weight
      }
      shares = sums.map { $0 / total }
      variances = squares.map { $0 / (total * total) }
    }
  }

  /// Weights of the simulated rows with the shapes of some sets of features. O(sets · rounds · rows).
  static func weights(
    _ sets: [[Int]], _ moved: ComponentScores.Moved, _ scores: ComponentScores
  ) -> [Double] {
    let rows = scores.weights.indices.filter { !moved.ranks[0][$0].isNaN }
    let recordedRows = scores.dataWeights.indices.filter { row in
      scores.dataRanks.allSatisfy { !$0[row].isNaN }
    }
    let plain = rows.map { scores.weights[$0] }
    guard plain.reduce(0, +) > 0, recordedRows.reduce(0, { $0 + scores.dataWeights[$1] }) > 0 else {
      return scores.weights
    }
    let pooled = scores.pooledRanks(of: moved)
    let margins = Margins(Set(sets.joined()).sorted(), rows, moved, scores, plain)
    // What three features have in common first, so that their pairs, whose nodes are finer, agree best.
    let densities = sets.sorted { $0.count > $1.count }.map {
      NodeDensity($0, rows, recordedRows, pooled, moved, scores)
    }
    var weights = plain
    for _ in 0..<rounds {
      for density in densities {
        density.improve(&weights)
        for row in rows.indices {
          let (one, other) = (plain[row] / largest, plain[row] * largest)
          weights[row] = max(min(one, other), min(max(one, other), weights[row]))
        }
        margins.restore(&weights)
      }
    }
    var result = scores.weights
    for (place, row) in rows.enumerated() { result[row] = weights[place] }
    return result
  }

  /// The distributions of single features within the components, which a shape leaves as they are.
  private struct Margins {
    private let codes: [[Int]]
    private let wanted: [[Double]]
    private let least: Double

    init(
      _ places: [Int], _ rows: [Int], _ moved: ComponentScores.Moved, _ scores: ComponentScores,
      _ weights: [Double]
    ) {
      let components = scores.comparison.simulation.components
      let count = scores.comparison.simulation.componentCount
      let codes = places.map { place in
        rows.map { bin(moved.ranks[place][$0], ownBins) * count + Int(components[$0]) }
      }
      self.codes = codes
      wanted = codes.map { Self.sums($0, weights, ownBins * count) }
      least = 1e-4 * weights.reduce(0, +) / Double(ownBins)
    }

    private static func sums(_ codes: [Int], _ weights: [Double], _ size: Int) -> [Double] {
      var sums = [Double](repeating: 0, count: size)
      for (code, weight) in zip(codes, weights) { sums[code] += weight }
      return sums
    }

    func restore(_ weights: inout [Double]) {
      for _ in 0..<2 {
        for (codes, wanted) in zip(codes, wanted) {
          let found = Self.sums(codes, weights, wanted.count)
          let factors = zip(wanted, found).map { $1 > least && $0 > least ? $0 / $1 : 1 }
          for place in weights.indices { weights[place] *= factors[codes[place]] }
        }
      }
    }
  }
}
