import AuditAnalysis
import AuditReport

/// The analyzers that there are; a new one is a file and a line here.
public enum AnalyzerRegistry {
  /// All analyzers, in the order in which they run.
  public static let entries: [AnalyzerEntry] = [
    AnalyzerEntry(ShiftAnalyzer.self, schemas: ["normalise": ["enum": ["data", "weights"]]])
  ]

  /// What an audit measures that names no analysis: the shift of every feature, with default settings.
  public static let defaults: [Configuration.Analysis] = entries.filter { $0.kind.kind == ShiftAnalyzer.kind }
    .map { Configuration.Analysis(kind: $0.kind.kind, settings: $0.kind.defaults) }

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
  /// The analyzer with the given settings.
  public let make: @Sendable (Configuration.Analysis) throws -> any Analyzer

  /// An entry; `schemas` are for settings whose default does not tell what they may be.
  init<A: Analyzer>(_ type: A.Type, schemas: [String: JSONValue] = [:]) {
    kind = AnalysisKind(
      A.kind, summary: A.summary, defaults: A(), settings: A.settings, schemas: schemas)
    make = { try $0.settings(as: A.self) }
  }
}
