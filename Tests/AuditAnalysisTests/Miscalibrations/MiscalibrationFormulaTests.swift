import AuditAnalysis
import AuditSamples
import Foundation
import Testing

/// What each kind does, in closed form.
@Suite struct MiscalibrationFormulaTests {
  private func events(_ columns: KeyValuePairs<String, [Double]>, weights: [Double]? = nil) -> EventBlock {
    EventBlock(
      Batch(
        rows: 0..<(columns.first?.value.count ?? 0), weights: weights.map { .float64($0) },
        columns: columns.map { .float64($0.value) }), names: columns.map(\.key))
  }

  private func apply<Kind: Miscalibration>(
    _ kind: Kind.Type, _ strength: Double, to events: EventBlock, _ set: (inout Kind) -> Void
  ) throws -> EventBlock {
    var miscalibration = Kind()
    set(&miscalibration)
    let context = MiscalibrationContext(
      random: RowRandom(seed: 1, name: Kind.kind),
      references: try FeatureReference.measure(miscalibration.references, over: [events]),
      donors: miscalibration.donors.isEmpty
        ? nil : try DonorRows(of: miscalibration.donors, over: [events], seed: 1))
    return try Injection(miscalibration).applied(to: events, strength: strength, in: context)
  }

  private func weights(_ events: EventBlock) -> [Double] {
    if case .float64(let weights)? = events.batch.weights { weights } else { [] }
  }

  private let line = (0...100).map(Double.init)

  @Test func scaleMultipliesAndOffsetAdds() throws {
    let two = events(["a": [1, -2, 4], "b": [10, 20, 0]])
    let scaled = try apply(Scale.self, 0.5, to: two) { $0.features = ["a", "b"] }
    #expect(try scaled.doubles("a") == [1.5, -3, 6] && scaled.doubles("b") == [15, 30, 0])
    let moved = try apply(Offset.self, -3, to: two) { ($0.features, $0.unit) = (["a"], .feature) }
    #expect(try moved.doubles("a") == [-2, -5, 1] && moved.doubles("b") == [10, 20, 0])
  }

  @Test func aSpreadIsHalfTheCentralSixtyEightPercent() throws {
    let uniform = (0..<100_000).map { (Double($0) + 0.5) / 100_000 }
    let moved = try apply(Offset.self, 1, to: events(["x": uniform])) { $0.features = ["x"] }
    #expect(abs(try moved.doubles("x")[0] - uniform[0] - 0.682_689_5 / 2) < 1e-4)
  }

  private func moments(_ values: [Double]) -> (mean: Double, deviation: Double, kurtosis: Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    let second = values.reduce(0) { $0 + pow($1 - mean, 2) } / Double(values.count)
    let fourth = values.reduce(0) { $0 + pow($1 - mean, 4) } / Double(values.count)
    return (mean, second.squareRoot(), fourth / (second * second))
  }

