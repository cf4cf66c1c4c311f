/// The map that gives some features of simulation the dependence that they have in data, too.
///
/// Ranks in simulation become normal scores z, whose correlation matrices in simulation and in data are R = L Lᵀ and
/// R′ = L′ L′ᵀ; z′ = L′ L⁻¹ z then goes through the quantile functions of data. That is the chain of conditional quantile
/// maps of each feature given those before it (M. Rosenblatt, Ann. Math. Stat. 23 (1952) 470) where conditional medians
/// are linear in normal scores; with equal correlations it is the maps of single features. Dependence of another shape is
/// not transferred. Rows with a missing value keep their dependence. O(rows · features²).
public struct DependenceMap: Sendable {
  /// Places of the features.
  public let features: [Int]
  private let maps: [QuantileMap]
  /// Ranks of simulated rows; NaN where missing.
  private let ranks: [[Float]]
  private let scores: [[Float]]
  /// Correlations of normal scores in simulation and in data.
  let correlations: (simulation: [[Double]], data: [[Double]])
  /// Influences on each difference data − simulation, in the order of `pairs`.
  let influences: [RowInfluences]
  let pairs: [(Int, Int)]
  /// Numbers of the pairs of features.
  public var pairNumbers: Range<Int> { pairs.indices }
  /// What a correlation is changed by for its derivative.
  static let step = 0.05

  /// nil where a feature has no map or correlations cannot be inverted.
  public init?(_ features: [Int], in comparison: SampleComparison) {
    let (simulation, data, mix) = (comparison.simulation, comparison.data, comparison.mix)
    var maps: [QuantileMap] = []
    for feature in features {
      guard let grid = comparison.grids[feature], let masses = comparison.masses[feature],
        let map = QuantileMap(grid: grid, masses: masses, shares: mix.fitted)
      else { return nil }
      maps.append(map)
    }
    guard features.count > 1 else { return nil }
    self.features = features
    self.maps = maps
    func ranks(_ events: MorphingEvents, _ cells: [[UInt16]], ofData: Bool) -> [[Float]] {
      zip(features, maps).map { feature, map in
        events.columns[feature].indices.map { row in
          let cell = cells[feature][row]
          guard cell != FeatureGrid.none else { return .nan }
          return Float(
            map.rank(
              of: events.columns[feature][row], cell: Int(cell),
              uniform: events.uniform(row, feature: feature), ofData: ofData))
        }
      }
    }
    self.ranks = ranks(simulation, comparison.simulationCells, ofData: false)
    scores = self.ranks.map { $0.map(Self.score) }
    let recorded = ranks(data, comparison.dataCells, ofData: true).map { $0.map(Self.score) }
    // Components count with the shares that data prefer.
    var totals = [Double](repeating: 0, count: simulation.componentCount)
    for row in 0..<simulation.count {
      totals[Int(simulation.components[row])] += simulation.weights[row]
    }
    let all = totals.reduce(0, +)
    let factors = totals.indices.map { mix.isFitted ? mix.shares[$0] / totals[$0] : 1 / all }
    let weights = (0..<simulation.count).map {
      simulation.weights[$0] * factors[Int(simulation.components[$0])]
    }
    let count = features.count
    var matrices = (
      simulation: Self.identity(count), data: Self.identity(count)
    )
    var influences: [RowInfluences] = []
    var pairs: [(Int, Int)] = []
    for a in 0..<count {
      for b in (a + 1)..<count {
        guard let simulated = ScoreCorrelation(scores[a], scores[b], weights),
          let found = ScoreCorrelation(recorded[a], recorded[b], data.weights)
        else { return nil }
        (matrices.simulation[a][b], matrices.simulation[b][a]) = (simulated.value, simulated.value)
        (matrices.data[a][b], matrices.data[b][a]) = (found.value, found.value)
        var rows = RowInfluences(simulation: simulated.influences.map { -$0 }, data: found.influences)
        if mix.isFitted {
          // The mean over a component of what its events contribute.
          let means = totals.indices.map { component in
            (0..<simulation.count).reduce(0) {
              Int(simulation.components[$1]) == component ? $0 + simulated.influences[$1] : $0
            } / max(mix.shares[component], 1e-9)
          }
          for component in 1..<totals.count {
            rows.add(means[0] - means[component], mix.influences[component - 1])
          }
        }
        influences.append(rows)
        pairs.append((a, b))
      }
    }
    correlations = matrices
    self.influences = influences
    self.pairs = pairs
    guard Self.root(matrices.simulation) != nil, Self.root(matrices.data) != nil else { return nil }
  }

