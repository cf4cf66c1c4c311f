import Glibc
import Testing

@testable import AuditStatistics

/// Groups: another dependence between features whose own distributions are the same.
@Suite struct DependenceMapTests {
  private struct Toy {
    var columns: [[Float]] = [[], []]
    var isPositive: [Bool] = []
    var weights: [Double] = []
    var keys: [UInt64] = []

    init(_ rows: Int, correlation: Double, stream: UInt64, negative: Double = 0) {
      let r = CounterRandom(seed: 5, stream: stream)
      for i in 0..<UInt64(rows) {
        let a = r.normal(i)
        columns[0].append(Float(a))
        columns[1].append(
          Float(correlation * a + (1 - correlation * correlation).squareRoot() * r.normal(i, part: 1)))
        isPositive.append(i % 2 == 0)
        weights.append(r.uniform(i, part: 2) < negative ? -1 : 1)
        keys.append(stream << 32 | i)
      }
    }

    var events: MorphingEvents {
      MorphingEvents(
        columns: columns, weights: weights, components: isPositive.map { $0 ? 1 : 0 }, componentCount: 2,
        keys: keys)
    }
  }

  /// What is selected: x + y ≥ 1.
  private func scores(_ columns: [[Float]]) -> [Float] { zip(columns[0], columns[1]).map { $0 + $1 } }

  private func measurement(_ simulation: Toy, _ comparison: SampleComparison) throws -> ImpactMeasurement {
    try #require(
      ImpactMeasurement(
        comparison, isPositive: simulation.isPositive, scores: scores(simulation.columns), threshold: 1))
  }

  private func moved(_ features: [Int], _ simulation: Toy, _ comparison: SampleComparison) throws
    -> ImpactMeasurement.MovedScores
  {
    let maps = try features.map { try #require(comparison.mapped($0)) }
    var base = simulation.columns
    for (feature, map) in zip(features, maps) { base[feature] = map.values }
    func varied(_ feature: Int, _ values: [Float]) -> [Float] {
      var changed = base
      changed[feature] = values
      return scores(changed)
    }
    var additions: [MapAddition] = []
    if features.count > 1 {
      let map = try #require(DependenceMap(features, in: comparison))
      let whole = scores(try #require(map.values()).values)
      additions.append(MapAddition(dependence: whole))
      for pair in map.pairNumbers {
        let (values, step) = try #require(map.values(pair: pair))
        additions.append(MapAddition(map, pair: pair, step: step, scores: scores(values), base: whole))
      }
    }
    return ImpactMeasurement.MovedScores(
      features: features, maps: maps, scores: scores(base),
      below: zip(features, maps).map { varied($0, $1.below) },
      above: zip(features, maps).map { varied($0, $1.above) }, additions: additions, in: comparison)
  }

  /// Changes by the first feature alone, and by both as a group.
  private func changes(data correlation: Double, toy: UInt64, mixUncertainty: Double = 0) throws
    -> [ChangeEstimate]
  {
    let simulation = Toy(3000, correlation: 0, stream: 2 * toy, negative: 0.1)
    let data = Toy(3000, correlation: correlation, stream: 2 * toy + 1)
    let comparison = SampleComparison(
      simulation: simulation.events, data: data.events.pooled, mixUncertainty: mixUncertainty)
    let measurement = try measurement(simulation, comparison)
    return try [[0], [0, 1]].map { features in
      try #require(
        measurement.impact(.efficiency, of: try moved(features, simulation, comparison))
      ).change
    }
  }

  @Test func anotherCorrelationIsAnImpactOfTheGroupAlone() throws {
    // P(x + y ≥ 1) with variances 2 and 3.
    let truth = 0.5 * erfc(1 / 6.0.squareRoot()) - 0.5 * erfc(1 / 4.0.squareRoot())
    var (single, group) = (CoverageCount(), CoverageCount())
    var resolved = 0
    for toy in 0..<UInt64(100) {
      let found = try changes(data: 0.5, toy: toy)
      single.add(found[0], truth: 0)
      group.add(found[1], truth: truth)
      if found[1].low > 0 { resolved += 1 }
    }
    // 95 %: fewer than 87 of 100 has a probability of 0.001.
    #expect(single.covered >= 87 && group.covered >= 87, "\(single.covered), \(group.covered) of 100")
    // The change is 0.042; the difference of the selected fractions has σ² = 0.28 · 0.72/3000 + 0.24 · 0.76/1920 (n_eff) = 0.0127².
    // No worse than that, 0.042/0.0127 − 1.96 = 1.35: 91 %, of which fewer than 82 of 100 has a probability of 0.001.
    #expect(resolved >= 82, "\(resolved)")
  }

  @Test func withoutADifferenceAGroupHasNoImpact() throws {
    var group = CoverageCount()
    for toy in 200..<UInt64(300) { group.add(try changes(data: 0, toy: toy)[1], truth: 0) }
    #expect(group.covered >= 87, "\(group.covered) of 100")
  }

  @Test func theSameSampleIsNotMoved() throws {
    let toy = Toy(2000, correlation: 0.4, stream: 1)
    let comparison = SampleComparison(
      simulation: toy.events, data: toy.events.pooled, mixUncertainty: 0)
    let map = try #require(DependenceMap([0, 1], in: comparison))
    for (feature, values) in try #require(map.values()).values.enumerated() {
      for (a, b) in zip(values, toy.columns[feature]) { #expect(abs(a - b) < 1e-2) }
    }
    // Equal columns have no correlation that could be inverted.
    var double = toy
    double.columns[1] = double.columns[0]
    let degenerate = SampleComparison(
      simulation: double.events, data: double.events.pooled, mixUncertainty: 0)
    #expect(DependenceMap([0, 1], in: degenerate) == nil)
  }
}
