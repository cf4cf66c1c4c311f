import AuditAnalysis
import AuditReport
import AuditSamples
import Testing

/// Flaws of columns are found by name and nothing else is.
struct IntegrityAnalyzerTests {
  private struct Toy {
    var rows = 3000
    var label: [Float]
    var pt: [Float]
    var eta: [Float]
    init(_ seed: UInt64, rows: Int = 3000) {
      var random = ToyRandom(seed)
      self.rows = rows
      label = (0..<rows).map { _ in random.uniform() < 0.5 ? 0 : 1 }
      pt = (0..<rows).map { _ in Float(20 + 40 * random.uniform() * random.uniform() * 10) }
      eta = (0..<rows).map { _ in Float(random.normal()) }
    }
  }

  private func readings(
    _ columns: [(String, Values)], label: String? = nil, missing: [String: [Double]] = [:],
    ranges: [String: ClosedRange<Double>] = [:], blockRows: Int = 1000
  ) throws -> [Reading] {
    var audit = TableAudit(
      [.init("training", .training, columns)], features: columns.map(\.0).filter { $0 != label },
      label: label,
      blockRows: blockRows)
    for index in audit.features.indices {
      audit.features[index].missing = missing[audit.features[index].name] ?? []
      audit.features[index].range = ranges[audit.features[index].name]
    }
    return try audit.readings(IntegrityAnalyzer())
  }

  @Test func countsOfUnusableValuesAreExact() throws {
    var toy = Toy(1)
    for row in 0..<30 { toy.pt[100 * row] = .nan }
    for row in 0..<15 { toy.pt[100 * row + 1] = -1 }
    toy.eta[7] = .infinity
    toy.eta[8] = -50
    let found = try readings(
      [("pt", .float32(toy.pt)), ("eta", .float32(toy.eta))], missing: ["pt": [-1]], ranges: ["eta": -10...10]
    )
    #expect(found.of("missing-fraction", feature: "pt").first?.estimate?.value == 45.0 / 3000)
    #expect(found.of("infinite", feature: "eta").first?.estimate?.value == 1.0 / 3000)
    #expect(found.of("range-violation", feature: "eta").first?.estimate?.value == 1.0 / 3000)
    #expect(found.of("missing-fraction", feature: "eta").isEmpty)
  }

  @Test func sentinelsAreSuspected() throws {
    var toy = Toy(2)
    for row in stride(from: 0, to: 3000, by: 50) { toy.pt[row] = -999 }
    let found = try readings([("pt", .float32(toy.pt)), ("eta", .float32(toy.eta))])
    let sentinel = try #require(found.of("sentinel", feature: "pt").first)
    #expect(sentinel.estimate?.value == 0.02)
    #expect(sentinel.message.contains("declare it (missing: [-999])"))
    #expect(found.of("sentinel", feature: "eta").isEmpty)
  }

