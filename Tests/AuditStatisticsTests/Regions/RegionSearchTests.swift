import AuditStatistics
import Testing

/// Boxes where two samples differ are found, measured on other rows, and not found where there are none.
@Suite struct RegionSearchTests {
  /// Uniform codes 1…32 in four features; `factor` thins or repeats rows of a corner in weight.
  private func rows(_ count: Int, factor: Double, negative: Double = 0, seed: UInt64) -> BinnedRows {
    let random = CounterRandom(seed: seed, stream: "regions")
    var codes = [[UInt8]](repeating: [], count: 4)
    var weights: [Double] = []
    var row: UInt64 = 0
    while weights.count < count {
      row += 1
      let values = (0..<4).map { UInt8(1 + random.uniform(row, part: UInt32($0)) * 32) }
      let isInside = values[0] > 24 && values[2] > 16
      if isInside, random.uniform(row, part: 8) > factor { continue }
      for column in 0..<4 { codes[column].append(values[column]) }
      weights.append(random.uniform(row, part: 9) < negative ? -1 : 1)
    }
    return BinnedRows(codes: codes, weights: weights)
  }

  private let bins = [33, 33, 33, 33]

  @Test func findsTheCorner() throws {
    let found = RegionSearch().regions(
      data: rows(10_000, factor: 0.5, seed: 1), simulation: rows(10_000, factor: 1, seed: 2), binCounts: bins,
      limit: 4)
    let first = try #require(found.first)
    let cuts = first.cuts.sorted { $0.feature < $1.feature }
    #expect(cuts.map(\.feature) == [0, 2])
    #expect(abs((cuts.first?.bins.lowerBound ?? 0) - 25) <= 1)
    #expect(abs((cuts.last?.bins.lowerBound ?? 0) - 17) <= 1)
    // What else it lists are fluctuations, which other rows do not confirm.
    let (data, simulation) = (rows(10_000, factor: 0.5, seed: 5), rows(10_000, factor: 1, seed: 6))
    let all = (WeightTally.sum(data.weights), WeightTally.sum(simulation.weights))
    let pValues = found.compactMap {
      RegionRatio(
        data: ($0.tally(data), all.0), simulation: ($0.tally(simulation), all.1), confidence: 0.95)?.pValue
    }
    #expect(pValues[0] < 1e-20)
  }

  @Test func weightsScaleAndZeroRowsChangeNothing() {
    let data = rows(3000, factor: 0.5, negative: 0.1, seed: 3)
    let simulation = rows(3000, factor: 1, negative: 0.1, seed: 4)
    let search = RegionSearch()
    let found = search.regions(data: data, simulation: simulation, binCounts: bins, limit: 3)
    var scaled = data
    scaled.weights = scaled.weights.map { 4 * $0 }
    var padded = simulation
    for column in 0..<4 { padded.codes[column] += [30, 30, 30] }
    padded.weights += [0, 0, 0]
    #expect(search.regions(data: scaled, simulation: simulation, binCounts: bins, limit: 3) == found)
    #expect(search.regions(data: data, simulation: padded, binCounts: bins, limit: 3) == found)
  }

  /// With 20 % negative weights, p-values of regions that another sample chose are uniform enough to hold Holm's promise.
  @Test func falseRegionsAreAsRareAsPromised() {
    let toys = 200
    var alarms = 0
    for toy in 0..<UInt64(toys) {
      let search = RegionSearch(beam: 3, smallestPull: 0)
      let seeds = (4 * toy + 1000, 4 * toy + 1001, 4 * toy + 1002, 4 * toy + 1003)
      let found = search.regions(
        data: rows(600, factor: 1, seed: seeds.0),
        simulation: rows(600, factor: 1, negative: 0.2, seed: seeds.1),
        binCounts: bins, limit: 4)
      let data = rows(600, factor: 1, seed: seeds.2)
      let simulation = rows(600, factor: 1, negative: 0.2, seed: seeds.3)
      let all = (WeightTally.sum(data.weights), WeightTally.sum(simulation.weights))
      let pValues = found.compactMap {
        RegionRatio(
          data: ($0.tally(data), all.0), simulation: ($0.tally(simulation), all.1), confidence: 0.95)?.pValue
      }
      if MultipleTesting.holm(pValues).contains(where: { $0 <= 0.05 }) { alarms += 1 }
    }
    // 5 % of 200 with two more standard deviations: at most 17.
    #expect(alarms <= 17)
  }

  @Test func ratioAndDifferenceCover() throws {
    let toys = 300
    var covered = (ratio: 0, difference: 0)
    // Σw is 0.6 of the rows; 100 of 1000 expected events of simulation lie inside, 130 of 1000 of data.
    for toy in 0..<UInt64(toys) {
      let random = CounterRandom(seed: toy, stream: "region ratio")
      var tallies = [WeightTally](repeating: WeightTally(), count: 4)
      for row in 0..<1000 as Range<UInt64> {
        let isInside = (random.uniform(row, part: 1) < 0.13, random.uniform(row, part: 2) < 0.1)
        let weight = random.uniform(row, part: 3) < 0.2 ? -1.0 : 1
        tallies[1].add(1)
        tallies[3].add(weight)
        if isInside.0 { tallies[0].add(1) }
        if isInside.1 { tallies[2].add(weight) }
      }
      let result = try #require(
        RegionRatio(
          data: (tallies[0], tallies[1]), simulation: (tallies[2], tallies[3]), confidence: 0.95))
      if let ratio = result.ratio, ratio.low <= 1.3, ratio.high >= 1.3 { covered.ratio += 1 }
      if result.difference.low <= 0.03, result.difference.high >= 0.03 { covered.difference += 1 }
    }
    // 285 ± 3.8 are expected.
    #expect(covered.ratio >= 275)
    #expect(covered.difference >= 275)
  }

  @Test func emptySidesHaveNoRatioOrOneOfZero() throws {
    var some = WeightTally()
    some.add(unitRows: 50)
    var all = WeightTally()
    all.add(unitRows: 1000)
    let noData = try #require(
      RegionRatio(data: (WeightTally(), all), simulation: (some, all), confidence: 0.95))
    #expect(noData.ratio?.value == 0 && noData.ratio?.low == 0)
    #expect(try #require(noData.ratio?.high) < 0.15)
    #expect(noData.pValue < 1e-6)
    let noSimulation = try #require(
      RegionRatio(data: (some, all), simulation: (WeightTally(), all), confidence: 0.95))
    #expect(noSimulation.ratio == nil && noSimulation.difference.low > 0.03)
    let equal = try #require(RegionRatio(data: (some, all), simulation: (some, all), confidence: 0.95))
    #expect(equal.pValue == 1 && equal.ratio?.value == 1)
    #expect(
      RegionRatio(data: (some, WeightTally()), simulation: (some, all), confidence: 0.95) == nil)
  }
}

extension WeightTally {
  fileprivate static func sum(_ weights: [Double]) -> WeightTally {
    weights.reduce(into: WeightTally()) { $0.add($1) }
  }
}
