import Glibc

/// Another shape of the dependence of two or three features, common to the components: weights that are a smooth function of the ranks within
/// them.
///
/// ln r(z) = Σ θ_ij He_i(z_a) He_j(z_b)/√(i! j!), i, j ≥ 1, i + j ≤ 6, with the normal scores z of an event within its component, multiplies the
/// density of each component: a tilted copula (E. T. Jaynes, Phys. Rev. 106 (1957) 620). For three features the terms are products of three, of a
/// degree up to 5: what their pairs leave over. θ is fitted by Gauss and Newton's steps so that the
/// *mixture* agrees with data in bins of the pooled ranks; after each step the components' own distributions are restored.
enum DependenceShape {
  private static let steps = 5
  /// Terms that data do not ask for stay below this.
  private static let size = 0.3
  private static let largest = 3.0
  private static let ownBins = 24

  /// Degrees of the terms of a set of features.
  private static func terms(_ count: Int) -> [[Int]] {
    let highest = count == 2 ? 6 : 5
    var all: [[Int]] = [[]]
    for _ in 0..<count { all = all.flatMap { term in (1...4).map { term + [$0] } } }
    return all.filter { $0.reduce(0, +) <= highest }
  }

  /// Bins of each feature: to find a misfit, and to fit.
  private static func bins(_ count: Int) -> (coarse: Int, fine: Int) { count == 2 ? (6, 12) : (4, 6) }

  /// Bins are finer at the ends, where copulas differ.
  private static func bin(_ rank: Float, _ count: Int) -> Int {
    let place = Float(2 / Double.pi) * asinf(max(0, min(1, rank)).squareRoot())
    return min(count - 1, max(0, Int(place * Float(count))))
  }

  /// The bin of a row in the space of some features.
  private static func code(_ set: [Int], _ ranks: [[Float]], _ row: Int, _ count: Int) -> Int {
    set.reduce(0) { $0 * count + bin(ranks[$1][row], count) }
  }

  /// χ² of the mixture's contents of coarse bins of pooled ranks with some weights, p and χ²/ndf; nil where nothing is in them.
  static func misfit(
    _ set: [Int], _ moved: ComponentScores.Moved, _ scores: ComponentScores, weights: [Double]
  ) -> (pValue: Double, excess: Double)? {
    let count = bins(set.count).coarse
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

  private static func power(_ base: Int, _ exponent: Int) -> Int {
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

  /// Weights of the simulated rows with the shapes of some sets of features. O(sets · steps · rows).
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
    let tilts = sets.map { Tilt($0, rows, recordedRows, pooled, moved, scores) }
    var logarithms = [[Double]](repeating: [Double](repeating: 0, count: rows.count), count: sets.count)
    var weights = plain
    for _ in 0..<steps {
      for place in sets.indices {
        guard let step = tilts[place].step(weights) else { continue }
        for row in rows.indices { logarithms[place][row] += step[row] }
        for row in rows.indices {
          let sum = logarithms.reduce(0) { $0 + $1[row] }
          weights[row] = plain[row] * exp(max(-largest, min(largest, sum)))
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

  /// The terms of one set of features at every row, and the bins of the rows.
  private struct Tilt {
    private let values: [[Double]]
    private let codes: [Int]
    private let recorded: Contents

    init(
      _ set: [Int], _ rows: [Int], _ recordedRows: [Int], _ pooled: [[Float]],
      _ moved: ComponentScores.Moved, _ scores: ComponentScores
    ) {
      let hermite = set.map { place -> [[Double]] in
        let z = rows.map { max(-3, min(3, Double(DependenceMap.score(moved.ranks[place][$0])))) }
        return [
          z, z.map { ($0 * $0 - 1) / 2.0.squareRoot() }, z.map { ($0 * $0 * $0 - 3 * $0) / 6.0.squareRoot() },
          z.map { (($0 * $0 - 6) * $0 * $0 + 3) / 24.0.squareRoot() },
        ]
      }
      values = DependenceShape.terms(set.count).map { term in
        rows.indices.map { row in
          set.indices.reduce(1) { $0 * hermite[$1][term[$1] - 1][row] }
        }
      }
      let count = DependenceShape.bins(set.count).fine
      codes = rows.map { DependenceShape.code(set, pooled, $0, count) }
      recorded = Contents(recordedRows, DependenceShape.power(count, set.count)) {
        DependenceShape.code(set, scores.dataRanks, $0, count)
      } weight: {
        scores.dataWeights[$0]
      }
    }

    /// Change of ln r of each row that brings the mixture nearer to data; nil where there is none.
    func step(_ weights: [Double]) -> [Double]? {
      let bins = recorded.shares.count
      let simulated = Contents(Array(weights.indices), bins) {
        codes[$0]
      } weight: {
        weights[$0]
      }
      let total = weights.reduce(0, +)
      guard total > 0 else { return nil }
      // An empty bin has the error of one typical event.
      let typical = [simulated, recorded].reduce(0.0) { sum, sample in
        let variance = sample.variances.reduce(0, +)
        return sum + variance * variance
      }
      let errors = (0..<bins).map { max(simulated.variances[$0] + recorded.variances[$0], typical) }
      let slopes = values.map { values -> [Double] in
        var sums = [Double](repeating: 0, count: bins)
        var mean = 0.0
        for row in weights.indices {
          let part = weights[row] * values[row] / total
          sums[codes[row]] += part
          mean += part
        }
        return zip(sums, simulated.shares).map { $0 - mean * $1 }
      }
      let gradient = slopes.map { slope in
        slope.indices.reduce(0) {
          $0 + slope[$1] * (recorded.shares[$1] - simulated.shares[$1]) / errors[$1]
        }
      }
      var normal = slopes.map { a in
        slopes.map { b in a.indices.reduce(0) { $0 + a[$1] * b[$1] / errors[$1] } }
      }
      for term in normal.indices { normal[term][term] += 1 / (size * size) }
      guard let inverse = LinearSystem.inverse(normal) else { return nil }
      let change = normal.indices.map { term in
        max(-0.5, min(0.5, zip(inverse[term], gradient).reduce(0) { $0 + $1.0 * $1.1 }))
      }
      return weights.indices.map { row in
        change.indices.reduce(0) { $0 + change[$1] * values[$1][row] }
      }
    }
  }
}
