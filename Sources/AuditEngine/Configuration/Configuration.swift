import AuditReport
import AuditSamples

/// Everything that an audit is asked to do: read from a file, or put together by a command without one.
public struct Configuration: Sendable, Equatable {
  /// Title of the report.
  public var title: String?
  /// The samples, in the order of the file.
  public var samples: [Sample]
  /// Features by name or pattern with their settings; empty: every numeric column that has no other use.
  public var features: [Feature]
  /// Columns that are no features, by name or pattern.
  public var ignore: [String]
  /// Columns compared as categories, by name or pattern.
  public var categories: [String]
  /// New columns.
  public var derived: [NamedExpression]
  /// Column or expression that holds the class of an event.
  public var label: String?
  /// Columns that together identify an event.
  public var eventKey: [String] = []
  /// Mix that the classes, the processes or a category are meant to have.
  public var expected: [ExpectedMix] = []
  /// Columns that a classifier must not be able to use, by name or pattern.
  public var nuisance: [String] = []
  /// Columns whose distribution should not depend on the class, by name or pattern.
  public var spectators: [String] = []
  /// Features that one cause moves together.
  public var groups: [Group] = []
  /// Classifiers to audit.
  public var models: [Model] = []
  /// Distortions to inject; empty: each input of the models shifted, smeared, removed, and used on its own.
  public var miscalibrations: [Miscalibration] = []
  /// What physics expects of the classifiers.
  public var expectations: [Expectation] = []
  /// Columns of the files that follow from others: recomputed when a miscalibration changes those.
  public var recomputed: [NamedExpression] = []
  /// Selection applied to every sample.
  public var select: String?
  /// Parts of the samples in which the analyses are repeated.
  public var slices: [NamedExpression]
  /// What to measure.
  public var analyses: [Analysis]
  /// Limits on top of the defaults.
  public var limits: [LimitRule]
  /// Findings that are known and accepted until a date.
  public var accepted: [Accepted] = []
  /// The day on which acceptances are judged; nil: today. No setting of the file.
  public var day: CalendarDay?
  /// What the audit is for, and so what it measures and writes where nothing else is said.
  public var preset: Preset?
  /// Where the history of audits is kept; nil: nowhere.
  public var history: String?
  /// Where the results go.
  public var output: Output
  /// Seed of everything random.
  public var seed: UInt64
  /// Probability with which intervals cover.
  public var confidence: Double
  /// Threads; nil: one for each core.
  public var jobs: Int?
  /// True: an undecided limit of severity error fails the audit.
  public var strict: Bool

  /// A configuration.
  public init(
    title: String? = nil, samples: [Sample] = [], features: [Feature] = [], ignore: [String] = [],
    categories: [String] = [], derived: [NamedExpression] = [], label: String? = nil, select: String? = nil,
    slices: [NamedExpression] = [], analyses: [Analysis] = [], limits: [LimitRule] = [],
    output: Output = Output(), seed: UInt64 = 1, confidence: Double = 0.95, jobs: Int? = nil,
    strict: Bool = false
  ) {
    self.title = title
    self.samples = samples
    self.features = features
    self.ignore = ignore
    self.categories = categories
    self.derived = derived
    self.label = label
    self.select = select
    self.slices = slices
    self.analyses = analyses
    self.limits = limits
    self.output = output
    self.seed = seed
    self.confidence = confidence
    self.jobs = jobs
    self.strict = strict
  }

  /// A column or a slice defined by an expression.
  public struct NamedExpression: Sendable, Equatable {
    /// Name of the column or slice.
    public var name: String
    /// Its expression.
    public var expression: String

    /// A named expression.
    public init(name: String, expression: String) {
      self.name = name
      self.expression = expression
    }
  }

  /// An analysis with its settings, all of them.
  public struct Analysis: Sendable, Equatable {
    /// Kind, e.g. `shift`.
    public var kind: String
    /// The settings, defaults filled in.
    public var settings: JSONValue

    /// An analysis with encoded settings.
    public init(kind: String, settings: JSONValue) {
      self.kind = kind
      self.settings = settings
    }

    /// An analysis with settings as their type.
    public init(kind: String, settings: some Encodable) throws {
      self.init(kind: kind, settings: try JSONValue(encoding: settings))
    }

    /// The settings as their type.
    public func settings<Settings: Decodable>(as type: Settings.Type) throws -> Settings {
      try settings.decode(as: type)
    }
  }

  /// Where the results go.
  public struct Output: Sendable, Equatable {
    /// Folder, made if it is not there.
    public var directory: String
    /// Reporters to write with.
    public var formats: [String]
    /// Name of the files without their ending.
    public var name: String

    /// An output.
    public init(
      directory: String = "Reports", formats: [String] = ["json", "html"], name: String = "simaudit"
    ) {
      self.directory = directory
      self.formats = formats
      self.name = name
    }
  }

  /// The configuration as run, for the result document: every setting, defaults filled in, default limits of what is
  /// measured first.
  ///
  /// What cannot change a result (`output`, `jobs`) is left out. It is a valid configuration that gives the same audit.
  public func resolved(_ metrics: [MetricDefault] = MetricDefault.all) -> JSONValue {
    guard case .object(var members) = json else { return json }
    let kinds = analyses.map(\.kind)
    let measured = kinds.isEmpty ? metrics : metrics.filter { kinds.contains($0.analyzer) }
    members["limits"] = Limits(limits, defaults: measured).rules.json
    return .object(members)
  }
}
