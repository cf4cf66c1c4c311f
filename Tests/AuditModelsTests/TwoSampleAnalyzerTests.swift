import AuditAnalysis
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Testing

@Suite struct TwoSampleAnalyzerTests {
  private func analyzer(
    rounds: Int = 20, repetitions: Int = 1, permutations: Int = 0, eliminations: Int = 0
  ) -> TwoSampleAnalyzer {
    var analyzer = TwoSampleAnalyzer()
    analyzer.rounds = rounds
    analyzer.depth = 3
    analyzer.repetitions = repetitions
    analyzer.permutations = permutations
    analyzer.eliminations = eliminations
    return analyzer
  }

  @Test func findsTheShiftAndWhoCarriesIt() throws {
    let readings = try DistinguishToy(simulationRows: 4000, dataRows: 3000, shift: 0.6).readings(
      analyzer(repetitions: 2, permutations: 19, eliminations: 3))
    let area = try #require(readings.estimate("two-sample-auc"))
    // AUC = Φ(δ/√2) at best.
    #expect(area.value > 0.62 && area.value < 0.68)
    #expect(area.low > 0.6 && area.pValue == 0.05)
    let x = try #require(readings.estimate("two-sample-reliance", of: "x"))
    let z = try #require(readings.estimate("two-sample-reliance", of: "z"))
    #expect(x.low > 0.1 && z.low < 0.002)
    // x takes y with it; without both nothing is left.
    let rest = try #require(readings.estimate("residual-auc"))
    #expect(rest.low < 0.5 && rest.high < 0.53)
    let sentence = try #require(readings.first { $0.metric == "residual-auc" }).message
    #expect(sentence.contains("'x' and 'y'") || sentence.contains("'y' and 'x'"))
    #expect(readings.contains { $0.metric == "extreme-events" })
  }