  /// Values of the features, `[feature][row]`; `pair`: with one correlation of data larger by ``step``, or smaller where that
  /// is impossible, and by how much.
  public func values(pair: Int? = nil) -> (values: [[Float]], step: Double)? {
    var target = correlations.data
    var step = 0.0
    if let pair {
      let (a, b) = pairs[pair]
      step = target[a][b] > 0 ? -Self.step : Self.step
      target[a][b] += step
      target[b][a] += step
    }
    guard let matrix = Self.transform(from: correlations.simulation, to: target) else { return nil }
    var result = ranks
    var row = [Double](repeating: 0, count: features.count)
    for place in ranks[0].indices {
      let isWhole = features.indices.allSatisfy { !ranks[$0][place].isNaN }
      for feature in features.indices { row[feature] = Double(scores[feature][place]) }
      for feature in features.indices where !ranks[feature][place].isNaN {
        var rank = Double(ranks[feature][place])
        if isWhole {
          var score = 0.0
          for other in 0...feature { score += matrix[feature][other] * row[other] }
          // The difference, so that equal correlations move nothing.
          rank += StandardNormal.cumulative(score) - StandardNormal.cumulative(row[feature])
        }
        result[feature][place] = Float(maps[feature].value(at: rank))
      }
    }
    return (result, step)
  }

  static func score(_ rank: Float) -> Float {
    guard !rank.isNaN else { return .nan }
    let rank = min(1 - 1e-6, max(1e-6, Double(rank)))
    guard rank > 0.01, rank < 0.99 else { return Float(StandardNormal.quantile(rank)) }
    let place = rank * Double(table.count - 1)
    let below = Int(place)
    return table[below] + Float(place - Double(below)) * (table[below + 1] - table[below])
  }

  /// Normal scores of evenly spaced ranks: between them they are straight to 10⁻⁴ where this is used.
  private static let table: [Float] = (0...4096).map {
    Float(StandardNormal.quantile(min(1 - 1e-6, max(1e-6, Double($0) / 4096))))
  }

  private static func identity(_ count: Int) -> [[Double]] {
    (0..<count).map { a in (0..<count).map { $0 == a ? 1 : 0 } }
  }

  /// L with L Lᵀ = R; nil where R is not positive.
  private static func root(_ matrix: [[Double]]) -> [[Double]]? {
    let root = LinearSystem.root(matrix, smallest: 1e-4)
    return root.indices.allSatisfy { root[$0][$0] > 0 } ? root : nil
  }

  /// L′ L⁻¹.
  static func transform(from: [[Double]], to: [[Double]]) -> [[Double]]? {
    guard let first = root(from), let second = root(to), let inverse = LinearSystem.inverse(first) else {
      return nil
    }
    return second.map { row in
      from.indices.map { column in row.indices.reduce(0) { $0 + row[$1] * inverse[$1][column] } }
    }
  }
}

/// The correlation of normal scores with the influence of each row, w(z₁z₂ − ρ(z₁² + z₂²)/2)/Σw, estimated ranks included.
/// Source: Klaassen and Wellner, Bernoulli 3 (1997) 55.
struct ScoreCorrelation {
  let value: Double
  let influences: [Double]

  init?(_ first: [Float], _ second: [Float], _ weights: [Double]) {
    guard let sums = Self.sums(first, second, weights) else { return nil }
    let value = sums.both / (sums.ones * sums.twos).squareRoot()
    self.value = value
    let total = sums.total
    let (one, two) = (total / sums.ones, total / sums.twos)
    influences = weights.indices.map { row in
      guard !first[row].isNaN, !second[row].isNaN else { return 0 }
      let (a, b) = (Double(first[row]), Double(second[row]))
      return weights[row] / total
        * (a * b * (one * two).squareRoot() - value * (a * a * one + b * b * two) / 2)
    }
  }

  /// The correlation alone; nil where nothing is in it.
  static func value(_ first: [Float], _ second: [Float], _ weights: [Double]) -> Double? {
    sums(first, second, weights).map { $0.both / ($0.ones * $0.twos).squareRoot() }
  }

  private static func sums(_ first: [Float], _ second: [Float], _ weights: [Double]) -> (
    both: Double, ones: Double, twos: Double, total: Double
  )? {
    var (both, ones, twos, total) = (0.0, 0.0, 0.0, 0.0)
    for row in weights.indices where !first[row].isNaN && !second[row].isNaN {
      let (a, b) = (Double(first[row]), Double(second[row]))
      both += weights[row] * a * b
      ones += weights[row] * a * a
      twos += weights[row] * b * b
      total += weights[row]
    }
    return ones > 0 && twos > 0 && total > 0 ? (both, ones, twos, total) : nil
  }
}
