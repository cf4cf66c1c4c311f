import AuditReport
import AuditSamples
import AuditStatistics

/// Something that physics says a classifier must or must not do: a unit test for a model, with a limit.
///
/// Its stored properties are its settings. It is measured on scored events, returns numbers with intervals, and limits
/// judge them. (`Expectation` is a name of swift-testing.)
public protocol PhysicsExpectation: Component {
  /// Metrics and notes that its readings can have, in the order in which a reader wants them.
  static var metrics: [String] { get }
  /// What a setting may be, where that is one of a few names.
  static var choices: [String: [String]] { get }
  /// Settings that hold columns: patterns in lists of them are resolved, names are checked.
  static var columnSettings: [String] { get }
  /// Columns that it reads besides the inputs of the models.
  var columns: [String] { get }
  /// Columns that it changes.
  var changed: [String] { get }
  /// Samples that it looks at, by their place in the context. Errors: samples that it needs and that are not there.
  func samples(in context: AuditContext) throws -> [Int]
  /// Errors: settings that make no sense, one sentence.
  func check() throws
  /// What it finds for one model. O(rows × cost of the scores it needs).
  func readings(in scope: ExpectationScope) throws -> [Reading]
}

extension PhysicsExpectation {
  /// None.
  public static var choices: [String: [String]] { [:] }
  /// None.
  public var changed: [String] { [] }
  /// The labelled samples on which models are measured.
  public func samples(in context: AuditContext) throws -> [Int] { context.measuredSamples }

  /// Errors: a setting outside its range.
  func require(_ isValid: Bool, _ problem: @autoclosure () -> String) throws {
    if !isValid { throw ExpectationError.setting(kind: Self.kind, problem: problem()) }
  }
}

/// An expectation at its place: with a name, and the events that it is tested on.
public struct ExpectationPlan: Sendable {
  /// Name in reports.
  public var name: String
  /// What is expected.
  public var expectation: any PhysicsExpectation
  /// Events that it is tested on; nil: all.
  public var selection: ColumnExpression?
  /// Columns that follow from those that the expectation changes.
  public let derived: [DerivedFeature]

  /// An expectation; `derived` features that do not follow from what it changes are ignored.
  ///
  /// Errors: settings that make no sense, derived features that need each other.
  public init(
    _ expectation: any PhysicsExpectation, name: String, selection: ColumnExpression? = nil,
    derived: [DerivedFeature] = []
  ) throws {
    try expectation.check()
    self.name = name
    self.expectation = expectation
    self.selection = selection
    self.derived = try DerivedFeature.affected(derived, by: expectation.changed)
  }

  /// All columns that must be in the events, beside the models' inputs.
  var columns: [String] {
    expectation.columns + expectation.changed + (selection?.columns ?? [])
      + derived.flatMap { [$0.name] + $0.expression.columns }
  }
}

/// Why an expectation could not be tested.
public enum ExpectationError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A setting that makes no sense.
  case setting(kind: String, problem: String)
  /// A sample that is needed.
  case sampleMissing(name: String, what: String, remedy: String)
  /// A column that a sample does not have.
  case columnMissing(name: String, column: String, sample: String, names: [String])

  /// The sentence.
  public var description: String {
    switch self {
    case .setting(let kind, let problem): "expectation '\(kind)' \(problem)"
    case .sampleMissing(let name, let what, let remedy): "expectation '\(name)' needs \(what); \(remedy)"
    case .columnMissing(let name, let column, let sample, let names):
      "\(name) needs the column '\(column)', which not every process of the sample '\(sample)' has"
        + suggestion(for: column, among: names)
    }
  }
}

extension AuditContext {
  /// Samples that models are measured on, by their place: tests where there are any, else simulation, else training.
  var measuredSamples: [Int] {
    let roles = RobustnessAnalyzer.scoredRoles(among: samples.map(\.role))
    return samples.indices.filter { roles.contains(samples[$0].role) }
  }
}
