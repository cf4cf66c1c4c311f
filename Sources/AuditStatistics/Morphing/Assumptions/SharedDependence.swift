import Glibc

/// A change of dependence that the components have in common, beside the maps of single features.
///
/// Within each component ranks become normal scores z with the correlations R_c; z′ = L′ L⁻¹ z has ρ′ with atanh ρ′ = atanh ρ + δ, where δ of each
/// pair of features is common to the components, and ranks of z′ within the component become values of the component
/// again, so that its own distributions stay. δ makes the correlation of normal scores of the *mixture* that of data: the pooled
/// correlation contains what lies between the classes, so that a map of pooled ranks would be wrong for every class. Where
/// the mixture still differs in the plane of two ranks, ``DependenceShape`` weights events. At last each feature is mapped
/// to data. Rows with a missing value keep their dependence. O(rows · features² · rounds).
public struct SharedDependence: Sendable {
  /// Features that take part, as places.
  let features: [Int]
  /// Pairs of places among `features`, with δ of each.
  let pairs: [(Int, Int)]
  private(set) var shifts: [Double]
  /// Change of the pooled correlation with δ of each pair.
  private var slopes: [Double]
  /// Sets of two or three places whose shape is fitted, too.
  private(set) var shaped: [[Int]] = []

  /// The pairs of features whose whole plane was fitted.
  public var shapedFeatures: [[Int]] {
    shaped.filter { $0.count == 2 }.map { $0.map { features[$0] }.sorted() }
  }

  /// Most pairs that are fitted: those that differ most.
  public static let mostPairs = 15
  /// Most pairs whose whole plane is fitted.
  public static let mostShaped = 3
  /// Multiple correlation of a feature with the others within a component above which it keeps its dependence.
  public static let tightest = 0.9
  private static let rounds = (whole: 6, other: 2)

  /// Fits whole samples; nil for fewer than two features that have maps, or correlations that cannot be inverted.
  public init?(_ features: [Int], in comparison: SampleComparison) {
    let sample = GroupJackknife(comparison).sample(0)
    guard let all = ComponentScores(features, sample, in: comparison), features.count > 1 else { return nil }
    let plain = all.pooledCorrelations(of: all.own)
    var candidates: [(pair: (Int, Int), pull: Double)] = []
    for a in features.indices {
      for b in features.indices where b > a {
        func z(_ rho: Double) -> Double { atanh(max(-0.999, min(0.999, rho))) }
        candidates.append(((a, b), abs(z(all.recorded[a][b]) - z(plain[a][b]))))
      }
    }
    var chosen: [(Int, Int)] = []
    for (pair, _) in candidates.sorted(by: { $0.pull > $1.pull }) where chosen.count < Self.mostPairs {
      let places = Set(chosen.flatMap { [$0.0, $0.1] } + [pair.0, pair.1]).sorted()
      if all.correlations.allSatisfy({ Self.scatters($0, places) }) { chosen.append(pair) }
    }
    guard !chosen.isEmpty else { return nil }
    let used = features.indices.filter { place in chosen.contains { $0.0 == place || $0.1 == place } }
    self.features = used.map { features[$0] }
    let places = Dictionary(uniqueKeysWithValues: used.enumerated().map { ($1, $0) })
    pairs = chosen.compactMap { pair in
      places[pair.0].flatMap { first in places[pair.1].map { (first, $0) } }
    }.sorted { $0 < $1 }
    shifts = pairs.map { _ in 0 }
    slopes = pairs.map { _ in 0.7 }
    guard let scores = ComponentScores(self.features, sample, in: comparison),
      fit(scores, rounds: Self.rounds.whole), let moved = scores.moved(by: shifts, of: pairs)
    else { return nil }
    let residuals = pairs.compactMap { pair -> (set: [Int], excess: Double)? in
      let set = [pair.0, pair.1]
      let misfit = DependenceShape.misfit(set, moved, scores, weights: scores.weights)
      return misfit.flatMap { $0.pValue < 0.01 / Double(pairs.count) ? (set, $0.excess) : nil }
    }
    shaped = residuals.sorted { $0.excess > $1.excess }.prefix(Self.mostShaped).map(\.set)
    // Three features that hang together by more than their pairs say.
    let together = Set(shaped.joined()).sorted()
    guard shaped.count == 3, together.count == 3 else { return }
    let weights = DependenceShape.weights(shaped, moved, scores)
    if let misfit = DependenceShape.misfit(together, moved, scores, weights: weights), misfit.pValue < 0.01 {
      shaped.append(together)
    }
  }

