import AuditAnalysis
import AuditReport
import AuditSamples
import AuditTestSupport

/// An audit of tables in memory, written down in one expression.
struct TableAudit {
  /// A sample: its role and the columns of each of its processes.
  struct Sample {
    var name: String
    var role: SampleRole
    var processes: [(name: String, columns: [(String, Values)], weights: [Double]?)]

    /// A sample of one process.
    init(
      _ name: String, _ role: SampleRole, _ columns: [(String, Values)], weights: [Double]? = nil
    ) {
      self.name = name
      self.role = role
      processes = [(name, columns, weights)]
    }
  }

  var samples: [Sample]
  var features: [FeatureDescription]
  var categories: [String] = []
  var label: String?
  var blockRows = 1000
  var change: (inout AuditContext) -> Void = { _ in }

  init(
    _ samples: [Sample], features: [String], categories: [String] = [], label: String? = nil,
    blockRows: Int = 1000, change: @escaping (inout AuditContext) -> Void = { _ in }
  ) {
    self.samples = samples
    self.features = features.map { FeatureDescription(name: $0) }
    self.categories = categories
    self.label = label
    self.blockRows = blockRows
    self.change = change
  }

  private var run: AnalyzerRun {
    AnalyzerRun(
      samples.map { sample in
        AnalyzerRun.Table(
          sample.name, sample.role,
          processes: sample.processes.map { process in
            AnalyzerRun.Process(
              process.name, TableSource(columns: process.columns), weights: process.weights)
          })
      }, batchRows: blockRows)
  }

  var context: AuditContext {
    var context = AuditContext(samples: run.samples, features: features, categories: categories)
    context.label = label
    change(&context)
    return context
  }

  func readings<A: Analyzer>(_ analyzer: A) throws -> [Reading] {
    try run.readings(analyzer, in: context)
  }
}

extension [Reading] {
  /// The readings of a metric, on a sample, feature or category where one is given.
  func of(_ metric: String, sample: String? = nil, feature: String? = nil, category: String? = nil)
    -> [Reading]
  {
    filter {
      $0.metric == metric && (sample == nil || $0.subject.sample == sample)
        && (feature == nil || $0.subject.feature == feature)
        && (category == nil || $0.subject.category == category)
    }
  }
}

extension Reading {
  /// The estimate, when there is one.
  var estimate: Estimate? {
    if case .measured(let estimate) = outcome { estimate } else { nil }
  }
  /// The reason, when there is no estimate.
  var reason: String? {
    if case .inconclusive(let reason) = outcome { reason } else { nil }
  }
}

/// Reproducible random numbers for toys.
struct ToyRandom: RandomNumberGenerator {
  private var generator: SplitMix
  init(_ seed: UInt64) { generator = SplitMix(seed: seed) }
  mutating func next() -> UInt64 { generator.next() }
  mutating func uniform() -> Double { Double.random(in: 0..<1, using: &self) }
  /// Approximately normal: the sum of twelve uniform numbers.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
