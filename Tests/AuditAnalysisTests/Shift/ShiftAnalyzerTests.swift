import AuditAnalysis
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Glibc
import Testing

/// Runs the shift analysis over tables in memory.
struct ShiftToy {
  var analyzer = ShiftAnalyzer()
  var tables: [AnalyzerRun.Table]
  var features: [FeatureDescription]
  var categories: [String] = []

  func readings(batchRows: Int = 700) throws -> [Reading] {
    let run = AnalyzerRun(tables, batchRows: batchRows)
    let context = AuditContext(samples: run.samples, features: features, categories: categories, seed: 7)
    return try analyzer.conclude(try run.measured(analyzer, in: context), in: context)
  }
}

extension [Reading] {
  func reading(_ id: String) -> Reading? { first { $0.id == id } }
  func estimate(_ id: String) -> Estimate? {
    guard case .measured(let estimate)? = reading(id)?.outcome else { return nil }
    return estimate
  }
}

@Suite struct ShiftAnalyzerTests {
  let simulation = Sampling(seed: 1, "simulation")
  let data = Sampling(seed: 1, "data")

  func toy(shift: Double, weights: [Double]? = nil) -> ShiftToy {
    let count = 4000
    return ShiftToy(
      tables: [
        .init("data", .data, TableSource(["x": .float64(data.normal(count, mean: shift))])),
        .init(
          "simulation", .simulation, TableSource(["x": .float64(simulation.normal(count))]), weights: weights),
      ], features: [FeatureDescription(name: "x", unit: "GeV")])
  }

  @Test("every quantity of DESIGN 4 that speaks of one feature is there, and its interval contains the truth")
  func quantities() throws {
    let readings = try toy(shift: 0.3).readings()
    // Φ(0.15) − Φ(−0.15); W₁ = δ; the quartiles of a normal are ±0.6745.
    let truths = [
      "ks": 0.119_235, "wasserstein": 0.3, "wasserstein-sigma": 0.3, "median-shift": 0.3 / 1.348_98,
      "iqr-ratio": 1, "missing": 0,
    ]
    for (metric, truth) in truths {
      let estimate = try #require(readings.estimate("shift/\(metric)/x"), "\(metric)")
      #expect(estimate.low <= truth && truth <= estimate.high, "\(metric): \(estimate)")
      #expect(estimate.confidence == 0.95)
    }
    // ½ KL(p‖m) + ½ KL(q‖m) in bits for unit normals 0.3 apart, by quadrature √0.016 050 = 0.126 69; twenty bins lose a little.
    let distance = try #require(readings.estimate("shift/jensen-shannon/x"))
    #expect(distance.low < 0.126_69 && 0.12 < distance.high)
    for metric in ["jensen-shannon", "psi", "chi2-ndf", "out-of-range"] {
      let estimate = try #require(readings.estimate("shift/\(metric)/x"), "\(metric)")
      #expect(estimate.low < estimate.high)
    }
    #expect(try #require(readings.estimate("shift/chi2-ndf/x")).low > 1)
    #expect(readings.estimate("shift/wasserstein/x")?.unit == "GeV")
    #expect(try #require(readings.estimate("shift/ks/x")?.pValue) < 0.002)
    #expect(try #require(readings.estimate("shift/ks/x")?.qValue) < 0.002)
  }

  @Test("a sample against itself shows no shift")
  func itself() throws {
    var toy = toy(shift: 0)
    toy.tables[0] = .init("data", .data, TableSource(["x": .float64(simulation.normal(4000))]))
    let readings = try toy.readings()
    for metric in ["ks", "wasserstein", "jensen-shannon", "psi", "median-shift"] {
      let estimate = try #require(readings.estimate("shift/\(metric)/x"))
      #expect(abs(estimate.value) < 1e-12, "\(metric)")
      #expect(estimate.low <= 0 && estimate.high > 0, "\(metric)")
    }
  }

