import AuditReport
import AuditSamples
import AuditStatistics

/// The score must not depend on a spectator: a mass whose spectrum is fitted afterwards, a lifetime, a pile-up.
///
/// Measured in the class that must not be sculpted (background by default): the mean Cramér-von Mises distance of windows of
/// the spectator (``WindowedIndependence``), the distance correlation (``DistanceCorrelation``), and the Jensen-Shannon
/// distance between the spectator's distributions above and below the working point, which is what sculpting does to a
/// mass spectrum.
public struct Independence: PhysicsExpectation, Equatable {
  /// Name in configurations.
  public static let kind = "independence"
  /// One sentence for `simaudit list`.
  public static let summary =
    "The score says nothing of a spectator such as the mass: selecting on it sculpts no peak"
  /// Metrics of its readings.
  public static let metrics = ["independence-cvm", "independence-dcor", "independence-js"]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "spectator", summary: "Column that the score must not know"),
    (name: "of", summary: "Events that must not be sculpted: background, signal or all"),
    (name: "neighbours", summary: "Effective events of a window of the spectator"),
    (name: "bins", summary: "Bins of the score in which the spectator is compared"),
  ]
  /// What settings may be.
  public static let choices = ["of": Events.allCases.map(\.rawValue)]
  /// Settings that hold columns.
  public static let columnSettings = ["spectator"]

  /// Which events are looked at.
  public enum Events: String, Codable, Sendable, CaseIterable {
    /// The classes that the score does not recognise.
    case background
    /// The class that it recognises.
    case signal
    /// All events.
    case all
  }

  /// Column that the score must not know.
  public var spectator = ""
  /// Events that must not be sculpted.
  public var of = Events.background
  /// Effective events of a window of the spectator.
  public var neighbours = 200
  /// Bins of the score in which the spectator is compared.
  public var bins = 6

  /// The expectation with its default settings.
  public init() {}

  /// The spectator.
  public var columns: [String] { [spectator] }

  /// Errors: no spectator, windows or bins of no size.
  public func check() throws {
    try require(!spectator.isEmpty, "names no spectator; give a column under 'spectator'")
    try require(neighbours >= 20, "has windows of \(neighbours) events; give 20 or more")
    try require((2...50).contains(bins), "has \(bins) bins of the score; give 2 to 50")
  }

  /// Compares the spectator's distribution along the score, and the score's along the spectator. O(n log n).
  public func readings(in scope: ExpectationScope) throws -> [Reading] {
    try scope.samples.flatMap { events -> [Reading] in
      let values = try events.doubles(spectator)
      let rows = events.scores.indices.filter { row in
        let isChosen =
          switch of {
          case .all: true
          case .signal: events.isPositive?[row] ?? true
          case .background: !(events.isPositive?[row] ?? false)
          }
        return isChosen && !values[row].isNaN
      }
      let sample = Chosen(
        scores: rows.map { events.scores[$0] }, spectator: rows.map { values[$0] },
        weights: events.weights.map { all in rows.map { all[$0] } })
      let subject = scope.subject(events.sample)
      let what = "\(of == .all ? "all events" : "the \(of.rawValue)") of '\(events.sample)'"
      return
        (windows(sample, what, subject, scope) + correlation(sample, what, subject, scope)
        + sculpting(sample, what, subject, scope)).deciding([(what, events.effectiveCount(of: rows))])
    }
  }

  private struct Chosen {
    var scores: [Float]
    var spectator: [Double]
    var weights: [Double]?

    /// Distribution of the spectator where a condition on the row holds.
    func distribution(_ isOwn: (Int) -> Bool) -> WeightedDistribution {
      let rows = scores.indices.filter(isOwn)
      var builder = DistributionBuilder()
      let values = rows.map { spectator[$0] }
      if let weights {
        builder.append(values, weights: rows.map { weights[$0] })
      } else {
        builder.append(values, weights: nil)
      }
      return builder.finish()
    }
  }

  private func windows(
    _ sample: Chosen, _ what: String, _ subject: Subject, _ scope: ExpectationScope
  ) -> [Reading] {
    guard
      let result = WindowedIndependence(
        scores: sample.scores, spectator: sample.spectator, weights: sample.weights,
        neighbours: neighbours, confidence: scope.context.confidence)
    else {
      return [
        .unmeasured(
          by: ExpectationAnalyzer.kind, "independence-cvm", of: subject,
          because: "\(what) have fewer than \(8 * WindowedIndependence.fewestNeighbours) effective events",
          message: "Whether '\(scope.scorer.name)' knows '\(spectator)' could not be measured in windows.")
      ]
    }
    // Fewer points than windows keep the document small.
    let step = max(1, result.profile.count / 100)
    let points = stride(from: 0, to: result.profile.count, by: step).map { index in
      let point = result.profile[index]
      return Curve.Point(
        x: point.spectator, y: point.distance, low: point.distance, high: point.distance)
    }
    let estimate = result.estimate
    return [
      .measured(
        by: ExpectationAnalyzer.kind, "independence-cvm", of: subject, estimate,
        confidence: scope.context.confidence,
        message:
          "in windows of '\(spectator)' the scores of '\(scope.scorer.name)' for \(what) differ from those of all by a "
          + "mean Cramér-von Mises distance of \(Wording.number(estimate.value)) (\(Wording.number(estimate.low)) to "
          + "\(Wording.number(estimate.high))), in excess of the \(Wording.number(result.expected)) expected by chance ("
          + "\(Wording.number(result.statistic)) in total).",
        evidence: [
          .curve(
            Curve(
              title: "'\(scope.scorer.name)' along '\(spectator)'", xLabel: spectator,
              yLabel: "Cramér-von Mises distance",
              series: [Curve.Series(name: "window against all", points: points)],
              tolerances: [result.expected],
              caption:
                "Each point is a window of at most \(neighbours) effective events; the dashed line is what independent events give. "
                + "Look for ranges where the score knows where it is."))
        ])
    ]
  }

  private func correlation(
    _ sample: Chosen, _ what: String, _ subject: Subject, _ scope: ExpectationScope
  ) -> [Reading] {
    let result = DistanceCorrelation(
      sample.scores.map(Double.init), sample.spectator, weights: sample.weights,
      confidence: scope.context.confidence)
    guard let estimate = result?.estimate else {
      return [
        .unmeasured(
          by: ExpectationAnalyzer.kind, "independence-dcor", of: subject,
          because: "fewer than 200 events, or the score or '\(spectator)' does not vary",
          message: "The distance correlation of the score and '\(spectator)' could not be measured.")
      ]
    }
    return [
      .measured(
        by: ExpectationAnalyzer.kind, "independence-dcor", of: subject, estimate,
        confidence: scope.context.confidence,
        message:
          "the distance correlation of the scores of '\(scope.scorer.name)' and '\(spectator)' for \(what) is "
          + "\(Wording.number(estimate.value)) (\(Wording.number(estimate.low)) to \(Wording.number(estimate.high))); 0 means independent."
      )
    ]
  }

  /// The spectator above and below the working point, and in bins of the score.
  private func sculpting(
    _ sample: Chosen, _ what: String, _ subject: Subject, _ scope: ExpectationScope
  ) -> [Reading] {
    func unmeasured(_ reason: String) -> [Reading] {
      [
        .unmeasured(
          by: ExpectationAnalyzer.kind, "independence-js", of: subject, because: reason,
          message: "How much '\(scope.scorer.name)' sculpts '\(spectator)' could not be measured.")
      ]
    }
    guard let threshold = scope.threshold else { return unmeasured(ExpectationScope.noWorkingPoint) }
    let limit = Float(threshold)
    let above = sample.distribution { sample.scores[$0] >= limit }
    let below = sample.distribution { sample.scores[$0] < limit }
    let plan = scope.context.plans.plan(resamples: 1000, confidence: scope.context.confidence)
    guard let shift = Self.shift(above, below, plan) else {
      return unmeasured("too few events lie on one side of the working point")
    }
    var evidence: [Evidence] = []
    if let histogram = ScoreHistogram.evidence(
      title: spectator, filled: (below, "below the threshold"), points: (above, "above the threshold"),
      caption: "\(what), each with unit sum: a selection that sculpts nothing has a flat ratio.")
    {
      evidence.append(histogram)
    }
    if let curve = bins(of: sample, plan, scope) { evidence.append(curve) }
    return [
      .measured(
        by: ExpectationAnalyzer.kind, "independence-js", of: subject, shift,
        confidence: scope.context.confidence, pValue: shift.pValue,
        message:
          "above the working point '\(spectator)' of \(what) differs from what lies below by a Jensen-Shannon distance of "
          + "\(Wording.number(shift.value)) (\(Wording.number(shift.low)) to \(Wording.number(shift.high))).",
        evidence: evidence)
    ]
  }

  private static func shift(
    _ first: WeightedDistribution, _ second: WeightedDistribution, _ plan: ResamplingPlan
  ) -> IntervalEstimate? {
    guard let comparison = Comparison(simulation: second, data: first, cells: plan.cells) else { return nil }
    let none = (simulation: second.missing.total, data: first.missing.total)
    return BinnedShifts(cells: comparison.cells, bins: 20, missing: none, plan: plan)?.jensenShannon
  }

  /// Each bin of the score against all other events.
  private func bins(of sample: Chosen, _ plan: ResamplingPlan, _ scope: ExpectationScope) -> Evidence? {
    let sorted = sample.scores.sorted()
    guard sorted.count >= bins * 20 else { return nil }
    let edges = (1..<bins).map { sorted[$0 * sorted.count / bins] }
    func bin(_ row: Int) -> Int { edges.reduce(0) { $0 + (sample.scores[row] >= $1 ? 1 : 0) } }
    let codes = sample.scores.indices.map(bin)
    let points = (0..<bins).compactMap { number -> Curve.Point? in
      guard
        let shift = Self.shift(
          sample.distribution { codes[$0] == number }, sample.distribution { codes[$0] != number }, plan)
      else { return nil }
      let middle = sorted[min(sorted.count - 1, (2 * number + 1) * sorted.count / (2 * bins))]
      return Curve.Point(x: Double(middle), y: shift.value, low: shift.low, high: shift.high)
    }
    guard points.count > 1, Set(points.map(\.x)).count == points.count else { return nil }
    return .curve(
      Curve(
        title: "'\(spectator)' in bins of the score of '\(scope.scorer.name)'", xLabel: "score",
        yLabel: "Jensen-Shannon distance",
        series: [Curve.Series(name: "bin against all others", points: points)],
        caption:
          "Bins with equal numbers of events: look for a bin whose '\(spectator)' is unlike that of the others."
      ))
  }
}
