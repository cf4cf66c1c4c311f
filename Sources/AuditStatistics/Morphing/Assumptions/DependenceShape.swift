import Glibc

/// Another shape of the dependence of two features, common to the components: weights that are a smooth function of the ranks within them.
///
/// ln r(z_a, z_b) = Σ θ_ij He_i(z_a) He_j(z_b)/√(i! j!), i, j ≥ 1, i + j ≤ 6, with the normal scores z of an event within its component, multiplies the density of
/// each component: a tilted copula (E. T. Jaynes, Phys. Rev. 106 (1957) 620). θ is fitted by Gauss and Newton's steps so that the
/// *mixture* agrees with data in bins of the pooled ranks; after each step the components' own distributions are restored.
enum DependenceShape {
  private static let terms = (1...4).flatMap { i in (1...4).compactMap { j in i + j <= 6 ? (i, j) : nil } }
  private static let steps = 5
  /// Terms that data do not ask for stay below this.
  private static let size = 0.3
  private static let largest = 3.0
  private static let bins = 12
  private static let ownBins = 24

  /// Bins are finer at the ends, where copulas differ.
  private static func bin(_ rank: Float, _ count: Int) -> Int {
    let place = Float(2 / Double.pi) * asinf(max(0, min(1, rank)).squareRoot())
    return min(count - 1, max(0, Int(place * Float(count))))
  }

  /// χ² of the mixture's contents of 6 × 6 bins of pooled ranks, p and χ²/ndf; nil where nothing is in them.
  static func misfit(_ pair: (Int, Int), _ moved: ComponentScores.Moved, _ scores: ComponentScores) -> (
    pValue: Double, excess: Double
  )? {
    let count = 6
    func table(_ ranks: [[Float]], _ weights: [Double]) -> Contents {
      Contents(weights.indices.filter { !ranks[pair.0][$0].isNaN && !ranks[pair.1][$0].isNaN }, count) {
        bin(ranks[pair.0][$0], count) * count + bin(ranks[pair.1][$0], count)
      } weight: {
        weights[$0]
      }
    }
    let simulated = table(scores.pooledRanks(of: moved), scores.weights)
    let recorded = table(scores.dataRanks, scores.dataWeights)
    var (square, freedom) = (0.0, -2.0 * Double(count - 1) - 2)
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

  /// Shares of a sample in bins of two ranks, and their variances.
  private struct Contents {
    var shares: [Double]
    var variances: [Double]

    init(_ rows: [Int], _ count: Int, code: (Int) -> Int, weight: (Int) -> Double) {
      var (sums, squares, total) = (
        [Double](repeating: 0, count: count * count), [Double](repeating: 0, count: count * count), 0.0
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

  /// Weights of the simulated rows with the shapes of some pairs. O(pairs · steps · rows).
  static func weights(
    _ pairs: [(Int, Int)], _ moved: ComponentScores.Moved, _ scores: ComponentScores
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
    let margins = Margins(Set(pairs.flatMap { [$0.0, $0.1] }).sorted(), rows, moved, scores, plain)
    let tilts = pairs.map { Tilt($0, rows, recordedRows, pooled, moved, scores) }
    var logarithms = [[Double]](repeating: [Double](repeating: 0, count: rows.count), count: pairs.count)
    var weights = plain
    for _ in 0..<steps {
      for place in pairs.indices {
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

  /// The terms of one pair at every row, and where the pair lies among the bins.
  private struct Tilt {
    private let values: [[Double]]
    private let codes: [Int]
    private let recorded: Contents

    init(
      _ pair: (Int, Int), _ rows: [Int], _ recordedRows: [Int], _ pooled: [[Float]],
      _ moved: ComponentScores.Moved, _ scores: ComponentScores
    ) {
      func hermite(_ place: Int) -> [[Double]] {
        let z = rows.map { max(-3, min(3, Double(DependenceMap.score(moved.ranks[place][$0])))) }
        return [
          z, z.map { ($0 * $0 - 1) / 2.0.squareRoot() }, z.map { ($0 * $0 * $0 - 3 * $0) / 6.0.squareRoot() },
          z.map { (($0 * $0 - 6) * $0 * $0 + 3) / 24.0.squareRoot() },
        ]
      }
      let (a, b) = (hermite(pair.0), hermite(pair.1))
      values = terms.map { i, j in zip(a[i - 1], b[j - 1]).map(*) }
      func code(_ ranks: [[Float]], _ row: Int) -> Int {
        bin(ranks[pair.0][row], bins) * bins + bin(ranks[pair.1][row], bins)
      }
      codes = rows.map { code(pooled, $0) }
      recorded = Contents(recordedRows, bins) {
        code(scores.dataRanks, $0)
      } weight: {
        scores.dataWeights[$0]
      }
    }

    /// Change of ln r of each row that brings the mixture nearer to data; nil where there is none.
    func step(_ weights: [Double]) -> [Double]? {
      let simulated = Contents(Array(weights.indices), bins) {
        codes[$0]
      } weight: {
        weights[$0]
      }
      let total = weights.reduce(0, +)
      guard total > 0 else { return nil }
      let (events, effective) = (
        simulated.variances.reduce(0, +), recorded.variances.reduce(0, +)
      )
      // An empty bin has the error of one typical event.
      let errors = simulated.shares.indices.map { bin -> Double in
        max(
          simulated.variances[bin] + recorded.variances[bin],
          (events * events + effective * effective))
      }
      let slopes = values.map { values -> [Double] in
        var sums = [Double](repeating: 0, count: bins * bins)
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
      for term in terms.indices { normal[term][term] += 1 / (size * size) }
      guard let inverse = LinearSystem.inverse(normal) else { return nil }
      let change = terms.indices.map { term in
        max(-0.5, min(0.5, zip(inverse[term], gradient).reduce(0) { $0 + $1.0 * $1.1 }))
      }
      return weights.indices.map { row in
        terms.indices.reduce(0) { $0 + change[$1] * values[$1][row] }
      }
    }
  }
}
