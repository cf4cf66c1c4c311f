import AuditAnalysis
import AuditReport
import AuditSamples

/// The analyzers that there are; a new one is a file and a line here.
public enum AnalyzerRegistry {
  /// All analyzers, in the order in which they run.
  public static let entries: [AnalyzerEntry] = [
    AnalyzerEntry(
      ShiftAnalyzer.self, for: .shift, schemas: ["normalise": ["enum": ["data", "weights"]]]),
    AnalyzerEntry(BalanceAnalyzer.self, for: .composition),
    AnalyzerEntry(WeightsAnalyzer.self, for: .composition),
    AnalyzerEntry(IntegrityAnalyzer.self, for: .composition),
    AnalyzerEntry(OverlapAnalyzer.self, for: .composition),
    AnalyzerEntry(LeakageAnalyzer.self, for: .composition),
    AnalyzerEntry(CoverageAnalyzer.self, for: .composition),
    AnalyzerEntry(SpectatorAnalyzer.self, for: .composition),
    AnalyzerEntry(SplitAnalyzer.self, for: .composition),
    AnalyzerEntry(SplitShiftAnalyzer.self, for: .composition),
    AnalyzerEntry(NuisanceModelAnalyzer.self, for: .composition),
    AnalyzerEntry(RobustnessAnalyzer.self, for: .robustness, needsModels: true),
    AnalyzerEntry(ExpectationAnalyzer.self, for: .robustness, needsModels: true),
    AnalyzerEntry(ImpactAnalyzer.self, for: .impact, needsModels: true),
    AnalyzerEntry(FittedMiscalibrationAnalyzer.self, for: .impact),
    AnalyzerEntry(BlindSpotAnalyzer.self, for: .impact, needsModels: true),
    AnalyzerEntry(TwoSampleAnalyzer.self, for: .impact),
    AnalyzerEntry(RegionsAnalyzer.self, for: .impact),
    AnalyzerEntry(ReweightingAnalyzer.self, for: .impact),
    AnalyzerEntry(PanelAnalyzer.self, for: .impact),
  ]

  /// What an audit of these samples measures that names no analysis, with default settings: all that they allow and that
  /// need not be asked for.
  public static func defaults(for roles: [SampleRole], hasModels: Bool = false) -> [Configuration.Analysis] {
    let fitting = entries.filter {
      $0.kind.question.isAskedByDefault && $0.kind.question.isAnswered(by: roles, hasModels: hasModels)
    }
    return (fitting.isEmpty ? entries.filter { $0.kind.question == .shift } : fitting).map(\.defaultAnalysis)
  }

  /// All that these samples allow, also what is not asked by default, with default settings.
  public static func everything(for roles: [SampleRole], hasModels: Bool) -> [Configuration.Analysis] {
    entries.filter {
      $0.kind.question.isAnswered(by: roles, hasModels: hasModels)
        && (hasModels || !$0.kind.needsModels)
    }.map(\.defaultAnalysis)
  }

  /// The analyses of one question, with default settings; without models those that need none.
  public static func analyses(
    for question: AnalysisQuestion, hasModels: Bool = true
  ) -> [Configuration.Analysis] {
    entries.filter { $0.kind.question == question && (hasModels || !$0.kind.needsModels) }
      .map(\.defaultAnalysis)
  }

  /// True when the analysis measures classifiers.
  public static func needsModels(_ kind: String) -> Bool {
    entries.contains { $0.kind.kind == kind && $0.kind.needsModels }
  }

  /// An analyzer with the settings of a configuration.
  ///
  /// Errors: settings that do not decode; the configuration's checker has found them before.
  public static func analyzer(_ analysis: Configuration.Analysis) throws -> (any Analyzer)? {
    try entries.first { $0.kind.kind == analysis.kind }?.make(analysis)
  }
}

/// One analyzer as configurations and commands know it.
public struct AnalyzerEntry: Sendable {
  /// Name, settings, defaults.
  public let kind: AnalysisKind
  /// Metrics and notes of its findings.
  public let metrics: [String]
  /// The analyzer with the given settings.
  public let make: @Sendable (Configuration.Analysis) throws -> any Analyzer

  /// An entry; `schemas` are for settings whose default does not tell what they may be.
  init<A: Analyzer>(
    _ type: A.Type, for question: AnalysisQuestion, needsModels: Bool = false,
    schemas: [String: JSONValue] = [:]
  ) {
    var kind = AnalysisKind(
      A.kind, summary: A.summary, defaults: A(), settings: A.settings, schemas: schemas)
    kind.question = question
    kind.needsModels = needsModels
    self.kind = kind
    metrics = A.metrics
    make = { try $0.settings(as: A.self) }
  }

  fileprivate var defaultAnalysis: Configuration.Analysis {
    Configuration.Analysis(kind: kind.kind, settings: kind.defaults)
  }
}