  @Test func allSentinelsOfAColumnAreNamed() throws {
    var random = ToyRandom(7)
    // More rows than are looked at for the bulk; one in 500 is rare there.
    let values = (0..<20_000).map { row -> Float in
      switch row % 500 {
      case 0: -999
      case 1...5: -9999
      case 6, 7: 2_147_483_648
      default: Float(random.normal())
      }
    }
    let codes = (0..<20_000).map { row -> Float in
      switch row % 50 {
      case 0: -99
      case 1: -9
      default: Float(row % 4)
      }
    }
    let found = try readings([("x", .float32(values)), ("code", .float32(codes))])
    let sentinel = try #require(found.of("sentinel", feature: "x").first)
    #expect(abs((sentinel.estimate?.value ?? 0) - 0.016) < 1e-12)
    #expect(
      sentinel.message.contains(
        "has the values −9999 (1 % of the rows) and −999 (0.2 % of the rows) and 2147483648 (0.4 % of the rows)"
      ),
      "\(sentinel.message)")
    #expect(
      sentinel.message.contains("declare them (missing: [-9999, -999, 2147483648])"), "\(sentinel.message)")
    #expect(found.of("sentinel", feature: "code").first?.message.contains("[-99, -9]") == true)
  }

  @Test func chargesAndCountsAreNoSentinels() throws {
    var random = ToyRandom(3)
    let charge = (0..<2000).map { _ in Float(random.uniform() < 0.3 ? -1 : 1) }
    let jets = (0..<2000).map { _ in Float(Int(random.uniform() * random.uniform() * 9)) }
    let isolation = (0..<2000).map { _ in Float(random.uniform() < 0.4 ? 0 : random.uniform()) }
    let found = try readings([
      ("charge", .float32(charge)), ("jets", .float32(jets)), ("isolation", .float32(isolation)),
    ])
    #expect(found.of("sentinel").map(\.estimate?.value) == [0])
  }

  @Test func frozenColumnsAreNamed() throws {
    var toy = Toy(4)
    let flat = [Float](repeating: 3, count: 3000)
    for row in toy.eta.indices where row != 5 && row != 6 { toy.eta[row] = 1.5 }
    let found = try readings([("flat", .float32(flat)), ("eta", .float32(toy.eta)), ("pt", .float32(toy.pt))])
    #expect(found.of("dominant-share", feature: "flat").first?.estimate?.value == 1)
    #expect(found.of("dominant-share", feature: "eta").first?.estimate?.value == 2998.0 / 3000)
    #expect(found.of("dominant-share").count == 2)
    #expect(found.of("dominant-share", feature: "eta").first?.message.contains("almost constant") == true)
  }

  @Test func copiesAreNamedWithTheirLine() throws {
    let toy = Toy(5)
    let found = try readings([
      ("pt", .float32(toy.pt)), ("eta", .float32(toy.eta)), ("pt2", .float32(toy.pt)),
      ("minus", .float32(toy.eta.map { 0.1 - 2 * $0 })), ("square", .float32(toy.eta.map { $0 * $0 })),
    ])
    let copies = try #require(found.of("copies").first)
    #expect(copies.estimate?.value == 2)
    #expect(copies.message.contains("'pt2' equals 'pt'"))
    #expect(copies.message.contains("'minus' is −2·'eta' + 0.1"))
  }

  @Test func roundingInOneClassIsNamed() throws {
    let toy = Toy(6)
    let rounded = toy.pt.indices.map { row in
      toy.label[row] == 1 ? (toy.pt[row] * 10).rounded() / 10 : toy.pt[row]
    }
    let half = toy.eta.indices.map { row in toy.label[row] == 0 ? Float(Float16(toy.eta[row])) : toy.eta[row]
    }
    let found = try readings(
      [("pt", .float32(rounded)), ("eta", .float32(half)), ("y", .float32(toy.label))], label: "y")
    let pt = try #require(found.of("grid", feature: "pt").first)
    #expect(pt.estimate?.low ?? 0 > 0.9)
    #expect(pt.message.contains("multiples of 0.1 in 100 % of class '1'"))
    #expect(found.of("grid", feature: "eta").first?.message.contains("11 significant bits") == true)
  }

  @Test func smallValuesOnAGridAreNotRounded() throws {
    // Both classes hold multiples of 1/16; those of class 1 are below 128 and so have fewer significant bits.
    var random = ToyRandom(16)
    let label = (0..<3000).map { Float($0 % 2) }
    let mass = label.map { (Float($0 == 1 ? 40 + 80 * random.uniform() : 40 + 300 * random.uniform()) * 16) }
      .map { $0.rounded() / 16 }
    let found = try readings([("mass", .float32(mass)), ("y", .float32(label))], label: "y")
    #expect(found.of("grid").map(\.estimate?.value) == [0])
  }

  @Test func samplesOfDifferentRoundingAndTypeAreNamed() throws {
    let a = Toy(7)
    let b = Toy(8)
    let audit = TableAudit(
      [
        .init("training", .training, [("pt", .float32(a.pt)), ("eta", .float32(a.eta))]),
        .init("test", .test, [("pt", .float64(b.pt.map { Double($0.rounded()) }))]),
      ], features: ["pt", "eta"])
    let found = try audit.readings(IntegrityAnalyzer())
    #expect(
      found.of("grid", feature: "pt").first?.message.contains("whole numbers in 100 % of 'test'") == true)
    #expect(found.of("mixed-precision").first?.estimate?.value == 1)
    #expect(
      found.of("mixed-precision").first?.message.contains("float32 in 'training', float64 in 'test'") == true)
    #expect(found.of("missing-columns").first?.estimate?.value == 1)
  }

  @Test func cleanTwinsRaiseNothing() throws {
    for seed in 0..<200 as Range<UInt64> {
      let a = Toy(2 * seed + 100, rows: 400)
      let b = Toy(2 * seed + 101, rows: 400)
      let samples = zip(["training", "test"], [a, b]).map { name, toy in
        TableAudit.Sample(
          name, name == "test" ? .test : .training,
          [
            ("pt", .float32(toy.pt)), ("eta", .float32(toy.eta)),
            ("jets", .float32(toy.pt.map { ($0 / 40).rounded() })),
            ("y", .float32(toy.label)),
          ])
      }
      let found = try TableAudit(samples, features: ["pt", "eta", "jets"], label: "y").readings(
        IntegrityAnalyzer())
      for reading in found where reading.metric != "columns" {
        #expect(reading.estimate?.value == 0, "\(reading.message)")
      }
    }
  }

  @Test func chunksChangeNothing() throws {
    var toy = Toy(9)
    for row in stride(from: 0, to: 3000, by: 50) { toy.pt[row] = -999 }
    let columns: [(String, Values)] = [
      ("pt", .float32(toy.pt)), ("eta", .float32(toy.eta)), ("y", .float32(toy.label)),
    ]
    #expect(
      try readings(columns, label: "y", blockRows: 31) == readings(columns, label: "y", blockRows: 3000))
  }
}
