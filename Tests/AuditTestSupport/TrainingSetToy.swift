import AuditAnalysis
import AuditSamples
import AuditStatistics
import Glibc

/// A small clean training set like that of Fixtures/training_set, another one for each seed.
public struct TrainingSetToy {
  /// Rows of each split.
  public static let rows: KeyValuePairs<SampleRole, Int> = [.training: 1200, .validation: 700, .test: 900]

  /// The splits.
  public let run: AnalyzerRun
  /// The samples with what a user would declare of them.
  public let context: AuditContext

  /// Three splits of one population.
  public init(seed: UInt64) {
    var first = 0
    run = AnalyzerRun(
      Self.rows.map { role, rows in
        defer { first += rows }
        return Self.table(role, rows: rows, firstEvent: first, seed: seed)
      }, batchRows: 600)
    let features = ["pt", "eta", "mass", "score", "isolation", "n_vertices"]
    var context = AuditContext(
      samples: run.samples, features: features.map { FeatureDescription(name: $0) },
      categories: ["run_period", "process"], seed: seed)
    context.label = "is_signal"
    context.eventKey = ["run", "event"]
    context.nuisance = ["run", "n_vertices"]
    context.spectators = ["eta", "n_vertices"]
    context.expectedMix = ["is_signal": ["0": 0.6, "1": 0.4]]
    self.context = context
  }

  private static func table(
    _ role: SampleRole, rows: Int, firstEvent: Int, seed: UInt64
  ) -> AnalyzerRun.Table {
    let random = CounterRandom(seed: seed, stream: "training-set-toy/\(role.rawValue)")
    let indices = (0..<UInt64(rows)).map { $0 }
    let process = indices.map { row -> Int32 in
      let u = random.uniform(row)
      return u < 0.4 ? 0 : u < 0.65 ? 1 : 2
    }
    func floats(_ value: (UInt64, Int32) -> Double) -> Values {
      .float32(zip(indices, process).map { Float(value($0, $1)) })
    }
    let period = indices.map { Int32(4 * random.uniform($0, part: 1)) }
    let weights = indices.map { row in
      exp(0.2 * random.normal(row, part: 2)) * (random.uniform(row, part: 2) < 0.08 ? -1 : 1)
    }
    return AnalyzerRun.Table(
      role.rawValue, role,
      TableSource([
        "pt": floats { 60 * exp(($1 == 0 ? 0.28 : 0.5) * random.normal($0, part: 3)) },
        "eta": floats { row, _ in random.normal(row, part: 4) },
        "mass": floats { ($1 == 0 ? 125 : 110) + ($1 == 0 ? 2 : 40) * random.normal($0, part: 5) },
        "score": floats { 1 / (1 + exp(-random.normal($0, part: 6) - ($1 == 0 ? 1.5 : 0))) },
        "isolation": floats { -($1 == 2 ? 4 : 0.6) * log(random.uniform($0, part: 7)) },
        "n_vertices": floats { row, _ in (30 + 8 * random.normal(row, part: 8)).rounded() },
        "run": .int64(indices.map { 1000 + Int64(160 * random.uniform($0, part: 9)) }),
        "event": .int64(indices.map { Int64(firstEvent) + Int64($0) }),
        "is_signal": .int64(process.map { $0 == 0 ? 1 : 0 }),
        "run_period": .category(codes: period, levels: ["A", "B", "C", "D"]),
        "process": .category(codes: process, levels: ["signal", "top", "multijet"]),
      ]), weights: weights)
  }
}
