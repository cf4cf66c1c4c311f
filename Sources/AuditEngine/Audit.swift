import AuditAnalysis
import AuditReport
import AuditSamples

/// Everything that an audit needs: samples that are open, analyzers with their settings, limits.
public struct Audit: Sendable {
  /// The samples, in report order.
  public var samples: [Sample]
  /// The samples again for each slice, under names of their own: everything is measured for each.
  public var slices: [[Sample]] = []
  /// Numeric columns to audit; their names are checked against the samples when the audit runs.
  public var features: [FeatureDescription]
  /// Category columns to audit.
  public var categories: [String]
  /// Column that holds the class of an event; nil: no classes.
  public var label: String?
  /// Columns that the label is computed from.
  public var labelInputs: [String] = []
  /// Columns that together identify an event.
  public var eventKey: [String] = []
  /// Mix that the label, a category or `process` is meant to have.
  public var expectedMix: [String: [String: Double]] = [:]
  /// Columns that a classifier must not be able to use.
  public var nuisance: [String] = []
  /// Features that one cause moves together.
  public var groups: [FeatureGroup] = []
  /// Columns whose distribution should not depend on the class.
  public var spectators: [String] = []
  /// Categories that the user named: they must have few levels.
  public var declaredCategories: [String] = []
  /// Classifiers to audit.
  public var scorers: [any EventScorer] = []
  /// Miscalibrations to inject.
  public var injections: [InjectionPlan] = []
  /// What physics expects of the classifiers.
  public var expectations: [ExpectationPlan] = []
  /// Trains boosted trees for the analyzers that need them.
  public var trainer: (any TreeTrainer)?
  /// What is measured.
  public var analyzers: [any Analyzer]
  /// Findings that are known and let be; nil: none.
  public var acceptances: Acceptances?
  /// The columns that nothing was measured of, given those of each sample that some analyzer reads.
  public var notLookedAt: @Sendable (_ lookedAt: [Set<String>]) -> [OmittedColumn] = { _ in [] }
  /// Limits for a reading.
  public var limits: @Sendable (Reading) -> [Limit]
  /// Probability with which intervals cover.
  public var confidence: Double
  /// Seed of everything random.
  public var seed: UInt64
  /// Worker threads.
  public var jobs: Int
  /// The configuration as run, for the report.
  public var configuration: JSONValue
  /// What makes the report.
  public var tool: Report.Tool

  /// An audit.
  public init(
    samples: [Sample], features: [FeatureDescription], categories: [String], analyzers: [any Analyzer],
    limits: @escaping @Sendable (Reading) -> [Limit], confidence: Double = 0.95, seed: UInt64 = 1,
    jobs: Int = 1, configuration: JSONValue = .object([:]), tool: Report.Tool
  ) {
    self.samples = samples
    self.features = features
    self.categories = categories
    self.analyzers = analyzers
    self.limits = limits
    self.confidence = confidence
    self.seed = seed
    self.jobs = jobs
    self.configuration = configuration
    self.tool = tool
  }
}
