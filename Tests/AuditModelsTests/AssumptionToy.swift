import AuditAnalysis
import AuditModels
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Glibc

/// Two classes in two features, 40 % signal displaced by 1 and 1.2, a sum as classifier, and what data do to them.
struct AssumptionToy {
  /// What is different in data.
  enum Change: String, CaseIterable {
    /// Nothing.
    case nothing
    /// Both classes by one map of each feature.
    case maps
    /// Correlation 0.6 in both classes; every single feature is as it was.
    case dependence
    /// The background alone is wider in `d`.
    case background
    /// 10 % of data are of a process that simulation lacks.
    case process
    /// The signal alone is lower in `d`; region 1 has 70 % signal and region 0 has 30 %.
    case regions
    /// Regions, and nothing is different.
    case equalRegions

    var hasRegions: Bool { self == .regions || self == .equalRegions }
  }

  /// d + q.
  struct Sum: EventScorer {
    var name = "sum"
    var columns = ["d", "q"]
    var threshold: Double? = 1.6

    func scores(of values: [Values], rows: Int, firstRow: Int) throws -> [Float] {
      zip(values[0].doubles, values[1].doubles).map { Float($0 + $1) }
    }
    func scores(
      of values: [Values], variedBy variations: [[String: Values]], nominal: ArraySlice<Float>?, rows: Int,
      firstRow: Int
    ) throws -> [[Float]] {
      try variations.map { change in
        try scores(of: [change["d"] ?? values[0], change["q"] ?? values[1]], rows: rows, firstRow: firstRow)
      }
    }
  }

  var change: Change
  var rows = 4000
  var seed: UInt64 = 1
  /// Part of the simulated weights that are −1.
  var negative = 0.0

  /// True changes of the signal and of the background efficiency.
  var truth: (signal: Double, background: Double) {
    func above(_ mean: Double, _ variance: Double) -> Double {
      0.5 * erfc((1.6 - mean) / (2 * variance).squareRoot())
    }
    let before = (above(2.2, 2), above(0, 2))
    let after =
      switch change {
      case .nothing, .process, .equalRegions: before
      case .maps:
        (above(1.15 + 1.2 * 1.08 + 0.05, 1 + 1.08 * 1.08), above(0.2, 1 + 1.08 * 1.08))
      case .dependence: (above(2.2, 3.2), above(0, 3.2))
      case .background: (before.0, above(-0.1, 1.25 * 1.25 + 1))
      case .regions: (above(1.9, 2), before.1)
      }
    return (after.0 - before.0, after.1 - before.1)
  }

  private func table(_ role: SampleRole) -> AnalyzerRun.Table {
    let random = CounterRandom(seed: seed, stream: "assumptions \(role.rawValue)")
    let isData = role == .data
    var (d, q, label, region): ([Float], [Float], [Float], [Float]) = ([], [], [], [])
    var weights: [Double] = []
    for row in 0..<UInt64(rows) {
      let isUpper = random.uniform(row, part: 1) < 0.5
      let isSignal = random.uniform(row) < (change.hasRegions ? (isUpper ? 0.7 : 0.3) : 0.4)
      var (a, b) = (random.normal(row), random.normal(row, part: 1))
      if isData, change == .dependence { b = 0.6 * a + 0.8 * b }
      if isSignal { (a, b) = (a + 1, b + 1.2) }
      if isData {
        switch change {
        case .maps: (a, b) = (a + 0.15, 1.08 * b + 0.05)
        case .background where !isSignal: a = 1.25 * a - 0.1
        case .regions where isSignal: a -= 0.3
        case .process where random.uniform(row, part: 2) < 0.1:
          (a, b) = (-1.8 + 0.35 * random.normal(row, part: 2), 2.2 + 0.35 * random.normal(row, part: 3))
        default: break
        }
      }
      d.append(Float(a))
      q.append(Float(b))
      label.append(isSignal ? 1 : 0)
      region.append(isUpper ? 1 : 0)
      weights.append(!isData && random.uniform(row, part: 3) < negative ? -1 : 1)
    }
    var columns: [(String, Values)] = [("d", .float32(d)), ("q", .float32(q)), ("r", .float32(region))]
    if !isData { columns.append(("y", .float32(label))) }
    return AnalyzerRun.Table(
      role.rawValue, role, TableSource(columns: columns), weights: negative > 0 && !isData ? weights : nil)
  }

  /// What the impact says; `changing`: its settings.
  func readings(hasTrainer: Bool = true, changing: (inout ImpactAnalyzer) -> Void = { _ in }) throws
    -> [Reading]
  {
    var analyzer = ImpactAnalyzer()
    analyzer.mixUncertainty = 0
    if change.hasRegions { analyzer.controlRegions = "r" }
    changing(&analyzer)
    let run = AnalyzerRun([table(.data), table(.simulation)], batchRows: 1500)
    var context = AuditContext(
      samples: run.samples, features: ["d", "q", "r"].map { FeatureDescription(name: $0) }, categories: [])
    context.label = "y"
    context.scorers = [Sum()]
    context.trainer = hasTrainer ? BoostedTrees() : nil
    return try run.readings(analyzer, in: context)
  }
}