  /// p < 0.05 exactly where the interval excludes ½, and both are of the first division.
  @Test func pAndIntervalAgree() throws {
    var (excluded, significant) = (0, 0)
    for seed in 0..<40 as Range<UInt64> {
      let toy = DistinguishToy(
        simulationRows: 400, dataRows: 300, shift: seed % 2 == 0 ? 0 : 0.6, negative: 0.1, seed: 500 + seed)
      let area = try #require(
        try toy.readings(analyzer(rounds: 5, repetitions: 2, permutations: 39)).estimate("two-sample-auc"))
      let isExcluded = area.low > 0.5 || area.high < 0.5
      let p = try #require(area.pValue)
      #expect(isExcluded == (p < 0.05), "\(area)")
      #expect(area.low <= area.value && area.value <= area.high && area.low < area.high)
      excluded += isExcluded ? 1 : 0
      significant += seed % 2 == 0 && p < 0.05 ? 1 : 0
    }
    // Shifts by 0.6 give an AUC of Φ(0.6/√2) = 0.66. With 400 and 300 rows its error is √2 √(701/(12 · 400 · 300)) = 0.031, over folds
    // that share their training events: 5 standard errors, seen where the few trees learn half of it. Of 20 without a shift
    // more than 4 significant ones have a probability of 0.3 %.
    #expect(excluded >= 15 && significant <= 4)
    let (one, three) = (
      try DistinguishToy(shift: 0.3).readings(analyzer(repetitions: 1)).estimate("two-sample-auc"),
      try DistinguishToy(shift: 0.3).readings(analyzer(repetitions: 3)).estimate("two-sample-auc")
    )
    #expect(one == three)
  }

  /// Equal rows in another order: named before anything is trained, by every analysis that assumes independent samples.
  @Test func theSameEventsAreNamed() throws {
    let columns = DistinguishToy(simulationRows: 1000, dataRows: 1000).columns(.simulation)
    func readings(_ analyzer: some Analyzer, _ change: (Int, Float) -> Float) throws -> [Reading] {
      let data = columns.enumerated().map { column, values in
        values.indices.map { change(column, values[$0 * 377 % 1000]) }
      }
      let run = AnalyzerRun(
        zip([SampleRole.data, .simulation], [data, columns]).map { role, columns in
          AnalyzerRun.Table(
            role.rawValue, role,
            TableSource(["x": .float32(columns[0]), "y": .float32(columns[1]), "z": .float32(columns[2])]))
        })
      return try run.readings(analyzer, in: DistinguishToy().context(run))
    }
    let all: [any Analyzer] = [analyzer(), ReweightingAnalyzer(), PanelAnalyzer()]
    for one in all {
      let found = try readings(one) { $0 == 2 ? 1.01 * $1 : $1 }
      let first = try #require(found.first)
      #expect(first.metric == "shared-events")
      #expect(
        first.message.hasPrefix(
          "1000 of 1000 rows of 'simulation' (100 %) are events of 'data' too, equal in 'x' and 'y', not always in 'z'"
        ),
        "\(first.message)")
      #expect(
        found.dropFirst().allSatisfy { reading in
          if case .inconclusive = reading.outcome { true } else { false }
        })
    }
    // Every column moved a little: no rows agree, and the trees do worse than chance.
    let moved = try readings(analyzer(rounds: 40)) { $1 * 1.000_01 + 1e-6 }
    let below = try #require(moved.estimate("auc-below-half"))
    #expect(below.low > 0 && below.value > 0.05)
    #expect(moved.estimate("two-sample-auc") == nil)
  }

  @Test func batchesChangeNothing() throws {
    let toy = DistinguishToy(shift: 0.3, negative: 0.1)
    let whole = try toy.readings(analyzer(permutations: 2, eliminations: 1))
    #expect(try toy.readings(analyzer(permutations: 2, eliminations: 1), batchRows: 113) == whole)
  }

  @Test func zeroWeightRowsAndTheScaleOfWeightsChangeNothing() throws {
    let toy = DistinguishToy(shift: 0.3, negative: 0.1)
    let plain = try toy.readings(analyzer(eliminations: 1))
    #expect(
      try toy.readings(analyzer(eliminations: 1), extraRows: 40).estimate("two-sample-auc")
        == plain.estimate("two-sample-auc"))
    let scaled = try toy.readings(analyzer(eliminations: 1), scale: 4)
    let (a, b) = (
      try #require(scaled.estimate("two-sample-auc")), try #require(plain.estimate("two-sample-auc"))
    )
    #expect(abs(a.value - b.value) < 1e-9 && abs(a.low - b.low) < 1e-9)
  }

  /// Piece by piece or side by side: the same.
  @Test func threadsChangeNothing() throws {
    let toy = DistinguishToy(shift: 0.3)
    let run = AnalyzerRun(toy.tables())
    let context = toy.context(run)
    var backwards = context
    backwards.pieces = IndependentPieces { count, piece in
      var results = [(any Sendable)?](repeating: nil, count: count)
      for number in (0..<count).reversed() { results[number] = try piece(number) }
      return results.compactMap { $0 }
    }
    let task = analyzer(permutations: 3, eliminations: 1)
    #expect(try run.readings(task, in: context) == run.readings(task, in: backwards))
  }

  /// The interval covers ½ where nothing differs, with 20 % negative weights that sit where `x` is large.
  @Test(arguments: [0, 0.2]) func intervalCoversWhereNothingDiffers(negative: Double) throws {
    let toys = 120
    var covered = 0
    for seed in 0..<UInt64(toys) {
      let toy = DistinguishToy(simulationRows: 500, dataRows: 300, negative: negative, seed: 100 + seed)
      let area = try #require(try toy.readings(analyzer(rounds: 10)).estimate("two-sample-auc"))
      if area.low <= 0.5, area.high >= 0.5 { covered += 1 }
    }
    // 114 ± 2.4 are expected.
    #expect(covered >= 108)
  }

  /// p = (b + 1)/(B + 1) from permuted labels: 10 % of like samples have p ≤ 0.1.
  @Test func falseAlarmsAreAsRareAsPromised() throws {
    let toys = 100
    var alarms = 0
    for seed in 0..<UInt64(toys) {
      let toy = DistinguishToy(simulationRows: 400, dataRows: 200, negative: 0.2, seed: 1000 + seed)
      let area = try toy.readings(analyzer(rounds: 6, permutations: 9)).estimate("two-sample-auc")
      if area?.pValue ?? 1 <= 0.1 { alarms += 1 }
    }
    // 10 ± 3 are expected.
    #expect(alarms <= 18)
  }

  @Test func saysWhyThereIsNothing() throws {
    let few = try DistinguishToy(simulationRows: 40, dataRows: 900).readings(analyzer())
    #expect(
      few.map(\.message) == [
        "Boosted trees could not be trained: simulation has 40 rows, but 5 folds need 50."
      ])
    let weightless = try DistinguishToy().readings(analyzer(), scale: -1)
    #expect(
      weightless.map(\.message) == [
        "Boosted trees could not be trained: simulation has no positive sum of weights."
      ])
    #expect(try DistinguishToy().readings(analyzer(), hasTrainer: false).isEmpty)
  }

  @Test func negativeWeightsAreExplained() throws {
    let readings = try DistinguishToy(negative: 0.2).readings(analyzer())
    #expect(readings.contains { $0.message.contains("the AUC is measured with the signs") })
  }
}
