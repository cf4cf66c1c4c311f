import AuditAnalysis
import AuditReport
import AuditSamples
import FoundationEssentials
import Testing

/// Duplicates and overlap: exact, over all rows, chunk by chunk.
struct OverlapAnalyzerTests {
  private func table(rows: Int, seed: UInt64) -> [[Float]] {
    var random = ToyRandom(seed)
    return (0..<3).map { _ in (0..<rows).map { _ in Float(random.normal()) } }
  }

  private func columns(_ table: [[Float]], labels: [Float]? = nil, ids: [Int64]? = nil) -> [(String, Values)]
  {
    var result: [(String, Values)] = table.enumerated().map { ("x\($0.offset)", .float32($0.element)) }
    if let labels { result.append(("y", .float32(labels))) }
    if let ids { result.append(("event", .int64(ids))) }
    return result
  }

  /// 200 events of training copied into test, 30 events of training with the other label, 5 repeats.
  private func planted(blockRows: Int = 1000) -> TableAudit {
    var training = table(rows: 3000, seed: 1)
    var test = table(rows: 2000, seed: 2)
    for column in 0..<3 {
      for row in 0..<200 { test[column][1000 + row] = training[column][7 * row] }
      for row in 0..<30 { training[column][2900 + row] = training[column][2000 + row] }
      for row in 0..<5 { training[column][2990 + row] = training[column][2100 + row] }
    }
    var labels = (0..<3000).map { Float($0 % 2) }
    for row in 0..<30 { labels[2900 + row] = 1 - labels[2000 + row] }
    for row in 0..<5 { labels[2990 + row] = labels[2100 + row] }
    // Labels of the copies agree with those of their origin.
    var testLabels = (0..<2000).map { Float($0 % 2) }
    for row in 0..<200 { testLabels[1000 + row] = labels[7 * row] }
    return TableAudit(
      [
        .init("training", .training, columns(training, labels: labels, ids: (0..<3000).map { $0 })),
        .init("test", .test, columns(test, labels: testLabels, ids: (0..<2000).map { $0 + 2950 })),
      ], features: ["x0", "x1", "x2"], label: "y", blockRows: blockRows, change: { $0.eventKey = ["event"] })
  }

