import AuditAnalysis
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Glibc
import Testing

/// Robustness against closed forms: the score is the feature, which is Gaussian in both classes.
@Suite struct RobustnessAnalyzerTests {
  /// x itself.
  struct Identity: EventScorer {
    var name = "cut"
    var columns = ["x"]
    var threshold: Double?

    func scores(of values: [Values], rows: Int, firstRow: Int) throws -> [Float] {
      values[0].doubles.map { Float($0) }
    }
    func scores(
      of values: [Values], variedBy variations: [[String: Values]], nominal: ArraySlice<Float>?, rows: Int,
      firstRow: Int
    ) throws -> [[Float]] {
      try variations.map { change in
        try scores(of: [change["x"] ?? values[0]], rows: rows, firstRow: firstRow)
      }
    }
  }

  /// Signal N(1, 1), background N(0, 1), a column that nothing uses, and a category.
  private func table(rows: Int, weights: [Double]? = nil) -> AnalyzerRun.Table {
    let random = CounterRandom(seed: 7, stream: "robustness")
    var normals = [Float](repeating: 0, count: rows)
    random.fillNormals(&normals, from: 0)
    return AnalyzerRun.Table(
      "test", .test,
      TableSource([
        "y": .float32((0..<rows).map { Float($0 % 2) }),
        "x": .float32((0..<rows).map { normals[$0] + Float($0 % 2) }),
        "other": .float32(normals.reversed()),
        "period": .category(codes: (0..<rows).map { Int32($0 / 2 % 2) }, levels: ["A", "B"]),
      ]), weights: weights)
  }

  private func readings(
    _ plans: [InjectionPlan], rows: Int = 20_000, weights: [Double]? = nil, batchRows: Int = 700,
    threshold: Double? = 0.5, _ analyzer: RobustnessAnalyzer = RobustnessAnalyzer()
  ) throws -> [Reading] {
    let run = AnalyzerRun([table(rows: rows, weights: weights)], batchRows: batchRows)
    var context = AuditContext(samples: run.samples, features: [], categories: ["period"])
    context.label = "y"
    context.scorers = [Identity(threshold: threshold)]
    context.injections = plans
    return try analyzer.conclude(run.measured(analyzer, in: context), in: context)
  }

  private func plan(_ miscalibration: any Miscalibration, _ strengths: [Double], size: Double) throws
    -> InjectionPlan
  {
    try InjectionPlan(Injection(miscalibration), strengths: strengths, size: size)
  }

  private func offset(_ feature: String = "x") -> Offset {
    var offset = Offset()
    offset.features = [feature]
    offset.unit = .feature
    return offset
  }

  private func estimate(_ readings: [Reading], _ metric: String) throws -> Estimate {
    let reading = try #require(readings.first { $0.metric == metric })
    guard case .measured(let estimate) = reading.outcome else {
      throw NotMeasured(id: reading.id)
    }
    return estimate
  }
  struct NotMeasured: Error { var id: String }

  private func normal(_ x: Double) -> Double { 0.5 * erfc(-x / 2.0.squareRoot()) }

  /// A model that ignores what it is given.
  private struct Constant: EventScorer {
    var name = "constant"
    var columns = ["x"]
    var threshold: Double?

    func scores(of values: [Values], rows: Int, firstRow: Int) throws -> [Float] {
      Array(repeating: 0.25, count: rows)
    }
    func scores(
      of values: [Values], variedBy variations: [[String: Values]], nominal: ArraySlice<Float>?, rows: Int,
      firstRow: Int
    ) throws -> [[Float]] {
      try variations.map { _ in try scores(of: values, rows: rows, firstRow: firstRow) }
    }
  }

