import AuditStatistics
import Testing

/// Intervals where a few events or a few values decide: the tails of a small sample, the median of integers.
@Suite struct TiesAndTailsTests {
  /// Of how many toys the interval holds the truth, and how many miss it from below or above.
  private func covered(
    _ feature: ToyPopulation.Feature, _ weights: ToyWeights, rows: (simulation: Int, data: Int),
    shift: Double,
    toys: Int, truth: (ToyPopulation, ToyPopulation) -> Double,
    _ infer: (WeightedDistribution, WeightedDistribution, CellPair, ResamplingPlan) -> IntervalEstimate?
  ) -> (share: Double, width: Double) {
    let (first, second) = (ToyPopulation(feature: feature), ToyPopulation(feature: feature, shift: shift))
    let truth = truth(first, second)
    let plan = ResamplingPlan(seed: 4)
    var (inside, measured, widths) = (0, 0, 0.0)
    for toy in 0..<toys {
      var generator = ToyGenerator(seed: 606, toy: toy)
      let simulation = generator.sample(first, weights, rows.simulation)
      let data = generator.sample(second, weights, rows.data)
      let cells = CellPair(simulation: simulation, data: data)
      guard let estimate = infer(simulation, data, cells, plan) else { continue }
      measured += 1
      widths += estimate.high - estimate.low
      inside += estimate.low <= truth && truth <= estimate.high ? 1 : 0
    }
    return (Double(inside) / Double(max(1, measured)), widths / Double(max(1, measured)))
  }

  /// The true end of the range may lie within 200 events of simulation: with 0.2 expected beyond it the second extreme counts.
  @Test(arguments: [ToyWeights.unit, .logNormal, .importance], [0.2, 1])
  func rangesOfFewEventsCover(weights: ToyWeights, shift: Double) {
    func outside(_ first: ToyPopulation, _ second: ToyPopulation) -> Double {
      second.cumulative(first.quantile(0.001)) + 1 - second.cumulative(first.quantile(0.999))
    }
    let few = covered(.normal, weights, rows: (200, 4000), shift: shift, toys: 300, truth: outside) {
      TailFraction.infer(simulation: $0, data: $1, cells: $2, plan: $3)
    }
    #expect(few.share >= 0.92 && few.width < 0.5, "\(few)")
  }

  /// The error of F at the median of integers depends on how the median lies between two of them; 1500 toys know 95 % to 0.6.
  @Test(arguments: [(200, 2000), (2000, 200)], [0, 0.2])
  func mediansOfIntegersCover(rows: (Int, Int), shift: Double) {
    func median(_ first: ToyPopulation, _ second: ToyPopulation) -> Double {
      (second.midQuantile(0.5) - first.midQuantile(0.5)) / (first.midQuantile(0.75) - first.midQuantile(0.25))
    }
    let found = covered(.integer, .unit, rows: rows, shift: shift, toys: 1500, truth: median) {
      QuantileShifts(simulation: $0, data: $1, cells: $2, plan: $3)?.medianShift
    }
    #expect((0.93...0.975).contains(found.share), "\(found)")
  }
}