  @Test func smearingHasTheWidthItSays() throws {
    // 200,000 numbers: mean ± 0.0022 σ, deviation ± 0.0016 σ, kurtosis ± 0.011 (Gaussian); limits at five of these.
    let constant = events([
      "x": [Double](repeating: 50, count: 200_000), "y": Array(repeating: -50, count: 200_000),
    ])
    let relative = try apply(Smear.self, 0.1, to: constant) { $0.features = ["x", "y"] }
    let x = moments(try relative.doubles("x").map { ($0 - 50) / 5 })
    #expect(abs(x.mean) < 0.011 && abs(x.deviation - 1) < 0.008 && abs(x.kurtosis - 3) < 0.055)
    let products = zip(try relative.doubles("x"), try relative.doubles("y")).map {
      ($0 - 50) * ($1 + 50) / 25
    }
    #expect(abs(moments(products).mean) < 0.011)
    let absolute = try apply(Smear.self, 2, to: constant) {
      ($0.features, $0.by, $0.tailFraction, $0.tailFactor) = (["x"], .feature, 0.1, 4)
    }
    // Variance 0.9 + 0.1·16 = 2.5; fourth moment 3·(0.9 + 0.1·256) = 79.5: kurtosis 12.72.
    let tails = moments(try absolute.doubles("x").map { ($0 - 50) / 2 })
    #expect(abs(tails.deviation - 2.5.squareRoot()) < 0.04 && abs(tails.kurtosis - 12.72) < 0.9)
    let coherent = try apply(Smear.self, 1, to: constant) {
      ($0.features, $0.by, $0.coherent) = (["x", "y"], .feature, true)
    }
    #expect(
      try zip(coherent.doubles("x"), coherent.doubles("y")).allSatisfy { abs(($0 - 50) - ($1 + 50)) < 1e-12 })
  }

  @Test func noiseHasAPedestalAndACommonPart() throws {
    let zeros = events([
      "x": [Double](repeating: 1, count: 200_000), "y": Array(repeating: 1, count: 200_000),
    ])
    let noisy = try apply(Noise.self, 0.5, to: zeros) {
      ($0.features, $0.unit, $0.common, $0.pedestal) = (["x", "y"], .feature, 0.36, 2)
    }
    let (x, y) = (
      try noisy.doubles("x").map { ($0 - 1) / 0.5 }, try noisy.doubles("y").map { ($0 - 1) / 0.5 }
    )
    #expect(abs(moments(x).mean - 2) < 0.011 && abs(moments(x).deviation - 1) < 0.008)
    let covariance = moments(zip(x, y).map { ($0 - 2) * ($1 - 2) }).mean
    #expect(abs(covariance - 0.36) < 0.015)
    let suppressed = try apply(Noise.self, 1, to: events(["x": [0, 1, 0]])) {
      ($0.features, $0.unit, $0.keepZeros) = (["x"], .feature, true)
    }
    let kept = try suppressed.doubles("x")
    #expect(kept[0] == 0 && kept[1] != 1 && kept[2] == 0)
  }

  @Test func nonLinearityLeavesTheMedianAlone() throws {
    let values = [10.0, 20, 40, -5, 20]
    let bent = try apply(NonLinearity.self, 0.1, to: events(["x": values])) { $0.features = ["x"] }.doubles(
      "x")
    for (old, new) in zip(values, bent) {
      #expect(abs(new - (old > 0 ? old * (1 + 0.1 * log(old / 20)) : old)) < 1e-12)
    }
    let square = try apply(NonLinearity.self, 0.1, to: events(["x": line])) {
      ($0.features, $0.shape) = (["x"], .quadratic)
    }.doubles("x")
    let spread = (square[51] / 51 - 1) / 0.1
    #expect(square[50] == 50 && abs(spread - 1 / 34.0) < 0.001)
    #expect(abs(square[80] - 80 * (1 + 0.1 * 30 * spread)) < 1e-9)
    #expect(
      MiscalibrationToy.sentence {
        _ = try apply(NonLinearity.self, 0.1, to: events(["x": [-1, -2, -3]])) { $0.features = ["x"] }
      }.contains("the median of 'x' is -2.0; choose the shape 'quadratic'"))
  }

  @Test func saturationIsAShareOfTheEvents() throws {
    let values = (0..<1000).map(Double.init)
    let high = try apply(Saturation.self, 0.1, to: events(["x": values])) { $0.features = ["x"] }.doubles("x")
    let ceiling = try #require(high.max())
    #expect(abs(Double(high.filter { $0 == ceiling }.count) - 100) <= 1)
    #expect(high[..<899] == values[..<899])
    let low = try apply(Saturation.self, 0.1, to: events(["x": values])) {
      ($0.features, $0.low) = (["x"], true)
    }.doubles("x")
    #expect(low.min() == 99.5 && low[100...] == values[100...])
  }

  @Test func quantisationHasSoManySteps() throws {
    let values = (0...1000).map { 5 + Double($0) / 100 }
    let fixed = try apply(Quantisation.self, Quantisation.strength(bits: 3), to: events(["x": values])) {
      $0.features = ["x"]
    }.doubles("x")
    #expect(Set(fixed).count == 9)  // the ends of eight steps
    #expect(zip(fixed, values).allSatisfy { abs($0 - $1) <= 10.0 / 16 + 1e-12 })
    #expect(fixed.first == 5 && fixed.last == 15)
    // Ten bits behind the point: the numbers that float16 has.
    let numbers = [1.0, 3.141592, -0.0071, 1234.5678, 0, 60000.7]
    let floating = try apply(Quantisation.self, Quantisation.strength(bits: 10), to: events(["x": numbers])) {
      ($0.features, $0.format) = (["x"], .floating)
    }.doubles("x")
    #expect(floating == [1, 3.140625, -0.0070991516113281250, 1235, 0, 60000])
  }

  @Test func deadChannelsAreAShareOfTheEvents() throws {
    let many = events(["x": [Double](repeating: 7, count: 100_000), "y": Array(repeating: 9, count: 100_000)])
    let dead = try apply(DeadChannel.self, 0.2, to: many) { $0.features = ["x", "y"] }
    let (x, y) = (try dead.doubles("x"), try dead.doubles("y"))
    // σ of the count: 126.
    #expect(abs(x.filter { $0 == 0 }.count - 20_000) < 600)
    #expect(zip(x, y).allSatisfy { ($0 == 0) == ($1 == 0) })
    let all = try apply(DeadChannel.self, 1, to: events(["x": [1, 2, 6]])) {
      ($0.features, $0.value) = (["x"], .mean)
    }
    #expect(try all.doubles("x") == [3, 3, 3])
    var declared = EventBlock(
      Batch(rows: 0..<2, columns: [.float32([1, 2])]), names: ["x"], missing: ["x": [-999]])
    declared = try apply(DeadChannel.self, 1, to: declared) { ($0.features, $0.value) = (["x"], .missing) }
    #expect(try declared.values("x") == .float32([-999, -999]))
    let undeclared = try apply(DeadChannel.self, 1, to: events(["x": [1]])) {
      ($0.features, $0.value) = (["x"], .missing)
    }
    #expect(try undeclared.doubles("x")[0].isNaN)
  }

  @Test func outliersAreFarOnBothSides() throws {
    let uniform = (0..<100_000).map { (Double($0) + 0.5) / 100_000 }
    let thrown = try apply(Outliers.self, 0.1, to: events(["x": uniform])) {
      ($0.features, $0.distance) = (["x"], 20)
    }
    let moves = zip(try thrown.doubles("x"), uniform).map { $0 - $1 }.filter { $0 != 0 }
    #expect(abs(moves.count - 10_000) < 500)
    #expect(moves.allSatisfy { abs(abs($0) - 20 * 0.341_344_7) < 1e-3 })
    #expect(abs(moves.filter { $0 > 0 }.count - moves.count / 2) < 250)
  }

  @Test func efficiencyIsLostWhereItSays() throws {
    let four = events(["x": [10, 20, 30, .nan]], weights: [1, 2, -4, 8])
    func lost(_ region: EfficiencyLoss.Region, width: Double = 0, to end: Double = 0) throws -> [Double] {
      weights(
        try apply(EfficiencyLoss.self, 0.5, to: four) {
          ($0.feature, $0.region, $0.at, $0.to, $0.width) = ("x", region, 20, end, width)
        })
    }
    #expect(try lost(.below) == [0.5, 2, -4, 8])
    #expect(try lost(.above) == [1, 1, -2, 8])
    #expect(try lost(.between, to: 25) == [1, 1, -4, 8])
    let soft = try lost(.below, width: 5)
    for (row, x) in [10.0, 20, 30].enumerated() {
      let nominal = [1.0, 2, -4][row]
      #expect(abs(soft[row] - nominal * (1 - 0.5 / (1 + exp((x - 20) / 5)))) < 1e-12)
    }
  }

  @Test func spectraTiltAndBend() throws {
    let sample = events(["x": line])
    let tilted = weights(try apply(SpectrumChange.self, 0.1, to: sample) { $0.feature = "x" })
    let slope = log(tilted[80] / tilted[20]) / 60
    #expect(tilted[50] == 1 && abs(slope - 0.1 / 34) < 0.0001)
    let power = weights(
      try apply(SpectrumChange.self, -2, to: sample) { ($0.feature, $0.shape) = ("x", .power) })
    #expect(power[50] == 1 && abs(power[100] - 0.25) < 1e-12 && abs(power[25] - 4) < 1e-12 && power[0] == 1)
    let steep = weights(try apply(SpectrumChange.self, 1000, to: sample) { $0.feature = "x" })
    #expect(abs(try #require(steep.max()) - 100) < 1e-9)
  }

  @Test func aProcessIsScaled() throws {
    let category = EventBlock(
      Batch(
        rows: 0..<4, weights: .float32([1, 1, 2, 2]),
        columns: [.category(codes: [0, 1, 0, -1], levels: ["top", "qcd"])]), names: ["process"])
    #expect(weights(try apply(ProcessMix.self, 0.5, to: category) { $0.level = "top" }) == [1.5, 1, 3, 2])
    let numbered = events(["id": [1, 2, 1]])
    #expect(
      weights(try apply(ProcessMix.self, -1, to: numbered) { ($0.column, $0.level) = ("id", "1") }) == [
        0, 1, 0,
      ])
    #expect(
      MiscalibrationToy.sentence { _ = try apply(ProcessMix.self, 1, to: category) { $0.level = "tp" } }
        .contains(
          "scales 'tp', which 'process' does not have; did you mean 'top'?"))
  }

  @Test func rotationsStayInOneTurn() throws {
    let turned = try apply(Rotation.self, 0.5, to: events(["phi": [0, 3, -3]])) { $0.features = ["phi"] }
      .doubles("phi")
    #expect(turned[0] == 0.5 && abs(turned[1] - (3.5 - 2 * .pi)) < 1e-12 && turned[2] == -2.5)
    let degrees = try apply(Rotation.self, -20, to: events(["phi": [10, 350]])) {
      ($0.features, $0.low, $0.period) = (["phi"], 0, 360)
    }.doubles("phi")
    #expect(degrees == [350, 330])
  }

  @Test func aDisplacementMovesCentralDirectionsMost() throws {
    let moved = try apply(EtaShift.self, 0.01, to: events(["eta": [0, 1, 3]])) { $0.features = ["eta"] }
      .doubles("eta")
    #expect(abs(moved[0] - asinh(0.01)) < 1e-15)
    #expect(abs(moved[1] - 1 - 0.01 / cosh(1)) < 1e-4 && abs(moved[2] - 3 - 0.01 / cosh(3)) < 1e-5)
  }

  @Test func swappingExchangesBothInTheSameEvents() throws {
    let pair = events(["a": [1, 2, 3], "b": [10, 20, .nan]])
    let all = try apply(Swap.self, 1, to: pair) { $0.features = ["a", "b"] }
    let (a, b) = (try all.doubles("a"), try all.doubles("b"))
    #expect(a[0] == 10 && a[1] == 20 && a[2].isNaN && b == [1, 2, 3])
    let many = events(["a": [Double](repeating: 0, count: 100_000), "b": Array(repeating: 1, count: 100_000)])
    let some = try apply(Swap.self, 0.25, to: many) { $0.features = ["a", "b"] }
    let swapped = try some.doubles("a").reduce(0, +)
    #expect(abs(swapped - 25_000) < 700)
    #expect(try zip(some.doubles("a"), some.doubles("b")).allSatisfy { $0 + $1 == 1 })
  }

  @Test func unavailableFeaturesKeepTheirOwnDistributionOnly() throws {
    let rows = 50_000
    // b follows from a; c is a, too, but stays. Events of weight 3 are those with a = 1.
    let a = (0..<rows).map { Double($0 % 2) }
    let sample = events(["a": a, "b": a.map { 10 * $0 }, "c": a], weights: a.map { 1 + 2 * $0 })
    let lent = try apply(Unavailable.self, 1, to: sample) { $0.features = ["a", "b"] }
    let (newA, newB) = (try lent.doubles("a"), try lent.doubles("b"))
    #expect(zip(newA, newB).allSatisfy { 10 * $0 == $1 })
    // Weighted share of a = 1: 3/4, drawn independently of c; σ = 0.003.
    for value in [0.0, 1] {
      let chosen = newA.indices.filter { a[$0] == value }
      let share = chosen.reduce(0) { $0 + newA[$1] } / Double(chosen.count)
      #expect(abs(share - 0.75) < 0.014, "\(value)")
    }
    let half = try apply(Unavailable.self, 0.5, to: sample) { $0.features = ["a", "b"] }.doubles("a")
    let changed = zip(half, a).filter { $0 != $1 }.count
    // Half of the events times the probability to get the other value, (1/4 + 3/4)/2.
    #expect(abs(changed - rows / 4) < 600)
  }

  @Test func storedVariationsAreApproachedLinearly() throws {
    let sample = events(["up": [2, 3, 5, .nan], "w": [1, 2, 0, 1]], weights: [10, 20, 30, 40])
    let half = weights(
      try apply(WeightVariation.self, 0.5, to: sample) { ($0.column, $0.nominal) = ("up", "w") })
    #expect(half == [15, 25, 30, 40])
    #expect(weights(try apply(WeightVariation.self, 1, to: sample) { $0.column = "w" }) == [10, 40, 0, 40])
    #expect(weights(try apply(WeightVariation.self, -1, to: sample) { $0.column = "w" }) == [10, 0, 60, 40])
  }
}
