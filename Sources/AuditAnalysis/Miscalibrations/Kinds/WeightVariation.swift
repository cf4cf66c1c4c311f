/// Goes from the nominal weights to a stored variation: w′ = w · (1 + s · (v / n − 1)).
///
/// v is the variation's column and n that of the nominal weight; without `nominal` v is a factor itself (n = 1). s = 1 is the
/// variation, −1 its mirror image. Events whose nominal weight is 0, or whose variation is missing, keep their weight.
public struct WeightVariation: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "weight-variation"
  /// One sentence for `simaudit list`.
  public static let summary =
    "Replaces the weights by a stored variation: a systematic uncertainty that the sample brings along"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "column", summary: "Column of the varied weight"),
    (name: "nominal", summary: "Column of the nominal weight; empty: the varied one is a factor"),
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "share of the way from the nominal weights to the variation", range: StrengthScale.anyNumber,
    suggested: [-1, 0, 1], typical: 1)

  /// Column of the varied weight.
  public var column = ""
  /// Column of the nominal weight; empty: the varied one is a factor.
  public var nominal = ""

  /// The miscalibration with its default settings.
  public init() {}

  /// None: only weights change.
  public var features: [String] { [] }
  /// Both columns.
  public var reads: [String] { nominal.isEmpty ? [column] : [column, nominal] }

  /// Errors: no column.
  public func check() throws {
    try require(!column.isEmpty, "names no weights; give the varied ones under 'column'")
  }

  /// w′ = w·(1 + s·(v/n − 1)). O(rows).
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    let varied = try events.doubles(column)
    let nominal = nominal.isEmpty ? nil : try events.doubles(nominal)
    events.changeWeights { weight, row in
      let ratio = varied[row] / (nominal?[row] ?? 1)
      return ratio.isFinite ? weight + strength * weight * (ratio - 1) : weight
    }
  }
}
