import AuditAnalysis
import AuditReport

/// The kinds of miscalibrations as configurations and commands know them.
public enum MiscalibrationRegistry {
  /// All kinds, in the order of `simaudit list`.
  public static let entries: [MiscalibrationEntry] = MiscalibrationKinds.all.map { entry(of: $0) }

  /// The entry of a kind.
  public static subscript(kind: String) -> MiscalibrationEntry? { entries.first { $0.kind.kind == kind } }

  private static func entry<Kind: Miscalibration>(of type: Kind.Type) -> MiscalibrationEntry {
    MiscalibrationEntry(
      kind: AnalysisKind(
        Kind.kind, summary: Kind.summary, defaults: Kind(), settings: Kind.settings,
        schemas: Kind.choices.mapValues { ["enum": .array($0.map(JSONValue.string))] }),
      strength: Kind.strength, make: { try $0.decode(as: Kind.self) })
  }
}

/// One kind of miscalibration.
public struct MiscalibrationEntry: Sendable {
  /// Name, settings, defaults.
  public let kind: AnalysisKind
  /// What its strength means.
  public let strength: StrengthScale
  /// The miscalibration with the given settings. Errors: settings that do not decode.
  public let make: @Sendable (JSONValue) throws -> any Miscalibration
}
