import Glibc
import Testing

@testable import AuditStatistics

/// The parts of the assumptions: errors from groups, control regions, lower bounds, what stays of a class.
@Suite struct AssumptionStatisticsTests {
  private func toy(
    _ rows: Int, stream: UInt64, correlation: Double = 0, shift: Double = 0, negative: Double = 0
  ) -> (events: MorphingEvents, isPositive: [Bool]) {
    let random = CounterRandom(seed: 31, stream: stream)
    var columns: [[Float]] = [[], []]
    var (isPositive, weights, keys): ([Bool], [Double], [UInt64]) = ([], [], [])
    for row in 0..<UInt64(rows) {
      let isSignal = random.uniform(row) < 0.4
      let a = random.normal(row)
      let b = correlation * a + (1 - correlation * correlation).squareRoot() * random.normal(row, part: 1)
      columns[0].append(Float(a + (isSignal ? 1 + shift : 0)))
      columns[1].append(Float(b + (isSignal ? 1.2 : 0)))
      isPositive.append(isSignal)
      weights.append(random.uniform(row, part: 3) < negative ? -1 : 1)
      keys.append(stream << 32 | row)
    }
    return (
      MorphingEvents(
        columns: columns, weights: weights, components: isPositive.map { $0 ? 1 : 0 }, componentCount: 2,
        keys: keys), isPositive
    )
  }

  private func mean(_ values: [Float], _ weights: [Double], where rows: (Int) -> Bool) -> Double {
    var (sum, total) = (0.0, 0.0)
    for row in values.indices where rows(row) {
      sum += weights[row] * Double(values[row])
      total += weights[row]
    }
    return sum / total
  }

  @Test func groupsGiveTheErrorOfAMean() throws {
    let (simulation, data) = (toy(4000, stream: 1, negative: 0.1), toy(2000, stream: 2))
    let comparison = SampleComparison(
      simulation: simulation.events, data: data.events.pooled, mixUncertainty: 0)
    let jackknife = GroupJackknife(comparison)
    let values = (0..<jackknife.count).map { number -> Double? in
      let sample = jackknife.sample(number)
      return mean(data.events.columns[0], sample.data) { _ in true }
        - mean(simulation.events.columns[0], sample.simulation) { _ in true }
    }
    let change = try #require(jackknife.change(values))
    // Variance 1 + 0.24 of a row; Σw²/(Σw)² = 1/0.64 n for a tenth of negative weights.
    let expected = (1.24 * (1 / 2000.0 + 1 / (0.64 * 4000))).squareRoot()
    #expect(abs(change.standardError / expected - 1) < 0.5, "\(change.standardError) \(expected)")
    #expect(change.low <= 0 && change.high >= 0)
  }

  @Test func theClassAloneGetsWhatIsNeeded() throws {
    let simulation = toy(20_000, stream: 3, negative: 0.1)
    let data = toy(20_000, stream: 4, shift: -0.4)
    let comparison = SampleComparison(
      simulation: simulation.events, data: data.events.pooled, mixUncertainty: 0)
    let alone = try #require(ClassAlone(simulation.isPositive, features: [0, 1], in: comparison))
    let moved = try #require(alone.moved(in: GroupJackknife(comparison).sample(0)))
    let column = try #require(moved.columns[0])
    func signal(_ row: Int) -> Bool { simulation.isPositive[row] }
    #expect(abs(mean(column, moved.weights, where: signal) - 0.6) < 0.1)
    for row in column.indices where !simulation.isPositive[row] {
      #expect(column[row] == simulation.events.columns[0][row])
    }
    #expect(abs(moved.weights.reduce(0, +) - 1) < 1e-9)
  }

  @Test func whatHasWhatItNeedsStaysWhereHalfOfAllValuesAreEqual() {
    let edges = [0, 0.5] + (1...100).map { 0.5 + 0.005 * Double($0) }
    let own = zip(edges.dropFirst(), edges).map { 0.4 * ($0 - $1) }
    let found = ClassDisplacement(ranks: edges, own: own, wanted: own, variances: own.map { $0 / 20_000 })
    #expect(found.sizes.allSatisfy { abs($0) < 0.02 }, "\(found.sizes)")
  }