  @Test(
    "cutting into batches, scaling weights and rows of weight zero change nothing", arguments: [1.0, 1024])
  func laws(scale: Double) throws {
    let weights = simulation.signs(4000, negative: 0.2)
    let reference = try toy(shift: 0.1, weights: weights).readings(batchRows: 4000)
    #expect(try toy(shift: 0.1, weights: weights).readings(batchRows: 37) == reference)

    var changed = toy(shift: 0.1)
    let values = simulation.normal(4000) + [1e9, -1e9, 3]
    changed.tables[1] = .init(
      "simulation", .simulation, TableSource(["x": .float64(values)]),
      weights: weights.map { $0 * scale } + [0, 0, 0])
    let readings = try changed.readings()
    for metric in ["ks", "wasserstein", "jensen-shannon", "psi", "median-shift", "iqr-ratio", "out-of-range"]
    {
      #expect(readings.estimate("shift/\(metric)/x") == reference.estimate("shift/\(metric)/x"), "\(metric)")
    }
  }

  @Test("missing values are counted, judged and left out of the distribution")
  func missing() throws {
    var values = simulation.normal(1000)
    for row in 0..<100 { values[row * 10] = row % 2 == 0 ? .nan : -999 }
    var toy = toy(shift: 0)
    toy.tables[1] = .init("simulation", .simulation, TableSource(["x": .float64(values)]))
    toy.features = [FeatureDescription(name: "x", missing: [-999])]
    let readings = try toy.readings()
    let estimate = try #require(readings.estimate("shift/missing/x"))
    #expect(abs(estimate.value + 0.1) < 1e-12)
    #expect(estimate.low < -0.1 && -0.1 < estimate.high && estimate.high < -0.05)
    #expect(readings.reading("shift/missing/x")?.message.contains("NaN, declared as missing") == true)
    #expect(try #require(readings.estimate("shift/wasserstein/x")).value < 0.2)
  }