  /// False where one of some features hardly scatters about the others, 1 − R² = 1/(R⁻¹)_ii: it cannot be turned against them.
  private static func scatters(_ correlations: [[Double]], _ places: [Int]) -> Bool {
    guard let inverse = LinearSystem.inverse(places.map { a in places.map { correlations[a][$0] } }) else {
      return false
    }
    return inverse.indices.allSatisfy {
      inverse[$0][$0] > 0 && inverse[$0][$0] * (1 - tightest * tightest) < 1
    }
  }

  /// δ of each pair so that the pooled correlations agree, from where it stands: secant steps, halved where they lead away. False where
  /// correlations leave what is possible.
  private mutating func fit(_ scores: ComponentScores, rounds: Int) -> Bool {
    var last: (shifts: [Double], found: [Double], misfit: Double)?
    for _ in 0..<rounds {
      guard let moved = scores.moved(by: shifts, of: pairs) else { return false }
      let matrix = scores.pooledCorrelations(of: moved)
      let found = pairs.map { matrix[$0.0][$0.1] }
      let away = pairs.indices.map { scores.recorded[pairs[$0].0][pairs[$0].1] - found[$0] }
      let misfit = away.reduce(0) { $0 + $1 * $1 }
      if let last, misfit > last.misfit {
        shifts = zip(shifts, last.shifts).map { 0.5 * ($0 + $1) }
        continue
      }
      if let last {
        for pair in pairs.indices where abs(shifts[pair] - last.shifts[pair]) > 0.02 {
          let slope = (found[pair] - last.found[pair]) / (shifts[pair] - last.shifts[pair])
          if slope > 0.1, slope < 1.5 { slopes[pair] = slope }
        }
      }
      last = (shifts, found, misfit)
      var steps = pairs.indices.map { max(-1, min(1, away[$0] / slopes[$0])) }
      // Not every set of correlations can be: shorter steps until it can.
      var isPossible = false
      for _ in 0..<6 where !isPossible {
        isPossible = scores.isPossible(zip(shifts, steps).map { $0 + $1 }, of: pairs)
        if !isPossible { steps = steps.map { 0.5 * $0 } }
      }
      guard isPossible else { return false }
      shifts = zip(shifts, steps).map { $0 + $1 }
    }
    return true
  }

  /// The events of a sample with its own fit, which starts from this one; `mapped`: all features that are moved. nil where there is
  /// none.
  public func moved(_ mapped: [Int], in sample: GroupJackknife.Sample, of comparison: SampleComparison)
    -> MovedSample?
  {
    guard let scores = ComponentScores(features, sample, in: comparison) else { return nil }
    var own = self
    guard own.fit(scores, rounds: Self.rounds.other), let moved = scores.moved(by: own.shifts, of: pairs)
    else { return nil }
    var weights = scores.weights
    if !shaped.isEmpty {
      weights = DependenceShape.weights(shaped, moved, scores)
    }
    var columns: [Int: [Float]] = [:]
    for feature in mapped {
      let values = features.firstIndex(of: feature).map { moved.values[$0] }
      guard let column = comparison.mappedMixture(feature, values, weights, sample.data) else { return nil }
      columns[feature] = column
    }
    return MovedSample(columns: columns, weights: weights)
  }
}

extension SampleComparison {
  /// A feature of weighted simulation moved to data by the map of the mixture. O(rows · log cells).
  func mappedMixture(_ feature: Int, _ changed: [Float]?, _ weights: [Double], _ recorded: [Double])
    -> [Float]?
  {
    guard let grid = grids[feature] else { return nil }
    var values = changed ?? simulation.columns[feature]
    let cells = changed.map { grid.cells(of: $0) } ?? simulationCells[feature]
    var contents = [Double](repeating: 0, count: grid.count)
    for row in cells.indices where cells[row] != FeatureGrid.none {
      contents[Int(cells[row])] += weights[row]
    }
    guard
      let map = QuantileMap(
        grid: grid, simulation: [contents], data: self.contents(of: feature, recorded), shares: nil)
    else { return nil }
    for row in values.indices where cells[row] != FeatureGrid.none {
      let rank = map.rank(
        of: values[row], cell: Int(cells[row]), uniform: simulation.uniform(row, feature: feature))
      values[row] = Float(map.value(at: rank))
    }
    return values
  }
}
