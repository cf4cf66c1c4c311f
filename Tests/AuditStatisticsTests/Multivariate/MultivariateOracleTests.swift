import Glibc
import Testing

@testable import AuditStatistics

/// Fast forms against slow plain ones, and what must change nothing.
@Suite struct MultivariateOracleTests {
  private let multipliers = Multipliers(resamples: 99, seed: 11)

  @Test func randomFeaturesAgreeWithAllPairs() throws {
    for toy in [MultivariateToy.shifted, .wide, .uncorrelated] {
      for weights in [ToyWeights.unit, .negative] {
        let (simulation, data) = try #require(toy.tables(weights, 400, 350, toy: 3))
        let exact = KernelDistance.test(
          .gaussian(width: 1.5), simulation: simulation, data: data, multipliers)
        let features = FourierFeatures(features: 2, frequencies: 4096, width: 1.5, seed: 4)
        let found = features.distance(simulation, data, multipliers)
        let wanted = exact.estimate(multipliers)
        // 4096 frequencies: a few percent of the kernel's largest values.
        #expect(abs(found.value - wanted.value) < 0.05 * wanted.value + 2e-4, "\(toy) \(weights)")
        #expect(abs(found.high - wanted.high) < 0.1 * wanted.high, "\(toy) \(weights)")
      }
    }
  }

  @Test func slicedEnergyAgreesWithAllPairs() throws {
    for toy in [MultivariateToy.shifted, .wide, .uncorrelated] {
      let (simulation, data) = try #require(toy.tables(.negative, 400, 350, toy: 5))
      func energy(_ exactRows: Int) -> IntervalEstimate? {
        SlicedDistances(
          simulation: simulation, data: data, directions: 200, cells: 128, exactRows: exactRows, seed: 9,
          multipliers)?
          .energy
      }
      let exact = try #require(energy(1000))
      let sliced = try #require(energy(0))
      #expect(abs(sliced.value - exact.value) < 0.03 * exact.value + 0.01, "\(toy)")
      #expect(abs(sliced.high - exact.high) < 0.06 * exact.high, "\(toy)")
    }
  }

  /// |x| is the mean of |θx| over directions, over γ.
  @Test func directionsAreUnitVectorsAndFillTheSphere() {
    for features in [1, 2, 3, 7] {
      let directions = SlicedDistances.directions(features: features, count: 4000, seed: 2)
      for direction in directions.prefix(50) {
        #expect(isClose(direction.reduce(0) { $0 + $1 * $1 }, 1))
      }
      let mean = directions.reduce(0) { $0 + abs($1[0]) } / Double(directions.count)
      #expect(abs(mean / SlicedDistances.meanProjection(features) - 1) < 0.02)
    }
  }

  @Test func multipliersMakeTheSumsThatTheyPromise() {
    let sums = (0..<5 * 40).map { Float($0 % 7) - 3 }
    let other = (0..<5 * 30).map { Float($0 % 5) - 2 }
    let found = multipliers.errors(simulation: sums, strides: 40, data: other, 30, quantities: 5)
    for quantity in 0..<5 {
      for lane in [0, 15, 16, 63, 98] {
        var wanted = 0.0
        for group in 0..<40 {
          wanted +=
            Double(sums[quantity * 40 + group])
            * Double(multipliers.simulation[lane / 16 * Multipliers.groups + group][lane % 16])
        }
        for group in 0..<30 {
          wanted -=
            Double(other[quantity * 30 + group])
            * Double(multipliers.data[lane / 16 * Multipliers.groups + group][lane % 16])
        }
        #expect(abs(Double(found[quantity * multipliers.lanes + lane]) - wanted) < 1e-3)
      }
    }
  }

  /// The influence of a row on a rank correlation is what a little more weight does to it.
  @Test func rankInfluencesAreDerivatives() throws {
    let count = 60
    let random = CounterRandom(seed: 8, stream: "ranks")
    // Ties in the second feature.
    let x = (0..<UInt64(count)).map { Float(random.normal($0)) }
    let y = (0..<UInt64(count)).map { (x[Int($0)] + 2 * Float(random.normal($0, part: 1))).rounded() }
    let weights = (0..<UInt64(count)).map { random.uniform($0, part: 2) < 0.15 ? -0.5 : 1.0 }
    func table(_ weights: [Double]) -> FeatureTable? {
      FeatureTable(
        columns: [x, y], weights: weights,
        scales: Array(repeating: FeatureScale(center: 0, width: 1), count: 2),
        seed: 1, stream: "ranks")
    }
    let base = try #require(table(weights))
    let ranks = RankCovariance(base)
    let sum = weights.reduce(0, +)
    for row in [0, 7, 31, 59] {
      var changed = weights
      changed[row] += 1e-5
      let moved = try #require(table(changed))
      for (j, k) in [(0, 0), (0, 1), (1, 1)] {
        let derivative = (RankCovariance(moved).covariance[j, k] - ranks.covariance[j, k]) / 1e-5
        // One row a group: its sum is w/Σw times the influence, inflated.
        let influence =
          Double(ranks.sums[RankCovariance.place(j, k) * count + row]) / base.inflation / weights[row]
        #expect(abs(derivative - influence) < 2e-4 / sum, "row \(row), \(j) \(k)")
      }
    }
  }