  @Test("a column without a value is inconclusive with its reason, not a number")
  func allMissing() throws {
    var toy = toy(shift: 0)
    toy.tables[0] = .init("data", .data, TableSource(["x": .float64([Double](repeating: .nan, count: 50))]))
    let readings = try toy.readings()
    #expect(
      readings.reading("shift/ks/x")?.outcome
        == .inconclusive(reason: "data has no value, all its rows are missing")
    )
    #expect(readings.estimate("shift/missing/x")?.value == 1)
  }

  @Test("suspicious columns are noted: copy, affine copy, constant, monotone, sentinel, one sample only")
  func notes() throws {
    let count = 2000
    func table(_ sampling: Sampling, _ name: String, _ role: SampleRole, isData: Bool) -> AnalyzerRun.Table {
      let x = sampling.normal(count)
      var padded = sampling.normal(count, mean: 2)
      if !isData { for row in 0..<20 { padded[row] = -99 } }
      let common: KeyValuePairs = [
        "x": Values.float64(x), "same": .float64(x), "scaled": .float64(x.map { 1000 * $0 + 5 }),
        "event": .float64((0..<count).map { Double($0) }), "padded": .float64(padded),
        "dead": .float64(isData ? [Double](repeating: 0, count: count) : sampling.uniform(count)),
        isData ? "trigger" : "truth": .float64(x.reversed()),
      ]
      return .init(name, role, TableSource(common))
    }
    let toy = ShiftToy(
      tables: [
        table(data, "data", .data, isData: true), table(simulation, "simulation", .simulation, isData: false),
      ], features: ["x", "same", "scaled", "event", "padded", "dead"].map { FeatureDescription(name: $0) })
    let notes = try toy.readings().filter { $0.outcome == .noted }
    #expect(
      Set(notes.map(\.id)) == [
        "shift/copy/same/x", "shift/affine-copy/scaled/x", "shift/constant/dead/data",
        "shift/monotone/event/data", "shift/monotone/event/simulation",
        "shift/sentinel/padded/simulation/-99",
        "shift/one-sample-only/columns",
      ])
    #expect(notes.reading("shift/affine-copy/scaled/x")?.message.hasPrefix("scaled = 1000 · x + 5") == true)
  }

  @Test("categories: the total variation distance covers, a level of one side only is named")
  func categories() throws {
    let count = 3000
    func codes(_ sampling: Sampling, _ share: Double) -> [Int32] {
      sampling.uniform(count).map { $0 < share ? 0 : 1 }
    }
    let toy = ShiftToy(
      tables: [
        .init(
          "data", .data,
          TableSource(["process": .category(codes: codes(data, 0.4) + [2], levels: ["b", "c", "new"])])),
        .init(
          "simulation", .simulation,
          TableSource(["process": .category(codes: codes(simulation, 0.5), levels: ["b", "c"])])),
      ], features: [], categories: ["process"])
    let readings = try toy.readings()
    let estimate = try #require(readings.estimate("shift/tvd/process"))
    #expect(estimate.low < 0.1 && 0.1 < estimate.high && estimate.low > 0.04)
    #expect(try #require(readings.estimate("shift/category-chi2/process")?.pValue) < 0.01)
    #expect(readings.estimate("shift/one-sided-levels/process")?.value == 1)
    #expect(readings.reading("shift/one-sided-levels/process")?.message.contains("new only in data") == true)
    guard case .histogram(let histogram)? = readings.reading("shift/tvd/process")?.evidence.first else {
      Issue.record("no histogram")
      return
    }
    #expect(histogram.axis == .category && histogram.labels == ["b", "c", "new"])
  }

  @Test("several simulations have findings of their own, and ids that do not depend on the others")
  func severalSimulations() throws {
    var toy = toy(shift: 0.1)
    toy.tables[1] = .init("v1", .simulation, TableSource(["x": .float64(simulation.normal(500))]))
    let alone = try toy.readings()
    toy.tables.append(.init("v2", .simulation, TableSource(["x": .float64(simulation.normal(500, mean: 1))])))
    let both = try toy.readings()
    #expect(alone.estimate("shift/ks/x@v1")?.value == both.estimate("shift/ks/x@v1")?.value)
    #expect(try #require(both.estimate("shift/ks/x@v2")).value > 0.3)
  }

  @Test("each way to have nothing to compare has its sentence")
  func errors() {
    let lonely = ShiftToy(
      tables: [.init("data", .data, TableSource(["x": .float64([1])]))],
      features: [FeatureDescription(name: "x")])
    #expect(throws: ShiftError.samplesMissing(hasData: true, hasSimulation: false)) { try lonely.readings() }
    #expect("\(ShiftError.samplesMissing(hasData: true, hasSimulation: false))".contains("--simulation"))
    #expect("\(ShiftError.samplesMissing(hasData: false, hasSimulation: true))".contains("--data"))
    #expect("\(ShiftError.severalDataSamples(["a", "b"]))".contains("'a', 'b'"))
  }
}

/// What explains a difference stands in the first sentence, and what rests on a suspicion is not decided.
@Suite struct ShiftExplanationTests {
  private let simulation = Sampling(seed: 3, "simulation")
  private let data = Sampling(seed: 3, "data")

  private func readings(_ first: [Double], _ second: [Double]) throws -> [Reading] {
    try ShiftToy(
      tables: [
        .init("data", .data, TableSource(["x": .float64(second)])),
        .init("simulation", .simulation, TableSource(["x": .float64(first)])),
      ], features: [FeatureDescription(name: "x")]
    ).readings()
  }

