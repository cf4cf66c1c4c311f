/// Exchanges two features: with probability s an event's values of both change places.
///
/// Missing values change places, too: what is swapped is the cable.
public struct Swap: Miscalibration, Equatable {
  /// Name in configurations and finding ids.
  public static let kind = "swap"
  /// One sentence for `simaudit list`.
  public static let summary =
    "Exchanges two features in a share of the events: a cabling or an ordering that is wrong"
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "The two columns that are exchanged")
  ]
  /// What a strength means.
  public static let strength = StrengthScale(
    "share of the events with exchanged values", range: 0...1,
    suggested: [0, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1], typical: 0.01)

  /// The two columns that are exchanged.
  public var features: [String] = []

  /// The miscalibration with its default settings.
  public init() {}

  /// Errors: not two features.
  public func check() throws {
    try checkFeatures()
    try require(features.count == 2, "names \(features.count) features; it exchanges two")
  }

  /// (x, y)′ = (y, x) with probability s. O(rows). Errors: columns stored differently.
  public func apply(to events: inout EventBlock, strength: Double, in context: MiscalibrationContext) throws {
    let uniforms = context.random.uniforms("swap", of: events)
    let first = try events.index(of: features[0])
    let second = try events.index(of: features[1])
    switch (events.batch.columns[first], events.batch.columns[second]) {
    case (.float32(var a), .float32(var b)):
      for row in a.indices where uniforms[row] < strength { (a[row], b[row]) = (b[row], a[row]) }
      (events.batch.columns[first], events.batch.columns[second]) = (.float32(a), .float32(b))
    case (.category, _), (_, .category):
      throw MiscalibrationError.notNumeric(name: features.joined(separator: "' or '"))
    case (.tensor, _), (_, .tensor):
      throw MiscalibrationError.notScalar(name: features.joined(separator: "' or '"))
    case (let a, let b):
      var (x, y) = (a.doubles, b.doubles)
      for row in x.indices where uniforms[row] < strength { (x[row], y[row]) = (y[row], x[row]) }
      (events.batch.columns[first], events.batch.columns[second]) = (.float64(x), .float64(y))
    }
  }
}