  /// The error of a row in a correlation is what leaving it out does.
  @Test func correlationErrorsAreThoseOfLeavingRowsOut() throws {
    let count = 50
    let random = CounterRandom(seed: 14, stream: "left out")
    let x = (0..<UInt64(count)).map { Float(random.normal($0)) }
    let y = (0..<UInt64(count)).map { x[Int($0)] + Float(random.normal($0, part: 1)) }
    let weights = (0..<UInt64(count)).map {
      random.uniform($0, part: 2) < 0.15 ? -0.5 : exp(random.normal($0))
    }
    func moments(_ rows: [Int]) throws -> (MomentErrors, FeatureTable) {
      let table = try #require(
        FeatureTable(
          columns: [rows.map { x[$0] }, rows.map { y[$0] }], weights: rows.map { weights[$0] },
          scales: Array(repeating: FeatureScale(center: 0, width: 1), count: 2), seed: 1, stream: "left out"))
      return (MomentErrors(simulation: table, data: table, multipliers: multipliers), table)
    }
    func correlation(_ covariance: SymmetricMatrix) -> Double {
      covariance[1, 0] / (covariance[0, 0] * covariance[1, 1]).squareRoot()
    }
    let (whole, table) = try moments(Array(0..<count))
    let side = CorrelationDifference.jackknifed(
      whole.simulation.covariance, sums: whole.simulationSums, table, place: whole.place)
    let r = correlation(whole.simulation.covariance)
    #expect(side.correlations == [r])
    for row in [0, 9, 23, 49] {
      let (fewer, _) = try moments((0..<count).filter { $0 != row })
      let wanted =
        table.inflation * (1 - table.shares[row]) * (r - correlation(fewer.simulation.covariance))
      #expect(abs(Double(side.sums[row]) - wanted) < 1e-5, "row \(row)")
    }
  }

  @Test func cellsAreFoundAsBySearch() {
    let edges: [Float] = [-3, -2.5, -1, -0.9, -0.89, 0, 0.1, 4, 20]
    let index = EdgeIndex(edges)
    for step in 0...2300 {
      let value = -3 + Float(step) / 100
      let wanted = max(0, (edges.firstIndex { value <= $0 } ?? edges.count - 1) - 1)
      #expect(index.cell(of: value) == wanted, "\(value)")
    }
  }

  @Test func sinesAndCosinesAreThoseOfTheLibrary() {
    let turns = (0..<4000).map { Float($0 - 2000) / 333 }
    var sine = turns
    var cosine = turns
    Turn.sineAndCosine(of: turns, &sine, &cosine)
    for (place, turn) in turns.enumerated() {
      let angle = 2 * Double.pi * Double(turn)
      #expect(abs(Double(sine[place]) - sin(angle)) < 2e-6 && abs(Double(cosine[place]) - cos(angle)) < 2e-6)
    }
  }

  /// The gradient of the projected Wasserstein-1 distance is its derivative.
  @Test func gradientOfTheDirectionIsTheDerivative() throws {
    let (simulation, data) = try #require(MultivariateToy.shifted.tables(.negative, 300, 280, toy: 12))
    let search = DirectionSearch(
      simulation: try #require(Half(simulation, second: false)), data: try #require(Half(data, second: false))
    )
    let point = [0.8, 0.6]
    let found = search.gradient(at: point)
    for axis in 0..<2 {
      var moved = point
      moved[axis] += 3e-5
      var back = point
      back[axis] -= 3e-5
      let derivative = (search.gradient(at: moved).distance - search.gradient(at: back).distance) / 6e-5
      #expect(abs(derivative - found.gradient[axis]) < 0.02)
    }
  }

  @Test func scalingWeightsChangesNothing() throws {
    let random = CounterRandom(seed: 2, stream: "scaling")
    let columns = MultivariateToy.shifted.columns(random, 500)
    let weights = (0..<UInt64(500)).map { random.uniform($0, part: 9) < 0.2 ? -1.0 : 1 }
    func result(_ factor: Double) throws -> [IntervalEstimate] {
      let tables = try ["simulation", "data"].map { name in
        try #require(
          FeatureTable(
            columns: name == "data" ? columns : MultivariateToy.none.columns(random, 500),
            weights: weights.map { $0 * factor },
            scales: Array(repeating: FeatureScale(center: 0, width: 1), count: 2), seed: 1, stream: name))
      }
      let moments = MomentComparison(simulation: tables[0], data: tables[1], multipliers)
      let slices = try #require(
        SlicedDistances(
          simulation: tables[0], data: tables[1], directions: 8, exactRows: 0, seed: 3, multipliers))
      let discrepancy = MeanDiscrepancy(
        simulation: tables[0], data: tables[1], exactRows: 0, frequencies: 16, seed: 3, multipliers)
      return try [
        #require(moments.frechet), #require(moments.pearson?.largest), #require(moments.spearman?.largest),
        slices.energy, slices.wasserstein, slices.marginal, discrepancy.distance,
      ]
    }
    for (a, b) in zip(try result(1), try result(0.125)) { #expect(a == b) }
    for (a, b) in zip(try result(1), try result(3)) {
      #expect(isClose(a.value, b.value, 1e-4) && isClose(a.high, b.high, 1e-4))
    }
  }

  /// A direction that two features have to be combined for is found, and only on the half that may be looked at.
  @Test func theWorstDirectionIsACombination() throws {
    let random = CounterRandom(seed: 21, stream: "direction")
    func columns(_ widths: Double, _ offset: UInt64) -> [[Float]] {
      var result: [[Float]] = [[], [], []]
      for row in 0..<UInt64(4000) {
        let (a, b) = (random.normal(row + offset), widths * random.normal(row + offset, part: 1))
        result[0].append(Float((a + b) / 2.0.squareRoot()))
        result[1].append(Float((a - b) / 2.0.squareRoot()))
        result[2].append(Float(random.normal(row + offset, part: 2)))
      }
      return result
    }
    let tables = try [(1.0, UInt64(0), "simulation"), (0.6, 10_000, "data")].map { width, offset, name in
      try #require(
        FeatureTable(
          columns: columns(width, offset), weights: nil,
          scales: Array(repeating: FeatureScale(center: 0, width: 1), count: 3), seed: 1, stream: name))
    }
    let plan = ResamplingPlan(resamples: 199, seed: 4)
    let found = try #require(WorstDirection(simulation: tables[0], data: tables[1], seed: 5, plan: plan))
    #expect(Set(found.terms.map(\.feature)) == [0, 1])
    #expect(found.terms.allSatisfy { abs(abs($0.coefficient) - 0.5.squareRoot()) < 0.1 })
    #expect(found.terms[0].coefficient > 0 && found.terms[1].coefficient < 0)
    #expect(found.wasserstein.low > 0.2 && found.wasserstein.high < 0.45)
    #expect(found.simulation.rows + found.data.rows < 4400)
  }

  @Test func equalSamplesShowNothing() throws {
    let (simulation, _) = try #require(MultivariateToy.none.tables(.negative, 400, 10, toy: 30))
    let moments = MomentComparison(simulation: simulation, data: simulation, multipliers)
    let slices = try #require(
      SlicedDistances(
        simulation: simulation, data: simulation, directions: 8, exactRows: 0, seed: 3, multipliers))
    let discrepancy = MeanDiscrepancy(
      simulation: simulation, data: simulation, frequencies: 16, seed: 3, multipliers)
    for found in try [
      #require(moments.frechet), #require(moments.pearson?.largest), #require(moments.spearman?.largest),
      slices.energy, slices.wasserstein, slices.marginal, discrepancy.distance,
    ] {
      #expect(found.low == 0 && found.value < 1e-6 && found.high > 0)
      #expect((found.pValue ?? 0) > 0.9)
    }
  }

  @Test func samplesThatCannotBeComparedGiveNothing() {
    func table(_ weights: [Double]?, _ count: Int) -> FeatureTable? {
      FeatureTable(
        columns: [(0..<count).map { Float($0) }], weights: weights,
        scales: [FeatureScale(center: 0, width: 1)],
        seed: 1, stream: "few")
    }
    #expect(table(nil, 1) == nil && table([1, -1], 2) == nil && table([-1, -1, -1], 3) == nil)
    #expect(table(nil, 5) != nil)
    var builder = DistributionBuilder()
    builder.append([Float(2), 2, 2], weights: [Float]?.none)
    #expect(FeatureScale(builder.finish()) == nil)
  }
}
