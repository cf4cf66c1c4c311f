import AuditStatistics
import Testing

/// Heavy tails and weights that grow along them: the interval of W₁ covers, or too few events carry its error to say so.
@Suite struct HeavyTailTests {
  private func found(_ row: ToyCase, toys: Int) -> [(carriers: Double, covers: Bool)] {
    let plan = ResamplingPlan(seed: 7)
    let simulation = ToyPopulation(feature: row.feature)
    let data = ToyPopulation(feature: row.feature, shift: row.shift, width: row.width)
    let truth = simulation.distances(to: data).integral
    return (0..<toys).compactMap { toy in
      var generator = ToyGenerator(seed: 3, toy: toy)
      let first = generator.sample(simulation, row.weights, row.simulationRows)
      let second = generator.sample(data, row.weights, row.dataRows)
      guard let comparison = Comparison(simulation: first, data: second),
        let distances = ShiftDistances(
          cells: comparison.cells, kolmogorovSmirnov: comparison.kolmogorovSmirnov.distance,
          wasserstein: comparison.wasserstein, plan: plan)
      else { return nil }
      let interval = distances.wasserstein
      return (distances.carriers, interval.low <= truth && truth <= interval.high)
    }
  }

  @Test(arguments: [ToyPopulation.Feature.logNormal, .pareto], [(200, 20_000), (20_000, 200)])
  func fewHeavyEventsDecideNothing(feature: ToyPopulation.Feature, rows: (Int, Int)) {
    let found = found(
      ToyCase(feature: feature, width: 1.5, weights: .importance, simulationRows: rows.0, dataRows: rows.1),
      toys: 60)
    let decided = found.filter { $0.carriers >= ShiftDistances.fewestCarriers }
    #expect(decided.count <= 15, "\(decided.count) of \(found.count)")
  }

  @Test(arguments: [ToyWeights.unit, .logNormal, .importance, .manyNegative])
  func whatIsDecidedIsCovered(weights: ToyWeights) {
    let rows = [
      (ToyPopulation.Feature.normal, 200, 20_000), (.exponential, 20_000, 200), (.pareto, 2000, 2000),
    ]
    var (decided, covered) = (0, 0)
    for (feature, first, second) in rows {
      let found = found(
        ToyCase(feature: feature, width: 1.5, weights: weights, simulationRows: first, dataRows: second),
        toys: 60)
      decided += found.count { $0.carriers >= ShiftDistances.fewestCarriers }
      covered += found.count { $0.carriers >= ShiftDistances.fewestCarriers && $0.covers }
    }
    let least = 0.93 - 3.7 * (0.07 * 0.93 / Double(decided)).squareRoot()
    #expect(decided >= 60 && Double(covered) >= least * Double(decided), "\(covered) of \(decided) cover")
  }

  /// Samples without a tail decide, whatever their weights.
  @Test func thousandsOfEventsWithoutATailDecide() {
    for weights in [ToyWeights.unit, .logNormal, .manyNegative] {
      let found = found(
        ToyCase(feature: .normal, weights: weights, simulationRows: 2000, dataRows: 2000), toys: 60)
      #expect(found.count { $0.carriers >= ShiftDistances.fewestCarriers } >= 56, "\(weights)")
    }
  }
}
