import AuditReport
import AuditSamples
import AuditStatistics

/// The score must rise (or fall) with a feature when all others stay.
///
/// Each event is scored with the feature at a grid of its quantiles and everything else as it is. Its largest step back
/// is max over i < j of s(xᵢ) − s(xⱼ). Measured: the weighted fraction of events that step back by more than the tolerance,
/// and the mean largest step back.
public struct Monotonicity: PhysicsExpectation, Equatable {
  /// Name in configurations.
  public static let kind = "monotonicity"
  /// One sentence for `simaudit list`.
  public static let summary = "The score rises (or falls) with a feature, everything else fixed"
  /// Metrics of its readings.
  public static let metrics = ["monotonicity", "step-back"]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "feature", summary: "Column with which the score must rise"),
    (name: "direction", summary: "Whether the score rises or falls with it"),
    (name: "steps", summary: "Quantiles of the feature that are tried"),
    (name: "tolerance", summary: "Step back of the score that is not yet a violation"),
    (name: "rows", summary: "Largest number of events that are tried"),
  ]
  /// What settings may be.
  public static let choices = ["direction": Direction.allCases.map(\.rawValue)]
  /// Settings that hold columns.
  public static let columnSettings = ["feature"]

  /// Which way the score goes.
  public enum Direction: String, Codable, Sendable, CaseIterable {
    /// A larger value never means a smaller score.
    case rising
    /// A larger value never means a larger score.
    case falling
  }

  /// Column with which the score must rise.
  public var feature = ""
  /// Whether the score rises or falls with it.
  public var direction = Direction.rising
  /// Quantiles of the feature that are tried.
  public var steps = 12
  /// Step back of the score that is not yet a violation.
  public var tolerance = 0.01
  /// Largest number of events that are tried.
  public var rows = 20_000

  /// The expectation with its default settings.
  public init() {}

  /// None but the one that changes.
  public var columns: [String] { [] }
  /// The feature.
  public var changed: [String] { [feature] }

  /// Errors: no feature, too few steps, a negative tolerance.
  public func check() throws {
    try require(!feature.isEmpty, "names no feature; give a column under 'feature'")
    try require((2...100).contains(steps), "tries \(steps) values; give 2 to 100")
    try require(tolerance >= 0, "has the tolerance \(tolerance); it must not be negative")
    try require(rows > 0, "tries \(rows) events; give one or more")
  }

  /// Scores a grid of values for every event. O(steps × rows × cost of a score).
  public func readings(in scope: ExpectationScope) throws -> [Reading] {
    try scope.samples.flatMap { try readings(of: $0.thinned(to: rows), scope) }
  }

  private func readings(of events: ScoredEvents, _ scope: ExpectationScope) throws -> [Reading] {
    let subject = scope.subject(events.sample)
    guard
      let reference = try FeatureReference.measure([feature], over: events.blocks)[feature],
      case let grid = grid(reference.distribution), grid.count > 1
    else {
      return [
        .unmeasured(
          by: ExpectationAnalyzer.kind, "monotonicity", of: subject,
          because: "'\(feature)' takes one value only in '\(events.sample)'",
          message: "Whether '\(scope.scorer.name)' rises with '\(feature)' could not be tested.")
      ]
    }
    let scores = try scope.scores(
      of: events, changing: [feature],
      grid.map { value in { events in try events.replace(feature) { _, _ in value } } })
    let sign: Float = direction == .rising ? 1 : -1
    var (passing, failing) = (PowerSums(), PowerSums())
    var steps: [Double] = []
    for row in 0..<events.count {
      var (highest, back): (Float, Float) = (-.infinity, 0)
      for place in grid.indices {
        let score = sign * scores[place][row]
        back = max(back, highest - score)
        highest = max(highest, score)
      }
      let weight = events.weights?[row] ?? 1
      if Double(back) > tolerance { passing.add(weight) } else { failing.add(weight) }
      steps.append(Double(max(0, back)))
    }
    guard let fraction = SelectionEfficiency(passing: passing, failing: failing) else { return [] }
    let ends = fraction.interval(confidence: scope.context.confidence)
    let mean = WeightedMean(steps, weights: events.weights)
    var stepBack = mean.estimate(scope.context.confidence)
    if mean.standardError == 0 {
      // No event steps back: no larger fraction than could be missed, and no further than scores reach.
      let range = scores.joined().reduce(into: (Float.infinity, -Float.infinity)) {
        $0 = (min($0.0, $1), max($0.1, $1))
      }
      stepBack.high += ends.high * max(0, Double(range.1 - range.0))
    }
    let verb = direction == .rising ? "fall" : "rise"
    let estimate = IntervalEstimate(
      value: fraction.value, low: ends.low, high: ends.high, confidence: scope.context.confidence)
    return [
      .measured(
        by: ExpectationAnalyzer.kind, "monotonicity", of: subject, estimate,
        confidence: scope.context.confidence,
        message:
          "a larger '\(feature)' lets the score of '\(scope.scorer.name)' \(verb) by more than "
          + "\(Wording.number(tolerance)) somewhere for \(Wording.percent(estimate)) of the events of '\(events.sample)'.",
        evidence: [profile(grid, scores, events, scope)]),
      .measured(
        by: ExpectationAnalyzer.kind, "step-back", of: subject, stepBack,
        confidence: scope.context.confidence,
        message:
          "the largest step against the expected direction is \(Wording.number(mean.value)) on average over the events of "
          + "'\(events.sample)'."),
    ]
  }

  /// Quantiles of the feature, each once.
  private func grid(_ distribution: WeightedDistribution) -> [Double] {
    var grid: [Double] = []
    for step in 0..<steps {
      guard let value = distribution.quantile((Double(step) + 0.5) / Double(steps)) else { continue }
      if value > grid.last ?? -.infinity { grid.append(value) }
    }
    return grid
  }

  /// Mean score along the grid, for each class.
  private func profile(
    _ grid: [Double], _ scores: [[Float]], _ events: ScoredEvents, _ scope: ExpectationScope
  ) -> Evidence {
    let classes: [(String, (Int) -> Bool)] =
      events.isPositive.map { labels in
        [("signal", { labels[$0] }), ("background", { !labels[$0] })]
      } ?? [("all events", { _ in true })]
    let series = classes.map { name, isOwn in
      let rows = (0..<events.count).filter(isOwn)
      let weights = events.weights.map { all in rows.map { all[$0] } }
      let points = grid.indices.map { place in
        let mean = WeightedMean(rows.map { Double(scores[place][$0]) }, weights: weights)
          .estimate(scope.context.confidence)
        return Curve.Point(x: grid[place], y: mean.value, low: mean.low, high: mean.high)
      }
      return Curve.Series(name: name, points: points)
    }
    return .curve(
      Curve(
        title: "Mean score of '\(scope.scorer.name)' against '\(feature)'", xLabel: feature,
        yLabel: "mean score", series: series,
        caption: "Everything else as it is in each event: look for a stretch that goes the wrong way."))
  }
}
