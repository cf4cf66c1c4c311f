import AuditAnalysis
import AuditModels
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Testing

@Suite struct NuisanceModelAnalyzerTests {
  /// `zenith` and `azimuth` give the class away only together; within class 1 process A has another energy.
  private func table(
    _ name: String, _ role: SampleRole, rows: Int = 1500, seed: UInt64, isFlawed: Bool, scale: Float = 1
  ) -> AnalyzerRun.Table {
    let random = CounterRandom(seed: seed, stream: "nuisance-toy")
    var label: [Float] = []
    var columns = [[Float]](repeating: [], count: 3)
    var process: [Int32] = []
    var weights: [Double] = []
    for row in 0..<UInt64(rows) {
      let zenith = random.uniform(row, part: 1) - 0.5
      let azimuth = random.uniform(row, part: 2) - 0.5
      let isSignal =
        isFlawed && random.uniform(row, part: 3) < 0.7
        ? zenith * azimuth > 0 : random.uniform(row, part: 4) < 0.5
      let isFirst = random.uniform(row, part: 5) < 0.5
      label.append(isSignal ? 1 : 0)
      columns[0].append(Float(zenith))
      columns[1].append(Float(azimuth))
      columns[2].append(scale * Float(1 + random.uniform(row, part: 6) + (isSignal && isFirst ? 0.5 : 0)))
      process.append(isFirst ? 0 : 1)
      weights.append(random.uniform(row, part: 7) < 0.15 ? -1 : 1)
    }
    return AnalyzerRun.Table(
      name, role,
      TableSource([
        "y": .float32(label), "zenith": .float32(columns[0]), "azimuth": .float32(columns[1]),
        "energy": .float32(columns[2]), "process": .category(codes: process, levels: ["A", "B"]),
      ]), weights: weights)
  }

  private func readings(
    _ tables: [AnalyzerRun.Table], permutations: Int = 4, rows: Int = 50_000, trainer: Bool = true
  ) throws -> [String: Reading] {
    let run = AnalyzerRun(tables)
    var context = AuditContext(
      samples: run.samples, features: [FeatureDescription(name: "energy")], categories: ["process"])
    context.label = "y"
    context.nuisance = ["zenith", "azimuth"]
    context.trainer = trainer ? BoostedTrees() : nil
    var analyzer = NuisanceModelAnalyzer()
    analyzer.permutations = permutations
    analyzer.rows = rows
    let readings = try analyzer.conclude(run.measured(analyzer, in: context), in: context)
    return Dictionary(uniqueKeysWithValues: readings.map { ($0.id, $0) })
  }

  private func estimate(_ reading: Reading?) -> Estimate? {
    if case .measured(let estimate)? = reading?.outcome { estimate } else { nil }
  }

  @Test func whatNuisancesTellTogetherIsFound() throws {
    let found = try readings([table("training", .training, seed: 1, isFlawed: true)])
    let reading = try #require(found["nuisance-model/nuisance-auc/training"])
    #expect(try #require(estimate(reading)).low > 0.65)
    // That of the interval; permutations only say what chance gives.
    #expect(try #require(estimate(reading)?.pValue) < 1e-20)
    #expect(reading.message.contains("this much can be learned without physics"))
    // Energies 1 to 2 and 1.5 to 2.5: AUC 0.875 for the first process of class 1, none in class 0.
    let subject = try #require(found["nuisance-model/process-auc/training/process/1/A"]).subject
    #expect(subject.category == "process" && subject.other == "A in class 1")
    let inside = try #require(estimate(found["nuisance-model/process-auc/training/process/1/A"]))
    #expect(inside.low > 0.75 && inside.low < 0.875)
    let other = try #require(estimate(found["nuisance-model/process-auc/training/process/0/A"]))
    #expect(other.low < 0.5 && other.high > 0.5)
  }

  @Test func theCleanTwinRarelyAlarms() throws {
    var alarms = 0
    let seeds = 25
    for seed in 1...seeds {
      let found = try readings(
        [table("training", .training, rows: 500, seed: UInt64(seed), isFlawed: false)], permutations: 0)
      if (estimate(found["nuisance-model/nuisance-auc/training"])?.low ?? 1) > 0.5 { alarms += 1 }
    }
    // 25 trials at 2.5 %: five or more have probability 4 · 10⁻⁴.
    #expect(alarms <= 4, "\(alarms)")
  }

  @Test func twoVersionsOfASimulationAreToldApart() throws {
    let old = table("v1", .simulation, seed: 1, isFlawed: false)
    let found = try readings([old, table("v2", .simulation, seed: 2, isFlawed: false, scale: 1.5)])
    #expect(try #require(estimate(found["nuisance-model/version-auc/v1/v2"])).low > 0.8)
    let same = try readings([old, table("v2", .simulation, seed: 3, isFlawed: false)])
    let unchanged = try #require(estimate(same["nuisance-model/version-auc/v1/v2"]))
    #expect(unchanged.low <= 0.5 && unchanged.high >= 0.5)
  }

  @Test func largeSamplesAreThinnedAndSaySo() throws {
    let found = try readings([table("training", .training, seed: 1, isFlawed: true)], rows: 800)
    #expect(found["nuisance-model/nuisance-auc/training"]?.message.contains("thinned by a hash") == true)
    let again = try readings([table("training", .training, seed: 1, isFlawed: true)], rows: 800)
    #expect(found == again)
  }

  @Test func withoutATrainerItSaysSo() throws {
    let found = try readings([table("training", .training, seed: 1, isFlawed: true)], trainer: false)
    #expect(found["nuisance-model/left-out"]?.outcome == .noted)
    #expect(found.count == 1)
  }
}