  @Test("both sentinels of a column are named, and the verdict with them is not believed")
  func sentinels() throws {
    let clean = data.normal(2000)
    var padded = clean
    for row in 0..<400 { padded[row * 5] = row % 4 == 0 ? -999 : -9999 }
    let found = try readings(simulation.normal(2000), padded)
    #expect(found.reading("shift/sentinel/x/data/-9999") != nil)
    #expect(found.reading("shift/sentinel/x/data/-999") != nil)
    let ks = try #require(found.reading("shift/ks/x"))
    #expect(ks.message.hasPrefix("Without the suspected sentinels of x (-9999, -999) this is 0.0"))
    #expect(try #require(ks.alternative).value < 0.05)
    let finding = Finding(judging: ks, by: [Limit(max: 0.1)])
    #expect(finding.verdict == .inconclusive && finding.estimate.map { $0.low > 0.1 } == true)
    // Where the verdict does not hang on them it stands.
    #expect(Finding(judging: ks, by: [Limit(max: 0.5)]).verdict == .pass)
    #expect(Finding(judging: ks, by: [Limit(max: 0.001)]).verdict == .inconclusive)
    let missing = try #require(found.reading("shift/missing/x")?.alternative)
    #expect(abs(missing.value - 0.2) < 1e-12)
  }

  @Test("a factor between units, a sign, a period and a rounding are said first")
  func explanations() throws {
    let falling = simulation.uniform(4000).map { 20 - 30 * log(1 - $0) }
    let other = data.uniform(4000).map { 20 - 30 * log(1 - $0) }
    func first(_ a: [Double], _ b: [Double]) throws -> String {
      try #require(try readings(a, b).reading("shift/ks/x")).message
    }
    #expect(try first(falling, other.map { 1000 * $0 }).hasPrefix("x is 1000 times as large in data"))
    #expect(try first(falling, other.map { -$0 }).hasPrefix("x has the opposite sign in data"))
    let angles = simulation.uniform(4000).map { 2 * Double.pi * ($0 - 0.5) }
    let positive = data.uniform(4000).map { 2 * Double.pi * $0 }
    #expect(
      try first(angles, positive).hasPrefix("x runs from 0 to 2π in data and from −π to π in simulation"))
    #expect(try first(positive, angles).hasPrefix("x runs from −π to π in data"))
    #expect(try first(falling, other.map { ($0 / 20).rounded() * 20 }).hasPrefix("x is rounded in data"))
    // A scale of 10 % is physics.
    #expect(try first(falling, other.map { 1.1 * $0 }).hasPrefix("The cut"))
  }

  @Test("a flag has one line instead of median, width and range; few events decide nothing")
  func flagsAndFewEvents() throws {
    let flags = try readings(
      simulation.uniform(500).map { $0 < 0.3 ? 1 : 0 }, data.uniform(500).map { $0 < 0.3 ? 1 : 0 })
    #expect(flags.reading("shift/two-valued/x")?.outcome == .noted)
    for metric in ["median-shift", "iqr-ratio", "out-of-range"] {
      #expect(flags.reading("shift/\(metric)/x") == nil)
    }
    let few = try readings(simulation.normal(500), data.normal(20, mean: 5))
    for metric in ["ks", "psi", "median-shift", "missing"] {
      guard case .inconclusive(let reason)? = few.reading("shift/\(metric)/x")?.outcome else {
        Issue.record("\(metric) is decided")
        continue
      }
      #expect(reason.hasPrefix("data has 20 effective events"))
    }
  }

  @Test("of a tail without a variance W₁ is not decided, and says why; KS is")
  func heavyTail() throws {
    let readings = try readings(
      simulation.uniform(200).map { pow($0, -0.7) }, data.uniform(20_000).map { pow($0, -0.7) })
    for metric in ["wasserstein", "wasserstein-sigma"] {
      guard case .inconclusive(let reason)? = readings.reading("shift/\(metric)/x")?.outcome else {
        Issue.record("\(metric) is decided")
        continue
      }
      #expect(reason.hasSuffix(" effective events in the tail carry the error; 6 are needed"))
    }
    #expect(readings.estimate("shift/ks/x") != nil)
  }
}
