import AuditSamples

/// What every analyzer may know: the samples without their rows, and what the user declared of the columns.
public struct AuditContext: Sendable {
  /// The samples, in the order of the configuration.
  public var samples: [SampleDescription]
  /// What is known of each numeric column to be audited, in report order.
  public var features: [FeatureDescription]
  /// Category columns to be audited.
  public var categories: [String]
  /// Probability with which intervals cover.
  public var confidence: Double
  /// Seed of everything random.
  public var seed: UInt64
  /// Column that holds the class a classifier is to learn; nil: no classes declared.
  public var label: String?
  /// Columns that the label is computed from: that they separate the classes says nothing.
  public var labelInputs: [String] = []
  /// Columns that together identify an event, e.g. run and event number; empty: none declared.
  public var eventKey: [String] = []
  /// Mix that a column (the label, a category, or `process`) is meant to have: level → share, in any normalisation.
  public var expectedMix: [String: [String: Double]] = [:]
  /// Random numbers that the columns share.
  public let plans: ResamplingPlans
  /// Columns that a classifier must not be able to use: run, time, pointing, identifiers.
  public var nuisance: [String] = []
  /// Columns whose distribution should not depend on the class: mass, pt, eta, pile-up.
  public var spectators: [String] = []
  /// Features that one cause moves together.
  public var groups: [FeatureGroup] = []
  /// Classifiers to audit.
  public var scorers: [any EventScorer] = []
  /// Miscalibrations to inject.
  public var injections: [InjectionPlan] = []
  /// What physics expects of the classifiers.
  public var expectations: [ExpectationPlan] = []
  /// Responses to nothing: what every injection is compared with, measured once for all.
  let nominals = NominalResponses()
  /// Trains boosted trees; nil: analyses that need a model are left out, and say so.
  public var trainer: (any TreeTrainer)?
  /// Runs what an analyzer can do side by side.
  public var pieces = IndependentPieces.oneByOne

  /// A context.
  public init(
    samples: [SampleDescription], features: [FeatureDescription], categories: [String],
    confidence: Double = 0.95, seed: UInt64 = 1
  ) {
    self.samples = samples
    self.features = features
    self.categories = categories
    self.confidence = confidence
    self.seed = seed
    plans = ResamplingPlans(seed: seed)
  }

  /// Index of the only data sample and of every simulation sample.
  public var dataIndices: [Int] { samples.indices.filter { samples[$0].role == .data } }
  /// Indices of the simulation samples.
  public var simulationIndices: [Int] { samples.indices.filter { samples[$0].role == .simulation } }
}

/// A sample without its rows.
public struct SampleDescription: Sendable {
  /// Name in the report.
  public var name: String
  /// What it is used for.
  public var role: SampleRole
  /// The parts that it is the sum of.
  public var processes: [ProcessDescription]
  /// Σw over all processes.
  public var sumOfWeights: Double { processes.reduce(0) { $0 + $1.sumOfWeights } }

  /// A sample.
  public init(name: String, role: SampleRole, processes: [ProcessDescription]) {
    self.name = name
    self.role = role
    self.processes = processes
  }
}

/// A part of a sample without its rows.
public struct ProcessDescription: Sendable {
  /// Name in the report.
  public var name: String
  /// Columns of the file and derived ones.
  public var columns: [ColumnInfo]
  /// Kept rows.
  public var rows: Int
  /// Σw of kept rows.
  public var sumOfWeights: Double
  /// First row of each of its files, counted over all rows of the source.
  public var fileStarts: [Int]

  /// A process.
  public init(
    name: String, columns: [ColumnInfo], rows: Int, sumOfWeights: Double, fileStarts: [Int] = [0]
  ) {
    self.name = name
    self.columns = columns
    self.rows = rows
    self.sumOfWeights = sumOfWeights
    self.fileStarts = fileStarts
  }

  /// The named column.
  public func column(_ name: String) -> ColumnInfo? { columns.first { $0.name == name } }
}

/// What is known of a numeric column before it is read.
public struct FeatureDescription: Sendable, Equatable {
  /// Column name.
  public var name: String
  /// Unit of the values.
  public var unit: String?
  /// Values that stand for "missing".
  public var missing: [Double]
  /// Range in which values make sense, also the range of histograms; nil: taken from the values.
  public var range: ClosedRange<Double>?
  /// Draw on a logarithmic axis; nil: decided from the values.
  public var logarithmic: Bool?
  /// Name in figures; nil: the column's.
  public var title: String?

  /// A feature.
  public init(
    name: String, unit: String? = nil, missing: [Double] = [], range: ClosedRange<Double>? = nil,
    logarithmic: Bool? = nil, title: String? = nil
  ) {
    self.name = name
    self.unit = unit
    self.missing = missing
    self.range = range
    self.logarithmic = logarithmic
    self.title = title
  }
}
