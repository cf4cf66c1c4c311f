import AuditAnalysis
import AuditReport

/// The kinds of physics expectations as configurations and commands know them.
public enum ExpectationRegistry {
  /// All kinds, in the order of `simaudit list`.
  public static let entries: [ExpectationEntry] = ExpectationKinds.all.map { entry(of: $0) }

  /// The entry of a kind.
  public static subscript(kind: String) -> ExpectationEntry? { entries.first { $0.kind.kind == kind } }

  private static func entry<Kind: PhysicsExpectation>(of type: Kind.Type) -> ExpectationEntry {
    ExpectationEntry(
      kind: AnalysisKind(
        Kind.kind, summary: Kind.summary, defaults: Kind(), settings: Kind.settings,
        schemas: Kind.choices.mapValues { ["enum": .array($0.map(JSONValue.string))] }),
      columnSettings: Kind.columnSettings, make: { try $0.decode(as: Kind.self) })
  }
}

/// One kind of expectation.
public struct ExpectationEntry: Sendable {
  /// Name, settings, defaults.
  public let kind: AnalysisKind
  /// Settings that hold columns.
  public let columnSettings: [String]
  /// The expectation with the given settings. Errors: settings that do not decode.
  public let make: @Sendable (JSONValue) throws -> any PhysicsExpectation
}