  /// Such a model loses nothing under any miscalibration: that must not read as robustness, and must not touch the others.
  @Test func aConstantScoreIsUndecided() throws {
    let run = AnalyzerRun([table(rows: 2000)], batchRows: 700)
    var context = AuditContext(samples: run.samples, features: [], categories: ["period"])
    context.label = "y"
    context.injections = [
      try plan(offset(), [-0.4, -0.2, 0.2, 0.4], size: 0.2), try plan(offset("other"), [0.2], size: 0.2),
    ]
    let analyzer = RobustnessAnalyzer()
    context.scorers = [Identity()]
    let alone = try analyzer.conclude(run.measured(analyzer, in: context), in: context)
    context.scorers = [Identity(), Constant()]
    let readings = try analyzer.conclude(run.measured(analyzer, in: context), in: context)
    let constant = readings.filter { $0.subject.model == "constant" }
    #expect(constant.contains { $0.metric == "auc" } && constant.contains { $0.metric == "auc-loss" })
    for reading in constant {
      #expect(
        reading.outcome == .inconclusive(reason: "the score is the same for all events"), "\(reading.id)")
      #expect(reading.message.contains("'constant' gives all events the score 0.25"))
    }
    for reading in alone where reading.subject.model == "cut" {
      #expect(readings.contains(reading), "\(reading.id)")
    }
  }

  @Test func anOffsetMovesEfficienciesAsTheGaussianSays() throws {
    let readings = try readings([plan(offset(), [-0.3, -0.1, 0.1, 0.3], size: 0.1)])
    // A common offset changes no order.
    let loss = try estimate(readings, "auc-loss")
    #expect(abs(loss.value) < 1e-4 && loss.low <= 0 && loss.high >= 0)
    // Signal passes x + s ≥ ½; of both signs the larger change is reported.
    let efficiency = try estimate(readings, "efficiency-change")
    let expected = [0.1, -0.1].map { normal(0.5 + $0) - normal(0.5) }
    #expect(expected.contains { efficiency.low <= $0 && $0 <= efficiency.high })
    let background = try estimate(readings, "background-change")
    let relative = [0.1, -0.1].map { normal(-0.5 + $0) / normal(-0.5) - 1 }
    #expect(relative.contains { background.low <= $0 && $0 <= background.high })
    // The signal efficiency leaves its 2 % first: Φ(½ + s) − Φ(½) = ±0.02 at s = −0.0552 and 0.0577.
    let breakdown = try estimate(readings, "breakdown")
    #expect(breakdown.low <= 0.0577 && breakdown.high >= 0.0552)
    #expect(abs(breakdown.value - 0.056) < 0.01)
    // The paired interval is much narrower than that of the efficiency itself.
    #expect(efficiency.high - efficiency.low < 0.3 * abs(efficiency.value))
  }

  @Test func smearingCostsTheAreaThatTheGaussianSays() throws {
    var smear = Smear()
    smear.features = ["x"]
    smear.by = .feature
    let readings = try readings([plan(smear, [0.5, 1], size: 1)])
    // The AUC of two Gaussians one apart: Φ(1/√2), and Φ(1/√4) when their variances are doubled.
    let loss = try estimate(readings, "auc-loss")
    let expected = normal(1 / 2.0.squareRoot()) - normal(0.5)
    #expect(loss.low <= expected && expected <= loss.high)
    #expect(loss.high - loss.low < 0.02)
  }

  @Test func withoutItsOnlyInputNothingIsLeft() throws {
    var unavailable = Unavailable()
    unavailable.features = ["x"]
    let readings = try readings([plan(unavailable, [], size: 1)])
    let loss = try estimate(readings, "dependence")
    let expected = normal(1 / 2.0.squareRoot()) - 0.5
    #expect(loss.low <= expected && expected <= loss.high)
    #expect(readings.first { $0.metric == "dependence" }?.message.contains("'x'") ?? false)
  }

  @Test func whatTheModelDoesNotUseChangesNothing() throws {
    let readings = try readings([plan(offset("other"), [-1, 1], size: 1)])
    let loss = try estimate(readings, "auc-loss")
    #expect(loss.value == 0 && loss.low == 0 && loss.high == 0)
    #expect(!readings.contains { $0.metric == "breakdown" })
  }

  @Test func blocksAndWeightScalesChangeNothing() throws {
    let plans = try [plan(offset(), [-0.2, 0.2], size: 0.2)]
    let weights = (0..<4000).map { $0 % 7 == 0 ? -0.5 : 1 + Double($0 % 3) }
    let one = try readings(plans, rows: 4000, weights: weights)
    let other = try readings(plans, rows: 4000, weights: weights, batchRows: 4000)
    #expect(one == other)
    let scaled = try readings(plans, rows: 4000, weights: weights.map { 4 * $0 })
    for metric in ["auc-loss", "efficiency-change", "background-change"] {
      let (a, b) = (try estimate(one, metric), try estimate(scaled, metric))
      #expect(abs(a.value - b.value) < 1e-12 && abs(a.high - b.high) < 1e-9)
    }
  }

  @Test func theDamageIsToldByGroup() throws {
    let selection = try ColumnExpression(
      "period == \"A\"", columns: [ColumnInfo(name: "period", kind: .text)])
    let injection = try Injection(offset(), name: "only A", selection: selection)
    let readings = try readings([InjectionPlan(injection, strengths: [0.5], size: 0.5)])
    let reading = try #require(readings.first { $0.metric == "damage" })
    guard case .heatMap(let map)? = reading.evidence.first else {
      Issue.record("no heat map")
      return
    }
    for (label, value) in zip(map.columnLabels, map.values[0]) {
      let change = try #require(value)
      if label.hasPrefix("A ") { #expect(abs(change) > 0.1) } else { #expect(change == 0) }
    }
  }

  @Test func changedWeightsAreResponsesToo() throws {
    var spectrum = SpectrumChange()
    spectrum.feature = "x"
    let readings = try readings([plan(spectrum, [-0.5, 0.5], size: 0.5)])
    // exp(s·x/σ) moves a Gaussian of width 1 by s/σ with σ the spread of both classes together.
    let change = try estimate(readings, "efficiency-change")
    let moves = [0.5, -0.5].map { normal(0.5 + $0 / 1.118) - normal(0.5) }
    #expect(moves.contains { abs($0 - change.value) < 0.02 })
  }

  @Test(arguments: [
    (100.0, "no signal event of 'test' reaches the threshold 100"), (-100.0, "every event of 'test' reaches"),
  ])
  func anUnreachableWorkingPointIsRefused(threshold: Double, sentence: String) throws {
    do {
      _ = try readings([plan(offset(), [-0.1, 0.1], size: 0.1)], threshold: threshold)
      Issue.record("measured")
    } catch {
      #expect("\(error)".hasPrefix("model 'cut': \(sentence)"), "\(error)")
      #expect("\(error)".contains("; its scores go from "), "\(error)")
    }
  }

  @Test func aWorkingPointWithoutBackgroundHasAReason() throws {
    // Just above the highest background event, where signal still is.
    let random = CounterRandom(seed: 7, stream: "robustness")
    var normals = [Float](repeating: 0, count: 20_000)
    random.fillNormals(&normals, from: 0)
    let highest = stride(from: 0, to: normals.count, by: 2).map { normals[$0] }.max() ?? 0
    let readings = try readings(
      [plan(offset(), [-0.001, 0.001], size: 0.001)], threshold: Double(highest) + 0.01)
    let reading = try #require(readings.first { $0.metric == "background-change" })
    guard case .inconclusive(let reason) = reading.outcome else {
      Issue.record("measured")
      return
    }
    #expect(reason == "the working point selects no background")
  }

  @Test func ofSeveralClassesOneMustBeNamed() throws {
    let rows = 300
    let run = AnalyzerRun([
      AnalyzerRun.Table(
        "test", .test,
        TableSource([
          "y": .float32((0..<rows).map { Float($0 % 3) }), "x": .float32((0..<rows).map { Float($0) }),
        ]))
    ])
    var context = AuditContext(samples: run.samples, features: [], categories: [])
    context.label = "y"
    context.scorers = [Identity()]
    context.injections = [try plan(offset(), [], size: 0.1)]
    var analyzer = RobustnessAnalyzer()
    let sentence = { (analyzer: RobustnessAnalyzer) -> String in
      do {
        _ = try run.measured(analyzer, in: context)
        return ""
      } catch { return "\(error)" }
    }
    #expect(
      sentence(analyzer).hasPrefix("the label 'y' has 3 classes ('0', '1' and '2'); say with 'positive'"))
    analyzer.positive = "5"
    #expect(
      sentence(analyzer).hasPrefix(
        "positive: '5' is not a class of the label 'y', which has '0', '1' and '2'"))
    analyzer.positive = "2"
    #expect(sentence(analyzer) == "")
  }
}
