import AuditAnalysis
import AuditReport
import AuditSamples
import Testing

/// Mixes by rows and by weight, order along the file, and what is said of input that cannot be used.
struct BalanceAnalyzerTests {
  private func codes(_ rows: Int, _ share: Double, _ random: inout ToyRandom) -> [Float] {
    (0..<rows).map { _ in random.uniform() < share ? 1 : 0 }
  }

  private func limits(on reading: Reading) -> (low: Double, high: Double)? {
    reading.estimate.map { ($0.low, $0.high) }
  }

  @Test func rowsAndWeightsStandSideBySide() throws {
    // Signal is a third of the rows and a thousandth of the weight.
    let labels = (0..<3000).map { Float($0 % 3 == 0 ? 1 : 0) }
    let weights = labels.map { $0 == 1 ? 0.002 : 1 }
    let audit = TableAudit(
      [.init("training", .training, [("y", .float32(labels))], weights: weights)], features: [], label: "y")
    let readings = try audit.readings(BalanceAnalyzer())
    let distance = try #require(readings.of("weighting-tvd").first?.estimate)
    #expect(abs(distance.value - (1.0 / 3 - 2.0 / 2002)) < 1e-9)
    #expect(
      readings.of("weighting-tvd").first?.message.contains("'0' is 66.7 % of the rows and 99.9 %") == true)
    guard case .table(let table)? = readings.of("mix").first?.evidence.first else {
      Issue.record("a mix comes with its table")
      return
    }
    #expect(table.rows.count == 2)
    #expect(table.rows[1][1] == .number(1000))
    #expect(abs((readings.of("smallest-class").first?.estimate?.value ?? 0) - 1000) < 1e-6)
  }

  @Test func sortedFilesAreNamed() throws {
    let audit = TableAudit(
      [.init("training", .training, [("y", .float32((0..<900).map { $0 < 400 ? 0 : 1 }))])], features: [],
      label: "y")
    let drift = try #require(try audit.readings(BalanceAnalyzer()).of("order-drift").first)
    #expect(drift.estimate?.value == 1)
    #expect(drift.message.contains("'training' is sorted by class"))
  }

  @Test func splitsOfDifferentMixAreNamed() throws {
    var random = ToyRandom(3)
    let audit = TableAudit(
      [
        .init("training", .training, [("y", .float32(codes(4000, 0.5, &random)))]),
        .init("test", .test, [("y", .float32(codes(4000, 0.3, &random)))]),
      ], features: [], label: "y", change: { $0.expectedMix = ["y": ["0": 0.5, "1": 0.5]] })
    let readings = try audit.readings(BalanceAnalyzer())
    let between = try #require(readings.of("mix-tvd", sample: "test").first?.estimate)
    #expect(between.low > 0.1 && between.low < 0.2 && between.high > 0.2)
    let target = try #require(readings.of("target-tvd", sample: "training").first?.estimate)
    #expect(target.low == 0)
    #expect(try #require(readings.of("target-tvd", sample: "test").first?.estimate).low > 0.15)
  }

  @Test func cleanTwinsStayBelowTheLimits() throws {
    var alarms = 0
    for seed in 0..<200 as Range<UInt64> {
      var random = ToyRandom(seed)
      let samples = ["training", "validation"].map { name -> TableAudit.Sample in
        let labels = codes(600, 0.4, &random)
        let weights = labels.map { _ in random.uniform() < 0.1 ? -1.0 : 1.0 }
        return .init(
          name, name == "training" ? .training : .validation,
          [
            ("y", .float32(labels)),
            ("process", .category(codes: labels.map { Int32($0) }, levels: ["b", "s"])),
          ],
          weights: weights)
      }
      let readings = try TableAudit(samples, features: [], categories: ["process"], label: "y")
        .readings(BalanceAnalyzer())
      #expect(readings.allSatisfy { $0.reason == nil })
      // The defaults suggested for limits: a failure needs the whole interval beyond them.
      let suggested = [
        "mix-tvd": 0.05, "weighting-tvd": 0.25, "order-drift": 0.1, "order-clumping": 0.1, "neff-loss": 0.75,
      ]
      for reading in readings {
        if let limit = suggested[reading.metric], let estimate = reading.estimate, estimate.low > limit {
          alarms += 1
        }
      }
    }
    #expect(alarms == 0)
  }

  @Test func categoriesMeetClasses() throws {
    let labels = (0..<400).map { Float($0 % 2) }
    let runs = (0..<400).map { Int32($0 % 4) }
    let audit = TableAudit(
      [
        .init(
          "training", .training,
          [("y", .float32(labels)), ("run", .category(codes: runs, levels: ["a", "b", "c", "d"]))])
      ], features: [], categories: ["run"], label: "y")
    let mix = try #require(try audit.readings(BalanceAnalyzer()).of("mix", category: "run").first)
    guard case .heatMap(let map)? = mix.evidence.last else {
      Issue.record("class × category comes as a heat map")
      return
    }
    #expect(map.values == [[0.5, 0], [0, 0.5], [0.5, 0], [0, 0.5]])
  }

  @Test func aMillionLevelsAreOneSentence() throws {
    let audit = TableAudit(
      [.init("training", .training, [("event", .int64((0..<100_000).map { $0 }))])], features: [],
      categories: ["event"])
    let readings = try audit.readings(BalanceAnalyzer())
    let reading = try #require(readings.of("mix").first)
    #expect(readings.count == 1)
    #expect(reading.reason == "'event' has more than 200 distinct values in 'training'")
    #expect(reading.message.contains("leave it out of 'categories'"))
    #expect(reading.evidence.isEmpty)
  }

  @Test func oneClassAndNoLabelAreOneSentenceEach() throws {
    let one = TableAudit(
      [
        .init("training", .training, [("y", .float32([Float](repeating: 1, count: 100)))]),
        .init("test", .test, [("x", .float32([Float](repeating: 1, count: 100)))]),
      ], features: ["x"], label: "y")
    let readings = try one.readings(BalanceAnalyzer())
    #expect(
      readings.of("smallest-class", sample: "training").first?.reason == "'training' holds only class '1'")
    #expect(readings.of("smallest-class", sample: "test").first?.reason == "'test' has no column 'y'")
    let none = TableAudit(
      [.init("training", .training, [("x", .float32([1, 2]))])], features: ["x"], label: "y")
    #expect(throws: SampleError.noSuchColumn(name: "y", sample: "training", nearest: [])) {
      try none.readings(BalanceAnalyzer())
    }
  }

  @Test func negativeClassesAreOneSentence() throws {
    let labels = (0..<100).map { Float($0 % 2) }
    let audit = TableAudit(
      [.init("training", .training, [("y", .float32(labels))], weights: labels.map { $0 == 0 ? -1 : 3 })],
      features: [], label: "y")
    let readings = try audit.readings(BalanceAnalyzer())
    #expect(readings.of("smallest-class").first?.reason == "the weights of class '0' sum to −50")
    #expect(readings.of("negative-weight-fraction").first?.estimate?.value == 0.5)
    #expect(abs((readings.of("neff-loss").first?.estimate?.value ?? 0) - 0.75) < 1e-12)
  }

  @Test func chunksAndScalesChangeNothing() throws {
    var random = ToyRandom(12)
    let labels = codes(3000, 0.4, &random)
    let weights = labels.map { _ in random.uniform() - 0.1 }
    func readings(_ blockRows: Int, scale: Double) throws -> [Reading] {
      try TableAudit(
        [
          .init("training", .training, [("y", .float32(labels))], weights: weights.map { $0 * scale })
        ], features: [], label: "y", blockRows: blockRows
      ).readings(BalanceAnalyzer())
    }
    let reference = try readings(3000, scale: 1)
    #expect(try readings(71, scale: 1) == reference)
    #expect(try readings(71, scale: 0.25).map(\.estimate) == reference.map(\.estimate))
  }

  @Test func processesAreACategoryOfTheirOwn() throws {
    var audit = TableAudit([.init("training", .training, [])], features: [])
    audit.samples[0].processes = [
      ("ttbar", [("x", .float32((0..<300).map { Float($0) }))], Array(repeating: 1, count: 300)),
      ("wjets", [("x", .float32((0..<100).map { Float($0) }))], Array(repeating: 6, count: 100)),
    ]
    let readings = try audit.readings(BalanceAnalyzer())
    // Three quarters of the rows, a third of the weight.
    let moved = try #require(readings.of("weighting-tvd", category: "process").first?.estimate)
    #expect(abs(moved.value - 5.0 / 12) < 1e-12 && moved.low < moved.value)
  }
}
