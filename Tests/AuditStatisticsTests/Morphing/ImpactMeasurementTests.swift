import Glibc
import Testing

@testable import AuditStatistics

/// Predicted changes against the truth: data are the same events of nature under other conditions and in another mix.
@Suite struct ImpactMeasurementTests {
  private static let choices = [[0], [1], [2], [0, 1, 2]]

  /// True changes of signal and background efficiency, from 400 000 events under both conditions.
  private static let truth: [(signal: Double, background: Double)] = {
    let nature = ImpactToy(rows: 400_000, stream: 999_983, isData: false)
    let before = nature.efficiencies()
    return choices.map { features in
      let after = nature.efficiencies(distorting: features)
      return (after.signal - before.signal, after.background - before.background)
    }
  }()

  private func measured(
    _ simulation: ImpactToy, _ data: ImpactToy, fitsMix: Bool = true
  ) throws -> (SampleComparison, ImpactMeasurement) {
    let comparison = SampleComparison(
      simulation: simulation.events, data: data.events.pooled,
      mixUncertainty: fitsMix ? ComponentMix.defaultUncertainty : 0)
    let measurement = try #require(
      ImpactMeasurement(
        comparison, isPositive: simulation.isPositive, scores: ImpactToy.scores(simulation.columns),
        threshold: ImpactToy.threshold))
    return (comparison, measurement)
  }

  /// Coverage of signal and background efficiency for each choice of features.
  private func coverage(_ toys: Int, rows: Int, share: Double, fitsMix: Bool) throws -> [CoverageCount] {
    var signal = [CoverageCount](repeating: .init(), count: Self.choices.count)
    var background = signal
    for toy in 0..<UInt64(toys) {
      let simulation = ImpactToy(rows: rows, stream: 2 * toy, isData: false, negative: 0.1)
      let data = ImpactToy(rows: rows, stream: 2 * toy + 1, share: share, isData: true)
      let (comparison, measurement) = try measured(simulation, data, fitsMix: fitsMix)
      for (place, features) in Self.choices.enumerated() {
        let moved = simulation.moved(features, in: comparison)
        let isAll = fitsMix && features.count == 3
        let efficiency = try #require(measurement.impact(.efficiency, of: moved, withMix: isAll))
        signal[place].add(efficiency.change, truth: Self.truth[place].signal)
        let other = try #require(measurement.impact(.backgroundEfficiency, of: moved, withMix: isAll))
        background[place].add(other.change, truth: Self.truth[place].background)
      }
    }
    return signal + background
  }

  @Test func predictedChangesAgreeWithTheTruthIn200Toys() throws {
    let counts = try coverage(200, rows: 3000, share: 0.5, fitsMix: false)
    // 95 %: fewer than 180 of 200 has a probability of 0.001.
    for count in counts { #expect(count.covered >= 180, "\(count.covered) of 200") }
    let covered = counts.reduce(0) { $0 + $1.covered }
    #expect(covered >= 8 * 200 * 93 / 100, "\(covered) of 1600")
  }

  @Test func anotherMixIsNoImpact() throws {
    // 40 instead of 50 % signal in data, in classes that overlap much: in every tenth toy data hardly know the mix.
    let counts = try coverage(200, rows: 3000, share: 0.4, fitsMix: true)
    // 95 %: fewer than 180 of 200 has a probability of 0.001.
    for count in counts { #expect(count.covered >= 180, "\(count.covered) of 200") }
    let covered = counts.reduce(0) { $0 + $1.covered }
    #expect(covered >= 8 * 200 * 93 / 100, "\(covered) of 1600")
  }

  /// The table of Fixtures/references/impact.md.
  @Test(.enabled(if: InferenceCoverageTests.isFull, "the whole table takes minutes: SIMAUDIT_FULL_TOYS=1"))
  func wholeTableOfImpacts() throws {
    for rows in [1000, 3000, 12_000] {
      for (share, fitsMix) in [(0.5, false), (0.5, true), (0.4, true), (0.3, true)] {
        let counts = try coverage(200, rows: rows, share: share, fitsMix: fitsMix)
        let cells = counts.map { "\(Double($0.covered) / 2)" }.joined(separator: " | ")
        let all = Double(counts.reduce(0) { $0 + $1.covered }) / 16
        print("| \(rows) | \(share) | \(fitsMix ? "free" : "known") | \(cells) | \(all) |")
        // At 0.3 yields are off by more than their stated uncertainty: printed, not promised.
        #expect(share < 0.35 || all >= 93, "\(rows) \(share) \(fitsMix)")
      }
    }
  }

  @Test func whatAnotherMixDoesIsMeasuredAtBothEnds() throws {
    // Differences agree with slopes where data know the mix; where they hardly do, the bend widens the interval.
    func halfWidths(_ rows: Int) throws -> (with: Double, without: Double) {
      var sums = (0.0, 0.0)
      for toy in 0..<UInt64(8) {
        let simulation = ImpactToy(rows: rows, stream: 2 * toy, isData: false, negative: 0.1)
        let data = ImpactToy(rows: rows, stream: 2 * toy + 1, share: 0.3, isData: true)
        let (comparison, measurement) = try measured(simulation, data)
        var moved = try #require(simulation.moved([0, 1, 2], in: comparison))
        #expect(moved.mixVariations.count == 1)
        func half() throws -> Double {
          let change = try #require(measurement.impact(.backgroundEfficiency, of: moved, withMix: true))
            .change
          return 0.5 * (change.high - change.low)
        }
        sums.0 += try half()
        moved.mixVariations = []
        sums.1 += try half()
      }
      return sums
    }
    let (many, few) = (try halfWidths(20_000), try halfWidths(1000))
    #expect(abs(many.with / many.without - 1) < 0.1, "\(many)")
    #expect(few.with > 1.03 * few.without, "\(few)")
  }

  @Test func withoutADifferenceIntervalsContain0() throws {
    var counts = [CoverageCount](repeating: .init(), count: 3)
    var sharp = CoverageCount()
    for toy in 0..<UInt64(60) {
      let simulation = ImpactToy(rows: 3000, stream: 1000 + 2 * toy, isData: false, negative: 0.1)
      let data = ImpactToy(rows: 3000, stream: 1001 + 2 * toy, isData: false)
      let (comparison, measurement) = try measured(simulation, data, fitsMix: false)
      let moved = simulation.moved([0, 1, 2], in: comparison)
      for (place, metric) in [ImpactMetric.efficiency, .auc, .rejection].enumerated() {
        counts[place].add(try #require(measurement.impact(metric, of: moved)).change, truth: 0)
      }
      let selected = try #require(measurement.impact(.selected, of: moved))
      let closure = try #require(
        measurement.unexplained(selected, dataScores: ImpactToy.scores(data.columns)))
      sharp.add(closure, truth: 0)
    }
    for count in counts + [sharp] { #expect(count.covered >= 51, "\(count.covered) of 60") }
  }

  @Test func theSameSampleIsMappedOntoItself() throws {
    let toy = ImpactToy(rows: 2000, stream: 5, isData: false, negative: 0.1)
    let (comparison, measurement) = try measured(toy, toy, fitsMix: false)
    let map = try #require(comparison.mapped(0))
    for (value, moved) in zip(toy.columns[0], map.values) { #expect(abs(value - moved) < 1e-3) }
    var moved = try #require(toy.moved([0, 1, 2], in: comparison))
    // A fitted smearing is not exactly 0, because halves of simulation are compared crosswise.
    let whole = try #require(measurement.impact(.efficiency, of: moved)).change
    #expect(whole.low < 0 && whole.high > 0)
    moved.additions = []
    #expect(abs(try #require(measurement.impact(.efficiency, of: moved)).change.value) < 0.002)
  }

  @Test func aScaledSampleIsMappedByTheScale() throws {
    let simulation = ImpactToy(rows: 20_000, stream: 5, isData: false)
    var data = simulation
    data.columns[0] = simulation.columns[0].map { 1.05 * $0 }
    let (comparison, _) = try measured(simulation, data, fitsMix: false)
    let map = try #require(comparison.mapped(0))
    var worst: Float = 0
    for (value, moved) in zip(simulation.columns[0], map.values) where value > 25 && value < 110 {
      worst = max(worst, abs(moved / value - 1.05))
    }
    #expect(worst < 0.004)
  }

  @Test func integersAndMissingValuesAreMapped() throws {
    let random = CounterRandom(seed: 1, stream: "integers")
    func column(_ shift: Double, _ part: UInt32) -> [Float] {
      (0..<UInt64(8000)).map { row in
        row % 10 == 0 ? .nan : Float(Int(6 * random.uniform(row, part: part) + shift))
      }
    }
    let keys = Array(0..<UInt64(8000))
    let ones = [Double](repeating: 1, count: 8000)
    let comparison = SampleComparison(
      simulation: MorphingEvents(columns: [column(0, 0)], weights: ones, keys: keys),
      data: MorphingEvents(columns: [column(0.3, 1)], weights: ones, keys: keys))
    let map = try #require(comparison.mapped(0))
    #expect(map.values.enumerated().allSatisfy { ($0.offset % 10 == 0) == $0.element.isNaN })
    #expect(map.values.allSatisfy { $0.isNaN || $0 == $0.rounded() })
    let mean = { (values: [Float]) -> Double in
      let finite = values.filter { !$0.isNaN }
      return finite.reduce(0) { $0 + Double($1) } / Double(finite.count)
    }
    #expect(abs(mean(map.values) - mean(column(0.3, 1))) < 0.02)
  }

  @Test func scalingWeightsChangesNothing() throws {
    func numbers(_ factor: Double) throws -> [Double] {
      var simulation = ImpactToy(rows: 2000, stream: 8, isData: false, negative: 0.1)
      let data = ImpactToy(rows: 2000, stream: 9, isData: true)
      simulation.weights = simulation.weights.map { factor * $0 }
      let (comparison, measurement) = try measured(simulation, data)
      let moved = simulation.moved([0, 1], in: comparison)
      return try [ImpactMetric.efficiency, .auc, .rejection].flatMap { metric in
        let change = try #require(measurement.impact(metric, of: moved)).change
        return [change.value, change.low, change.high]
      }
    }
    for (a, b) in zip(try numbers(1), try numbers(12.5)) { #expect(abs(a - b) < 1e-6) }
  }

  @Test func ratiosRecoverACovariateShift() throws {
    // Data have events of simulation chosen by their features: classes of given features stay.
    var counts = (CoverageCount(), CoverageCount())
    func ratio(_ x: Float) -> Double { exp(0.4 * Double(x) - 0.3) }
    let nature = ImpactToy(rows: 200_000, stream: 77, isData: false)
    let before = nature.efficiencies()
    var reweighted = nature
    reweighted.weights = nature.columns[2].map(ratio)
    let after = reweighted.efficiencies()
    for toy in 0..<UInt64(60) {
      let simulation = ImpactToy(rows: 3000, stream: 5000 + 2 * toy, isData: false, negative: 0.1)
      var data = ImpactToy(rows: 3000, stream: 5001 + 2 * toy, isData: false)
      data.weights = data.columns[2].map(ratio)
      let (_, measurement) = try measured(simulation, data, fitsMix: false)
      var ratios = simulation.columns[2].map(ratio)
      let total = simulation.weights.reduce(0, +)
      let scale = total / zip(ratios, simulation.weights).reduce(0) { $0 + $1.0 * $1.1 }
      ratios = ratios.map { $0 * scale }
      let impact = try #require(
        measurement.ratioImpact(
          ratios: ratios, rows: Array(0..<3000), dataScores: ImpactToy.scores(data.columns),
          dataRows: Array(0..<3000)))
      counts.0.add(impact.efficiency, truth: after.signal - before.signal)
      counts.1.add(impact.backgroundEfficiency, truth: after.background - before.background)
      #expect(impact.effectiveRows.weighted < impact.effectiveRows.nominal)
    }
    #expect(
      counts.0.covered >= 51 && counts.1.covered >= 51, "\(counts.0.covered), \(counts.1.covered) of 60")
  }
}
