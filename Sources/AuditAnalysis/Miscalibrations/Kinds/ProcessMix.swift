import AuditSamples

/// Scales the weight of the events of one process: w′ = w · (1 + s).
///
/// The process is a level of a category column, or a number of a numeric one.
public struct ProcessMix: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "process-mix"
  /// One sentence for `simaudit list`.
  public static let summary = "Scales the weight of one process: a cross section that is off"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "column", summary: "Column that says which process an event is from"),
    (name: "level", summary: "The process that is scaled"),
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "relative change of the weight of the process", range: -1...StrengthScale.notNegative.upperBound,
    suggested: [-0.5, -0.2, -0.1, 0, 0.1, 0.2, 0.5], typical: 0.1)

  /// Column that says which process an event is from.
  public var column = "process"
  /// The process that is scaled.
  public var level = ""

  /// The miscalibration with its default settings.
  public init() {}

  /// None: only weights change.
  public var features: [String] { [] }
  /// The column.
  public var reads: [String] { [column] }

  /// Errors: no column, no process.
  public func check() throws {
    try require(!column.isEmpty && !level.isEmpty, "names no process; give 'column' and 'level'")
  }

  /// w′ = w·(1 + s) for one process. O(rows). Errors: the column has no such level.
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    switch try events.values(column) {
    case .category(let codes, let levels):
      guard let wanted = levels.firstIndex(of: level) else {
        throw MiscalibrationError.setting(
          kind: Self.kind,
          problem:
            "scales '\(level)', which '\(column)' does not have\(suggestion(for: level, among: levels))")
      }
      events.changeWeights { weight, row in Int(codes[row]) == wanted ? weight + strength * weight : weight }
    default:
      guard let wanted = Double(level) else {
        throw MiscalibrationError.setting(
          kind: Self.kind, problem: "scales '\(level)', but '\(column)' holds numbers; give one of them")
      }
      let values = try events.doubles(column)
      events.changeWeights { weight, row in values[row] == wanted ? weight + strength * weight : weight }
    }
  }
}
