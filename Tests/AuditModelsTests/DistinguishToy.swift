import AuditAnalysis
import AuditModels
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport

/// Simulation and data in three features: `x` and its near copy `y`, and `z`, which has nothing to do with either.
struct DistinguishToy {
  var simulationRows = 1200
  var dataRows = 900
  /// Shift of `x` in data.
  var shift = 0.0
  /// Part of simulation with weight −1, more for large `x`, so that weights and features go together.
  var negative = 0.0
  /// Data have no events with `z` in 0.5…1.
  var hasHole = false
  var seed: UInt64 = 1

  /// The tables; `extraRows` rows of weight 0 and absurd values are put behind data, weights are multiplied by `scale`.
  func tables(extraRows: Int = 0, scale: Double = 1) -> [AnalyzerRun.Table] {
    [
      table("data", .data, rows: dataRows, extraRows: extraRows, scale: scale),
      table("simulation", .simulation, rows: simulationRows, extraRows: 0, scale: scale),
    ]
  }

  /// The columns of a sample.
  func columns(_ role: SampleRole) -> [[Float]] {
    values(role.rawValue, role, rows: role == .data ? dataRows : simulationRows, extraRows: 0, scale: 1)
      .columns
  }

  private func table(
    _ name: String, _ role: SampleRole, rows: Int, extraRows: Int, scale: Double
  ) -> AnalyzerRun.Table {
    let (columns, weights) = values(name, role, rows: rows, extraRows: extraRows, scale: scale)
    return AnalyzerRun.Table(
      name, role,
      TableSource([
        "x": .float32(columns[0]), "y": .float32(columns[1]), "z": .float32(columns[2]),
      ]), weights: role == .data && extraRows == 0 && scale == 1 ? nil : weights)
  }

  private func values(
    _ name: String, _ role: SampleRole, rows: Int, extraRows: Int, scale: Double
  ) -> (columns: [[Float]], weights: [Double]) {
    let random = CounterRandom(seed: seed, stream: "distinguish \(name)")
    let isData = role == .data
    var columns = [[Float]](repeating: [], count: 3)
    var weights: [Double] = []
    var row: UInt64 = 0
    while weights.count < rows {
      row += 1
      let z = random.normal(row, part: 3)
      if isData, hasHole, z > 0.5, z < 1 { continue }
      var x = random.normal(row, part: 1)
      var weight = 1.0
      if negative > 0, !isData, random.uniform(row, part: 4) < 2 * negative {
        // As many of each sign at the same place: they cancel, and the rest is as without them.
        x = 1 + 0.5 * random.normal(row, part: 5)
        weight = random.uniform(row, part: 6) < 0.5 ? -1 : 1
      }
      if isData { x += shift }
      columns[0].append(Float(x))
      columns[1].append(Float(x + 0.1 * random.normal(row, part: 2)))
      columns[2].append(Float(z))
      weights.append(scale * weight)
    }
    for _ in 0..<extraRows {
      for column in 0..<3 { columns[column].append(50) }
      weights.append(0)
    }
    return (columns, weights)
  }

  /// The readings of an analyzer by id.
  func readings(
    _ analyzer: some Analyzer, batchRows: Int = 700, extraRows: Int = 0, scale: Double = 1,
    hasTrainer: Bool = true
  ) throws -> [Reading] {
    let run = AnalyzerRun(tables(extraRows: extraRows, scale: scale), batchRows: batchRows)
    return try run.readings(analyzer, in: context(run, hasTrainer: hasTrainer))
  }

  func context(_ run: AnalyzerRun, hasTrainer: Bool = true) -> AuditContext {
    var context = AuditContext(
      samples: run.samples, features: ["x", "y", "z"].map { FeatureDescription(name: $0) }, categories: [])
    context.trainer = hasTrainer ? BoostedTrees() : nil
    return context
  }
}

extension [Reading] {
  /// The estimate of a metric, of a feature where it is given.
  func estimate(_ metric: String, of feature: String? = nil) -> Estimate? {
    for reading in self
    where reading.metric == metric && (feature == nil || reading.subject.feature == feature) {
      if case .measured(let estimate) = reading.outcome { return estimate }
    }
    return nil
  }
}