  @Test(arguments: [0, 0.2]) func sharedDependenceKeepsEachClass(_ negative: Double) throws {
    let simulation = toy(20_000, stream: 5, negative: negative)
    let data = toy(20_000, stream: 6, correlation: 0.6)
    let comparison = SampleComparison(
      simulation: simulation.events, data: data.events.pooled, mixUncertainty: 0)
    let shared = try #require(SharedDependence([0, 1], in: comparison))
    // atanh 0.6 within the classes; the pooled correlation is 0.74 then and 0.23 before.
    #expect(abs(shared.shifts[0] - atanh(0.6)) < 0.08, "\(shared.shifts)")
    let moved = try #require(
      shared.moved([0, 1], in: GroupJackknife(comparison).sample(0), of: comparison))
    let columns = try [0, 1].map { try #require(moved.columns[$0]) }
    for positive in [true, false] {
      func isOf(_ row: Int) -> Bool { simulation.isPositive[row] == positive }
      let means = columns.map { mean($0, moved.weights, where: isOf) }
      #expect(abs(means[0] - (positive ? 1 : 0)) < 0.05 && abs(means[1] - (positive ? 1.2 : 0)) < 0.05)
      let product = mean(zip(columns[0], columns[1]).map(*), moved.weights, where: isOf)
      #expect(abs(product - means[0] * means[1] - 0.6) < 0.06)
    }
    // And what is moved agrees with data.
    #expect(try #require(comparison.dependenceDifferences([0, 1], of: moved).first).pValue > 0.01)
    #expect(SharedDependence([0], in: comparison) == nil)
  }

  @Test func controlRegionsDoNotNameAClassThatStays() throws {
    var (named, covered) = (0, 0)
    for toy in 0..<UInt64(100) {
      func rows(_ isData: Bool, _ count: Int) -> (ControlRegions.Rows, [Bool]) {
        let random = CounterRandom(seed: toy, stream: isData ? 1 : 2)
        var (scores, weights, regions, classes): ([Float], [Double], [Int], [Bool]) = ([], [], [], [])
        for row in 0..<UInt64(count) {
          let region = random.uniform(row) < 0.5 ? 1 : 0
          let isSignal = random.uniform(row, part: 1) < (region == 1 ? 0.7 : 0.3)
          scores.append(Float(random.normal(row) + (isSignal ? 1 : 0)))
          weights.append(
            isData ? 1 : random.uniform(row, part: 2) < 0.2 ? -1 : exp(random.normal(row, part: 3)))
          regions.append(region)
          classes.append(isSignal)
        }
        return (ControlRegions.Rows(scores: scores, weights: weights, regions: regions), classes)
      }
      let (simulation, data) = (rows(false, 4000), rows(true, 1000))
      let control = try #require(
        ControlRegions(
          simulation: simulation.0, isPositive: simulation.1, data: data.0, threshold: 0.7, confidence: 0.95,
          seed: toy))
      if min(control.positives.pValue, control.negatives.pValue) < 0.025 { named += 1 }
      if control.positives.efficiency.low <= 0, control.positives.efficiency.high >= 0 { covered += 1 }
      #expect(control.remainder == nil)
    }
    // 5 %: more than 12 of 100 has a probability of 0.002; 95 %: fewer than 87 has 0.001.
    #expect(named <= 12 && covered >= 87, "\(named) named, \(covered) covered")
  }

  @Test func aBoundOfAMissingProcessIsNotAboveIt() throws {
    // Data hold 10 % in a region where simulation has 0.4 %.
    func sample(_ count: Int, inside: Int) -> (ratios: [Double], weights: [Double]) {
      ((0..<count).map { $0 < inside ? 12 : 0.9 }, Array(repeating: 1, count: count))
    }
    let found = try #require(
      MissingProcess(
        data: sample(10_000, inside: 1000), simulation: sample(10_000, inside: 40), confidence: 0.95))
    #expect(found.fraction.low > 0.085 && found.fraction.low < 0.1 && found.fraction.high == 1)
    #expect(abs(found.fraction.value - (0.1 - 0.004) / 0.996) < 1e-12)
    #expect(
      MissingProcess(
        data: sample(1000, inside: 5), simulation: sample(1000, inside: 4), confidence: 0.95) == nil)
  }
}
