import AuditAnalysis
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Glibc
import Testing

/// Physics expectations on models whose answer is known.
@Suite struct ExpectationTests {
  /// Columns: y, x ~ N(y, 1), other ~ N(0, 1), phi, eta, three exchangeable numbers a, b, c, a category.
  private func source(rows: Int, stream: UInt64 = 1, shift: Double = 0) -> TableSource {
    let random = CounterRandom(seed: 3, stream: stream)
    func normals(_ part: UInt32) -> [Double] { (0..<UInt64(rows)).map { random.normal($0, part: part) } }
    let label = (0..<rows).map { Double($0 % 2) }
    return TableSource([
      "y": .float64(label), "x": .float64(zip(normals(0), label).map { $0 + $1 + shift }),
      "other": .float64(normals(1)),
      "phi": .float64((0..<UInt64(rows)).map { 2 * .pi * random.uniform($0, part: 2) - .pi }),
      "eta": .float64(normals(3)), "a": .float64(normals(4)), "b": .float64(normals(5)),
      "c": .float64(normals(6)),
      "period": .category(codes: (0..<rows).map { Int32($0 / 2 % 2) }, levels: ["A", "B"]),
    ])
  }

  private func readings(
    _ expectation: some PhysicsExpectation, columns: [String], threshold: Double? = 0.5,
    tables: [AnalyzerRun.Table]? = nil, rows: Int = 6000, batchRows: Int = 700, select: String? = nil,
    weights: [Double]? = nil, _ body: @escaping @Sendable ([Double]) -> Double
  ) throws -> [Reading] {
    let source = source(rows: rows)
    let run = AnalyzerRun(
      tables ?? [AnalyzerRun.Table("test", .test, source, weights: weights)], batchRows: batchRows)
    var context = AuditContext(samples: run.samples, features: [], categories: [])
    context.label = "y"
    context.scorers = [FormulaScorer(of: columns, threshold: threshold, formula: body)]
    let selection = try select.map { try ColumnExpression($0, columns: source.columns) }
    context.expectations = [try ExpectationPlan(expectation, name: "it", selection: selection)]
    let analyzer = ExpectationAnalyzer()
    return try analyzer.conclude(run.measured(analyzer, in: context), in: context)
  }