  @Test func findsExactlyWhatWasPlanted() throws {
    let readings = try planted().readings(OverlapAnalyzer())
    #expect(readings.of("duplicates", sample: "training").first?.estimate?.value == 35.0 / 3000)
    #expect(readings.of("duplicates", sample: "test").first?.estimate?.value == 0)
    #expect(readings.of("overlap", sample: "test").first?.estimate?.value == 200.0 / 2000)
    #expect(readings.of("label-conflicts").first?.estimate?.value == 60.0 / 5000)
    #expect(readings.of("key-overlap", sample: "test").first?.estimate?.value == 50.0 / 2000)
    #expect(readings.of("key-duplicates", sample: "training").first?.estimate?.value == 0)
    guard case .table(let matrix)? = readings.of("overlap-matrix").first?.evidence.first else {
      Issue.record("no matrix")
      return
    }
    #expect(matrix.columns == ["rows of", "all", "in training", "in test"])
    #expect(
      matrix.rows == [
        [.text("training"), .number(3000), .number(35), .number(200)],
        [.text("test"), .number(2000), .number(200), .number(0)],
      ])
    let sentence = try #require(readings.of("overlap").first?.message)
    #expect(sentence.hasPrefix("200 rows of 'test' are in 'training' too"))
    #expect(readings.of("overlap").first?.evidence.isEmpty == false)
  }

  @Test func chunksAndPartsChangeNothing() throws {
    let reference = try planted().readings(OverlapAnalyzer())
    for blockRows in [17, 100_000] {
      var analyzer = OverlapAnalyzer()
      analyzer.parts = 3
      #expect(try planted(blockRows: blockRows).readings(analyzer) == reference)
    }
  }

  @Test func cleanSplitsRaiseNothing() throws {
    for seed in 0..<200 as Range<UInt64> {
      let audit = TableAudit(
        [
          .init("training", .training, columns(table(rows: 150, seed: 2 * seed + 11))),
          .init("test", .test, columns(table(rows: 150, seed: 2 * seed + 12))),
        ], features: ["x0", "x1", "x2"])
      for reading in try audit.readings(OverlapAnalyzer()) {
        #expect((reading.estimate?.value ?? 0) == 0)
        #expect(reading.reason == nil)
      }
    }
  }

  @Test func wholeNumbersAloneAreNoEvidence() throws {
    let numbers = (0..<1000).map { Float($0 % 5) }
    let readings = try TableAudit([.init("training", .training, [("n", .float32(numbers))])], features: ["n"])
      .readings(OverlapAnalyzer())
    let reading = try #require(readings.of("duplicates").first)
    #expect(reading.outcome == .noted)
    #expect(reading.message.contains("declare 'eventKey'"))
  }

  /// Flags and halves of whole numbers; half of the flags follow a hidden class.
  private func flags(_ rows: Int, seed: UInt64, columns: Int = 12) -> [(String, Values)] {
    var random = ToyRandom(seed)
    let hidden = (0..<rows).map { _ in random.normal() > 0 }
    let flags = (0..<columns).map { column -> (String, Values) in
      (
        "x\(column)",
        .float32(
          (0..<rows).map { row in
            let shift = column % 2 == 0 ? (hidden[row] ? 1.0 : -1.0) : 0
            return random.normal() + shift > 0.5 ? 0.5 : 0
          })
      )
    }
    return flags
  }

  private func overlap(_ samples: [[(String, Values)]]) throws -> [Reading] {
    let roles: [SampleRole] = [.training, .test]
    return try TableAudit(
      zip(samples, roles).map { .init($1.rawValue, $1, $0) }, features: samples[0].map(\.0)
    ).readings(OverlapAnalyzer())
  }

  private func picked(_ columns: [(String, Values)], _ rows: [Int]) -> [(String, Values)] {
    columns.map { name, values in
      guard case .float32(let numbers) = values else { return (name, values) }
      return (name, .float32(rows.map { numbers[$0] }))
    }
  }

  @Test func columnsOfFewValuesRepeatByChance() throws {
    for seed in 0..<10 as Range<UInt64> {
      let count = seed % 2 == 0 ? 12 : 40
      let readings = try overlap([
        flags(4000, seed: 100 + seed, columns: count), flags(900, seed: 200 + seed, columns: count),
      ])
      for metric in ["duplicates", "overlap"] {
        for reading in readings.of(metric) {
          #expect(reading.outcome == .noted || reading.estimate?.value == 0)
        }
      }
      if count == 12 {
        let sentence = try #require(readings.of("duplicates", sample: "training").first?.message)
        #expect(sentence.contains("equal pairs") && sentence.contains("by chance"), "\(sentence)")
      }
    }
    // A fifth of such a file twice is more than chance, and the file twice certainly.
    for (rows, share) in [(4000, 0.2), (4000, 1)] {
      let table = flags(rows, seed: 300, columns: 24)
      let copied = picked(table, Array(0..<rows) + Array(0..<Int(share * Double(rows))))
      let reading = try #require(try overlap([copied]).of("duplicates").first)
      #expect((reading.estimate?.value ?? 0) > share / (1 + share) - 1e-9, "\(reading.message)")
    }
  }

  @Test func copiesOfEventsAreFoundBesideFlags() throws {
    var random = ToyRandom(9)
    func fine(_ rows: Int) -> [(String, Values)] {
      (0..<2).map { ("y\($0)", .float32((0..<rows).map { _ in Float(random.normal()) })) }
    }
    let table = fine(3000) + flags(3000, seed: 400)
    #expect(try overlap([table]).of("duplicates").first?.estimate?.value == 0)
    // Some copies; drawn with replacement, as where a class was made larger.
    let copied = picked(table, Array(0..<3000) + [17, 18])
    #expect(try overlap([copied]).of("duplicates").first?.estimate?.value == 2.0 / 3002)
    let drawn = picked(table, (0..<3000).map { _ in Int(random.next() % 3000) })
    let share = try #require(try overlap([drawn]).of("duplicates").first?.estimate?.value)
    #expect(share > 0.33 && share < 0.41)
    #expect((try overlap([table, copied]).of("overlap").first?.estimate?.value ?? 0) == 1)
  }

  /// Energies and angles to a tenth: some pairs are equal by chance, and their number is foretold.
  @Test func roundedColumnsRepeatByChance() throws {
    var random = ToyRandom(10)
    let table: [(String, Values)] = (0..<2).map { column in
      ("x\(column)", .float32((0..<6000).map { _ in Float((random.normal() * 100).rounded() / 10) }))
    }
    let readings = try overlap([table])
    let sentence = try #require(readings.of("duplicates").first?.message)
    let numbers = sentence.matches(of: /of ([0-9 ]+) equal pairs ([0-9 ]+) are expected/).first.map {
      ($0.1, $0.2)
    }
    let (found, expected) = try #require(numbers)
    func number(_ text: Substring) -> Double { Double(text.filter { $0 != " " }) ?? .nan }
    // ∫f² = 1/(2√π σ): 18 · 10⁶ pairs · (0.01 / 3.54)².
    #expect(abs(number(found) - 143) < 50 && abs(number(expected) - 143) < 10, "\(sentence)")
  }

  @Test func roundedRowsAreNearButNotEqual() throws {
    let exact = table(rows: 500, seed: 5)
    let near = exact.map { $0.map { $0 * (1 + 1e-6) } }
    let readings = try TableAudit(
      [.init("training", .training, columns(exact)), .init("test", .test, columns(near))],
      features: ["x0", "x1", "x2"]
    ).readings(OverlapAnalyzer())
    #expect(readings.of("overlap").first?.estimate?.value == 0)
    let sentence = try #require(readings.of("near-duplicates").first?.message)
    let count = try #require(Int(sentence.prefix { $0.isNumber }))
    #expect(count > 450)
  }

  /// Two versions of a file: one column was made anew, the order is another, and 2 % of the events are new.
  @Test func versionsOfTheSameEventsAreFound() throws {
    let first = table(rows: 1000, seed: 21)
    var second = table(rows: 1000, seed: 22)
    for row in 0..<980 {
      for column in 0..<3 {
        let value = first[column][(row * 7) % 1000]
        second[column][row] = column == 1 ? 1.01 * value : value
      }
    }
    let readings = try TableAudit(
      [.init("training", .training, columns(first)), .init("test", .test, columns(second))],
      features: ["x0", "x1", "x2"]
    ).readings(OverlapAnalyzer())
    #expect(readings.of("overlap").first?.estimate?.value == 0)
    let found = try #require(readings.of("version-overlap", sample: "test").first)
    #expect(found.estimate?.value == 0.98)
    #expect(
      found.message.hasPrefix(
        "980 of 1000 rows of 'test' (98 %) are events of 'training' too, equal in 'x0' and 'x2', not always in 'x1'"
      ),
      "\(found.message)")
  }

  @Test func saysWhichColumnsAreMissing() throws {
    let data = table(rows: 50, seed: 8)
    let readings = try TableAudit(
      [
        .init("training", .training, columns(data)),
        .init("test", .test, Array(columns(data).prefix(2))),
      ], features: ["x0", "x1", "x2"], change: { $0.eventKey = ["run"] }
    ).readings(OverlapAnalyzer())
    #expect(readings.of("columns").first?.message.contains("without 'x2': 'test' lack it") == true)
    #expect(readings.of("key-duplicates", sample: "test").first?.reason == "'test' has no column 'run'")
    #expect(readings.of("overlap").first?.estimate?.value == 1)
  }

  /// Fixtures/references/composition/duplicates.json: what pandas says of a table with NaN, ±0 and 64-bit integers.
  @Test func agreesWithPandas() throws {
    struct Reference: Decodable {
      struct Part: Decodable {
        var a: [Double?]
        var b: [Double?]
        var n: [Int64]
        var duplicated: Int
      }
      var training: Part
      var test: Part
      var testRowsInTraining: Int
    }
    let url = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("Fixtures/references/composition/duplicates.json")
    let reference = try JSONDecoder().decode(Reference.self, from: Data(contentsOf: url))
    let columns = { (part: Reference.Part) -> [(String, Values)] in
      [
        ("a", .float32(part.a.map { $0.map { Float($0) } ?? .nan })),
        ("b", .float64(part.b.map { $0 ?? .nan })),
        ("n", .int64(part.n)),
      ]
    }
    let readings = try TableAudit(
      [
        .init("training", .training, columns(reference.training)),
        .init("test", .test, columns(reference.test)),
      ], features: ["a", "b", "n"], blockRows: 64
    ).readings(OverlapAnalyzer())
    guard case .table(let matrix)? = readings.of("overlap-matrix").first?.evidence.first else {
      Issue.record("no matrix")
      return
    }
    #expect(matrix.rows[0][2] == .number(Double(reference.training.duplicated)))
    #expect(matrix.rows[1][3] == .number(Double(reference.test.duplicated)))
    #expect(matrix.rows[1][2] == .number(Double(reference.testRowsInTraining)))
  }
}
