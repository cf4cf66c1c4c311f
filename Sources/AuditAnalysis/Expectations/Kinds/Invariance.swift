import AuditReport
import AuditSamples
import AuditStatistics

/// Decisions must not depend on what is arbitrary: the direction of an axis, the side of the detector, the order of
/// equal objects, the unit.
///
/// * `rotation`: φ′ = φ + k · period/steps for k = 1 … steps − 1, all named columns together, brought back into a turn
/// * `reflection`: η′ = −η
/// * `permutation`: the columns are those of `objects` equal objects, one object after the other; objects change places
/// * `units`: x′ = factor · x, all named columns together
///
/// Measured: the weighted fraction of events whose decision at the working point turns, and how far the scores move as a
/// whole, both on the same events; of several changes the one that turns most.
public struct Invariance: PhysicsExpectation, Equatable {
  /// Name in configurations.
  public static let kind = "invariance"
  /// One sentence for `simaudit list`.
  public static let summary =
    "Decisions stay when columns are rotated in phi, reflected in eta, exchanged between equal objects, or change their unit"
  /// Metrics of its readings.
  public static let metrics = ["invariance", "invariance-ks"]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "features", summary: "Columns that are changed together; for permutation object by object"),
    (name: "under", summary: "What must not matter: rotation, reflection, permutation or units"),
    (name: "steps", summary: "Angles of a turn that are tried by a rotation"),
    (name: "low", summary: "Where a turn begins"),
    (name: "period", summary: "Length of a turn"),
    (name: "objects", summary: "Number of equal objects whose columns are exchanged"),
    (name: "factor", summary: "Factor of a change of units"),
  ]
  /// What settings may be.
  public static let choices = ["under": Change.allCases.map(\.rawValue)]
  /// Settings that hold columns.
  public static let columnSettings = ["features"]

  /// What must not matter.
  public enum Change: String, Codable, Sendable, CaseIterable {
    /// φ′ = φ + a.
    case rotation
    /// η′ = −η.
    case reflection
    /// Objects change places.
    case permutation
    /// x′ = f·x.
    case units
  }

  /// Columns that are changed together; for permutation object by object.
  public var features: [String] = []
  /// What must not matter.
  public var under = Change.rotation
  /// Angles of a turn that are tried by a rotation.
  public var steps = 8
  /// Where a turn begins.
  public var low = -Double.pi
  /// Length of a turn.
  public var period = 2 * Double.pi
  /// Number of equal objects whose columns are exchanged.
  public var objects = 2
  /// Factor of a change of units.
  public var factor = 1000.0

  /// The expectation with its default settings.
  public init() {}

  /// None but those that change.
  public var columns: [String] { [] }
  /// The features.
  public var changed: [String] { features }

  /// Errors: no features, a turn without length, objects with unequal numbers of columns.
  public func check() throws {
    try require(!features.isEmpty, "names no features; list them under 'features'")
    try require(period > 0, "has the period \(period); it must be positive")
    try require((2...64).contains(steps), "tries \(steps) angles; give 2 to 64")
    try require(factor != 0 && factor.isFinite, "has the factor \(factor); it must be finite and not 0")
    guard under == .permutation else { return }
    try require(objects > 1, "exchanges \(objects) objects; there must be 2 or more")
    try require(
      features.count % objects == 0,
      "names \(features.count) features for \(objects) objects; list the columns of one object, then those of the next, "
        + "as many for each")
  }

  /// Changes with their places on the axis of the figure.
  private var changes: [(place: Double, name: String, apply: (inout EventBlock) throws -> Void)] {
    switch under {
    case .rotation:
      return (1..<steps).map { step in
        let angle = Double(step) * period / Double(steps)
        return (
          angle, "a rotation by \(Wording.number(angle))",
          { events in
            for name in features {
              try events.change(name) { value, _ in
                let turned = value + angle
                return turned - period * ((turned - low) / period).rounded(.down)
              }
            }
          }
        )
      }
    case .reflection:
      return [
        (
          1, "a reflection",
          { events in for name in features { try events.change(name) { value, _ in -value } } }
        )
      ]
    case .units:
      return [
        (
          1, "a change of units by \(Wording.number(factor))",
          { events in for name in features { try events.change(name) { value, _ in factor * value } } }
        )
      ]
    case .permutation:
      return Self.permutations(of: objects).enumerated().map { number, order in
        (
          Double(number + 1), "the order \(order.map { "\($0 + 1)" }.joined(separator: ", ")) of the objects",
          { try exchange(&$0, order) }
        )
      }
    }
  }

  /// All orders of up to three objects but their own; of more, all cyclic ones and the exchanges of neighbours.
  static func permutations(of count: Int) -> [[Int]] {
    let own = Array(0..<count)
    var orders = (1..<count).map { shift in own.map { ($0 + shift) % count } }
    for first in 0..<count - 1 {
      var order = own
      order.swapAt(first, first + 1)
      orders.append(order)
    }
    if count == 3 { orders.append([2, 1, 0]) }
    return orders.reduce(into: []) { if !$0.contains($1) { $0.append($1) } }
  }

  /// Gives each object the columns of another one.
  private func exchange(_ events: inout EventBlock, _ order: [Int]) throws {
    let size = features.count / objects
    let before = try features.map { try events.values($0) }
    for (object, source) in order.enumerated() {
      for column in 0..<size {
        let index = try events.index(of: features[object * size + column])
        events.batch.columns[index] = before[source * size + column]
      }
    }
  }

  /// Scores every change and compares decisions. O(changes × rows × cost of a score).
  public func readings(in scope: ExpectationScope) throws -> [Reading] {
    let changes = changes
    return try scope.samples.flatMap { events -> [Reading] in
      guard let isPositive = events.isPositive else { return [] }
      let baseline = try ResponseBaseline(
        scores: events.scores, isPositive: isPositive, weights: events.weights,
        workingPoint: scope.threshold.map { .threshold($0) } ?? .signalEfficiency(0.8),
        confidence: scope.context.confidence)
      let scores = try scope.scores(of: events, changing: features, changes.map(\.apply))
      let responses = try scores.map { try baseline.response(to: $0) }
      return readings(of: responses, changes.map { ($0.place, $0.name) }, events, scope)
    }
  }

  private func readings(
    of responses: [Response], _ changes: [(place: Double, name: String)], _ events: ScoredEvents,
    _ scope: ExpectationScope
  ) -> [Reading] {
    let subject = scope.subject(events.sample)
    let points = zip(changes, responses).compactMap { change, response in
      response.change(.flips).map { (change: change, flips: $0, ks: response.change(.scoreKS)) }
    }
    guard let worst = ChangeEstimate.worst(of: points.map(\.flips), bySize: false, least: 0) else {
      return [
        .unmeasured(
          by: ExpectationAnalyzer.kind, "invariance", of: subject,
          because: "no event has a positive weight", message: "'\(scope.name)' could not be tested.")
      ]
    }
    var evidence: [Evidence] = []
    if points.count > 1 {
      let curve = points.map {
        Curve.Point(x: $0.change.place, y: $0.flips.value, low: $0.flips.low, high: $0.flips.high)
      }
      evidence.append(
        .curve(
          Curve(
            title: "'\(scope.name)' on '\(scope.scorer.name)'",
            xLabel: under == .rotation ? "angle" : "number of the order", yLabel: "decisions turned",
            series: [Curve.Series(name: "decisions turned", points: curve)],
            caption:
              "An invariant classifier stays at 0; a place where more turn is a direction that it knows."
          )))
    }
    let names = Wording.names(features)
    let largestMove = ChangeEstimate.worst(of: points.compactMap(\.ks), bySize: false, least: 0)?.change
    return [
      .measured(
        by: ExpectationAnalyzer.kind, "invariance", of: subject, worst.change.interval,
        confidence: scope.context.confidence,
        message:
          "\(points[worst.place].change.name) in \(names) flips the decision of '\(scope.scorer.name)' for "
          + "\(Wording.percent(worst.change.interval)) of the events of '\(events.sample)'.",
        evidence: evidence)
    ]
      + (largestMove.map { move in
        [
          .measured(
            by: ExpectationAnalyzer.kind, "invariance-ks", of: subject, move.interval,
            confidence: scope.context.confidence,
            message:
              "'\(scope.name)' moves the distribution of the scores of '\(scope.scorer.name)' by "
              + "\(Wording.number(move.value)) (\(Wording.number(move.low)) to \(Wording.number(move.high)))."
          )
        ]
      } ?? [])
  }
}