  private func estimate(_ readings: [Reading], _ metric: String, other: String? = nil) throws -> Estimate {
    let reading = try #require(
      readings.first { $0.metric == metric && (other == nil || $0.subject.other == other) })
    guard case .measured(let estimate) = reading.outcome else { throw NotMeasured(id: reading.id) }
    return estimate
  }
  struct NotMeasured: Error { var id: String }

  private func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  private func invariance(_ under: Invariance.Change, _ features: [String]) -> Invariance {
    var invariance = Invariance()
    invariance.under = under
    invariance.features = features
    return invariance
  }

  @Test func whatDoesNotEnterTurnsNothing() throws {
    let found = try readings(invariance(.rotation, ["phi"]), columns: ["x"]) { $0[0] }
    let turned = try estimate(found, "invariance")
    #expect(turned.value == 0 && turned.low == 0 && turned.high < 0.002)
    #expect(try estimate(found, "invariance-ks").value == 0)
  }

  @Test func aDirectionThatIsKnownIsFound() throws {
    // Decides by the sign of cos φ: a half turn turns every decision, an eighth of a turn a quarter of them.
    let found = try readings(invariance(.rotation, ["phi"]), columns: ["phi"], threshold: 0) { cos($0[0]) }
    #expect(try estimate(found, "invariance").value > 0.999)
    guard case .curve(let curve)? = found.first?.evidence.first else {
      Issue.record("no curve")
      return
    }
    #expect(curve.series[0].points.count == 7)
    #expect(abs(curve.series[0].points[0].y - 0.25) < 0.02)
    // A score without any variation is invariant under everything, which says nothing.
    let constant = try readings(invariance(.rotation, ["phi"]), columns: ["phi"], threshold: 0.5) { _ in 0.7 }
    #expect(throws: NotMeasured.self) { try estimate(constant, "invariance") }
  }

  @Test func reflectionsPermutationsAndUnits() throws {
    let even = try readings(invariance(.reflection, ["eta"]), columns: ["eta"]) { $0[0] * $0[0] }
    #expect(try estimate(even, "invariance").value == 0)
    let odd = try readings(invariance(.reflection, ["eta"]), columns: ["eta"], threshold: 0) { $0[0] }
    #expect(try estimate(odd, "invariance").low > 0.99)

    var exchange = invariance(.permutation, ["a", "b", "c"])
    exchange.objects = 3
    let sum = try readings(exchange, columns: ["a", "b", "c"], threshold: 0.5) { $0.max() ?? 0 }
    #expect(try estimate(sum, "invariance").value == 0)
    // The first two differ in sign for half of the events when they are independent.
    let first = try readings(exchange, columns: ["a", "b", "c"], threshold: 0) { $0[0] }
    let turned = try estimate(first, "invariance")
    #expect(turned.low < 0.5 && 0.5 < turned.high + 0.02)

    let ratio = try readings(invariance(.units, ["a", "b"]), columns: ["a", "b"], threshold: 0) {
      $0[0] / $0[1]
    }
    #expect(try estimate(ratio, "invariance").value == 0)
    let absolute = try readings(invariance(.units, ["a"]), columns: ["a"], threshold: 1) { $0[0] }
    let expected = normal(-0.001) - normal(-1)
    let units = try estimate(absolute, "invariance")
    #expect(units.low <= expected && expected <= units.high)
  }

  @Test func monotonicity() throws {
    var monotonicity = Monotonicity()
    monotonicity.feature = "x"
    let rising = try readings(monotonicity, columns: ["x", "other"]) { $0[0] + $0[1] }
    #expect(try estimate(rising, "monotonicity").value == 0)
    #expect(try estimate(rising, "step-back").value == 0)
    // Falls where the other is negative: half of the events.
    let half = try readings(monotonicity, columns: ["x", "other"]) { $0[0] * $0[1] }
    let against = try estimate(half, "monotonicity")
    #expect(against.low < 0.5 && against.high > 0.48 && against.high < 0.53)
    monotonicity.direction = .falling
    let wrong = try readings(monotonicity, columns: ["x"]) { $0[0] }
    #expect(try estimate(wrong, "monotonicity").low > 0.99)
    monotonicity.tolerance = 100
    #expect(try estimate(readings(monotonicity, columns: ["x"]) { $0[0] }, "monotonicity").value == 0)
  }

  @Test func aSpectatorThatIsKnownIsFound() throws {
    var independence = Independence()
    independence.spectator = "other"
    let innocent = try readings(independence, columns: ["x"], rows: 20_000) { $0[0] }
    #expect(try estimate(innocent, "independence-cvm").high < 0.002)
    #expect(try estimate(innocent, "independence-dcor").high < 0.1)
    #expect(try estimate(innocent, "independence-js").high < 0.1)
    let guilty = try readings(independence, columns: ["x", "other"], rows: 20_000) { $0[0] + $0[1] }
    #expect(try estimate(guilty, "independence-cvm").low > 0.002)
    #expect(try estimate(guilty, "independence-dcor").low > 0.5)
    #expect(try estimate(guilty, "independence-js").low > 0.2)
    let reading = try #require(guilty.first { $0.metric == "independence-js" })
    #expect(reading.evidence.count == 2)
    // A cut on the spectator itself leaves less to know.
    let narrow = try readings(
      independence, columns: ["x", "other"], rows: 20_000, select: "abs(other) < 0.2"
    ) { $0[0] + $0[1] }
    #expect(try estimate(narrow, "independence-cvm").value < estimate(guilty, "independence-cvm").low)
  }

  @Test func dataAgainstSimulation() throws {
    func tables(_ shift: Double) -> [AnalyzerRun.Table] {
      [
        AnalyzerRun.Table("test", .test, source(rows: 4000)),
        AnalyzerRun.Table("control", .simulation, source(rows: 8000, stream: 5)),
        AnalyzerRun.Table("data", .data, source(rows: 8000, stream: 6, shift: shift)),
      ]
    }
    let alike = try readings(Agreement(), columns: ["x"], tables: tables(0)) { $0[0] }
    #expect(try estimate(alike, "agreement-ks").high < 0.05)
    #expect(abs(try estimate(alike, "agreement-efficiency").value) < 0.03)
    // x is an equal mixture of N(0, 1) and N(1, 1), moved by 0.5 in data: the distance lies at 0.75.
    let moved = try readings(Agreement(), columns: ["x"], tables: tables(0.5)) { $0[0] }
    let ks = try estimate(moved, "agreement-ks")
    let expected = (normal(0.75) + normal(-0.25) - normal(0.25) - normal(-0.75)) / 2
    #expect(ks.low <= expected && expected <= ks.high)
    let change = try estimate(moved, "agreement-efficiency")
    let truth = (normal(0) + normal(1) - normal(-0.5) - normal(0.5)) / 2
    #expect(change.low <= truth && truth <= change.high)
    // Noise that drowns the score hides the difference from KS, and the working point shows what is left.
    #expect(moved.first?.subject.simulation == "control" && moved.first?.subject.data == "data")
  }

  @Test func calibrationBySlice() throws {
    var slices = SliceCalibration()
    slices.by = "period"
    // P(y = 1 | x) of two Gaussians one apart.
    let calibrated = try readings(slices, columns: ["x"]) { 1 / (1 + exp(0.5 - $0[0])) }
    for level in ["A", "B"] {
      let bias = try estimate(calibrated, "slice-bias", other: level)
      #expect(bias.low <= 0 && bias.high >= 0)
      #expect(try estimate(calibrated, "slice-calibration", other: level).low < 0.02)
    }
    slices.by = "x"
    let biased = try readings(slices, columns: ["x"]) { $0[0] < 0 ? 0.5 : 0.5001 }
    let names = Set(biased.compactMap(\.subject.other))
    #expect(names.count == 4)
    let low = try #require(names.first { $0.hasPrefix("below") })
    #expect(try estimate(biased, "slice-bias", other: low).low > 0.2)
    let wild = try readings(slices, columns: ["x"]) { $0[0] }
    guard case .inconclusive(let reason)? = wild.first?.outcome else {
      Issue.record("measured")
      return
    }
    #expect(reason == "the scores leave 0 to 1, so they are not probabilities")
  }

  @Test func whatWasLearnedByHeartIsFound() throws {
    let training = source(rows: 4000, stream: 9)
    let tables = [
      AnalyzerRun.Table("test", .test, source(rows: 4000)),
      AnalyzerRun.Table("training", .training, training),
    ]
    let honest = try readings(Overtraining(), columns: ["x"], tables: tables) { $0[0] }
    #expect(abs(try estimate(honest, "overtraining-auc").value) < 0.03)
    for side in ["signal", "background"] {
      #expect(try estimate(honest, "overtraining-ks", other: side).low == 0)
    }
    // Knows the training events by their last column.
    let known = Set(try training.read(["x"], rows: 0..<4000)[0].doubles)
    let heart = try readings(Overtraining(), columns: ["x"], tables: tables) { row in
      known.contains(row[0]) ? 3 * (row[0] > 0.5 ? 1 : 0) + row[0] : row[0]
    }
    #expect(try estimate(heart, "overtraining-ks", other: "signal").low > 0.2)
  }

  @Test func blocksWeightsAndEventsWithoutWeightChangeNothing() throws {
    var independence = Independence()
    independence.spectator = "other"
    let weights = (0..<6000).map { $0 % 9 == 0 ? -0.5 : 1 + Double($0 % 3) }
    let body: @Sendable ([Double]) -> Double = { $0[0] + 0.2 * $0[1] }
    let one = try readings(independence, columns: ["x", "other"], weights: weights, body)
    let other = try readings(
      independence, columns: ["x", "other"], batchRows: 6000, weights: weights, body)
    #expect(one == other)
    let scaled = try readings(
      independence, columns: ["x", "other"], weights: weights.map { 4 * $0 }, body)
    for metric in Independence.metrics {
      let (a, b) = (try estimate(one, metric), try estimate(scaled, metric))
      #expect(abs(a.value - b.value) < 1e-9 && abs(a.high - b.high) < 1e-6, "\(metric)")
    }
  }

  @Test func mistakesGetASentence() throws {
    func sentence(_ expectation: some PhysicsExpectation, columns: [String] = ["x"], select: String? = nil)
      -> String
    {
      do {
        _ = try readings(expectation, columns: columns, select: select) { $0[0] }
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      sentence(Invariance()) == "expectation 'invariance' names no features; list them under 'features'")
    #expect(
      sentence(invariance(.permutation, ["a", "b", "c"]))
        == "expectation 'invariance' names 3 features for 2 objects; list the columns of one object, then those of the next, as many for each"
    )
    #expect(
      sentence(Monotonicity()) == "expectation 'monotonicity' names no feature; give a column under 'feature'"
    )
    #expect(
      sentence(Agreement())
        == "expectation 'it' needs a sample of the role 'simulation'; give the control sample of data and of simulation"
    )
    #expect(
      sentence(Overtraining())
        == "expectation 'it' needs the sample that was trained on; give one of the role 'training'")
    var independence = Independence()
    independence.spectator = "oter"
    #expect(
      sentence(independence)
        == "expectation 'it' needs the column 'oter', which not every process of the sample 'test' has; did you mean 'other'?"
    )
    #expect(sentence(Agreement(), columns: ["z"]).contains("expectation 'it' needs a sample"))
    independence.spectator = "other"
    #expect(
      sentence(independence, select: "x > 1000")
        == "expectation 'it' selects no events with a positive sum of weights in 'test'; check 'select'")
    independence.neighbours = 2
    #expect(sentence(independence).hasPrefix("expectation 'independence' has windows of 2 events"))
  }
}
