import AuditAnalysis
import AuditReport
import AuditSamples
import AuditTestSupport

/// Runs one analyzer over tables in memory as the engine would: column set by column set, block by block.
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

  var context: AuditContext {
    let descriptions = samples.map { sample in
      SampleDescription(
        name: sample.name, role: sample.role,
        processes: sample.processes.map { process in
          let rows = process.columns.first?.1.count ?? 0
          return ProcessDescription(
            name: process.name, columns: process.columns.map { Self.info($0.0, $0.1) }, rows: rows,
            sumOfWeights: process.weights?.reduce(0, +) ?? Double(rows))
        })
    }
    var context = AuditContext(samples: descriptions, features: features, categories: categories)
    context.label = label
    change(&context)
    return context
  }

  func readings<A: Analyzer>(_ analyzer: A) throws -> [Reading] {
    let context = context
    let sets = try analyzer.columnSets(in: context)
    let measured = try sets.map { set -> A.Measured in
      var partials = samples.map { _ in [A.Partial]() }
      for sample in set.samples {
        for (number, process) in samples[sample].processes.enumerated() {
          let description = context.samples[sample].processes[number]
          var partial = analyzer.partial(for: set, of: description, in: context)
          for start in stride(from: 0, to: description.rows, by: blockRows) {
            let rows = start..<min(start + blockRows, description.rows)
            let batch = Batch(
              rows: rows, weights: process.weights.map { .float64(Array($0[rows])) },
              columns: set.columns.map { name in
                Self.slice(process.columns.first { $0.0 == name }?.1 ?? .float64([]), rows)
              })
            try analyzer.accumulate(batch, of: set, into: &partial)
          }
          partials[sample].append(partial)
        }
      }
      return try analyzer.measure(set, partials: partials, in: context)
    }
    return try analyzer.conclude(measured, in: context)
  }

  private static func info(_ name: String, _ values: Values) -> ColumnInfo {
    let kind: ColumnInfo.Kind =
      switch values {
      case .float32, .tensor: .float(bits: 32)
      case .float64: .float(bits: 64)
      case .int64: .integer(bits: 64, signed: true)
      case .category: .text
      }
    return ColumnInfo(name: name, kind: kind)
  }

  private static func slice(_ values: Values, _ rows: Range<Int>) -> Values {
    switch values {
    case .float32(let all): .float32(Array(all[rows]))
    case .float64(let all): .float64(Array(all[rows]))
    case .int64(let all): .int64(Array(all[rows]))
    case .category(let codes, let levels): .category(codes: Array(codes[rows]), levels: levels)
    case .tensor(let all, let shape): .tensor(all, shape: shape)
    }
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

/// Reproducible random numbers for toys: SplitMix64.
struct ToyRandom: RandomNumberGenerator {
  private var state: UInt64
  init(_ seed: UInt64) {
    state = seed
    // Neighbouring seeds must not give one sequence, shifted.
    state = next() ^ (seed << 32)
    state = next()
  }
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func uniform() -> Double { Double.random(in: 0..<1, using: &self) }
  /// Approximately normal: the sum of twelve uniform numbers.
  mutating func normal() -> Double { (0..<12).reduce(-6) { sum, _ in sum + uniform() } }
}
