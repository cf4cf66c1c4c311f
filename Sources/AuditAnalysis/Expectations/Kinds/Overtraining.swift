import AuditReport
import AuditSamples
import AuditStatistics

/// The score must be distributed alike in the events of training and of test, class by class.
///
/// Measured: for each class the weighted Kolmogorov-Smirnov distance of the scores between training and test, and the AUC
/// in training minus that in test.
public struct Overtraining: PhysicsExpectation, Equatable {
  /// Name in configurations.
  public static let kind = "overtraining"
  /// One sentence for `simaudit list`.
  public static let summary = "The score is distributed alike in training and test, class by class"
  /// Metrics of its readings.
  public static let metrics = ["overtraining-auc", "overtraining-ks"]
  /// Name and one sentence for each setting.
  public static let settings: [(name: String, summary: String)] = []
  /// None.
  public static let columnSettings: [String] = []

  /// The expectation.
  public init() {}

  /// None.
  public var columns: [String] { [] }

  /// There is nothing to set.
  public func check() throws {}

  /// Training, and what models are measured on. Errors: one of both is not there.
  public func samples(in context: AuditContext) throws -> [Int] {
    let training = context.samples.indices.filter { context.samples[$0].role == .training }
    let others = context.samples.indices.filter {
      [.validation, .test].contains(context.samples[$0].role)
    }
    guard !training.isEmpty, !others.isEmpty else {
      throw ExpectationError.sampleMissing(
        name: Self.kind,
        what: training.isEmpty ? "the sample that was trained on" : "a sample that was not trained on",
        remedy: "give one of the role '\(training.isEmpty ? "training" : "test")'")
    }
    return training + others
  }

  /// Compares each other split with training. O(n log n).
  public func readings(in scope: ExpectationScope) throws -> [Reading] {
    guard let training = scope.samples.first(where: { $0.role == .training }) else { return [] }
    return scope.samples.filter { $0.role != .training }.flatMap { test in
      let classes = [("signal", true), ("background", false)].map { name, side in
        (
          name: name, side: side,
          parts: [training, test].map { events in
            let rows = events.scores.indices.filter { events.isPositive?[$0] == side }
            return (name: "the \(name) of '\(events.sample)'", effective: events.effectiveCount(of: rows))
          }
        )
      }
      return area(training, test, scope).deciding(classes.flatMap(\.parts))
        + classes.flatMap { distance(training, test, $0.name, $0.side, scope).deciding($0.parts) }
    }
  }

  private func area(_ training: ScoredEvents, _ test: ScoredEvents, _ scope: ExpectationScope) -> [Reading] {
    func area(_ events: ScoredEvents) -> IntervalEstimate? {
      guard let labels = events.isPositive,
        let area = RankedEvents(
          scores: events.scores, classes: labels.map { $0 ? 1 : 0 }, weights: events.weights
        ).areaUnderCurve(positive: 1)
      else { return nil }
      let ends = area.interval(confidence: scope.context.confidence)
      return IntervalEstimate(
        value: area.value, low: ends.low, high: ends.high, confidence: scope.context.confidence)
    }
    guard let first = area(training), let second = area(test) else { return [] }
    // Independent samples: Newcombe's square-and-add of the two intervals.
    func length(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    let value = first.value - second.value
    let difference = IntervalEstimate(
      value: value, low: value - length(first.value - first.low, second.high - second.value),
      high: value + length(first.high - first.value, second.value - second.low),
      confidence: scope.context.confidence)
    return [
      .measured(
        by: ExpectationAnalyzer.kind, "overtraining-auc", of: scope.subject(test.sample), difference,
        confidence: scope.context.confidence,
        message:
          "the AUC of '\(scope.scorer.name)' is \(Wording.decimal(first.value)) in training and \(Wording.decimal(second.value)) "
          + "in '\(test.sample)': \(Wording.number(value)) (\(Wording.number(difference.low)) to "
          + "\(Wording.number(difference.high))) less.")
    ]
  }

  private func distance(
    _ training: ScoredEvents, _ test: ScoredEvents, _ name: String, _ side: Bool, _ scope: ExpectationScope
  ) -> [Reading] {
    func own(_ events: ScoredEvents) -> WeightedDistribution {
      events.filtered(events.isPositive?.map { $0 == side } ?? []).scoreDistribution
    }
    let plan = scope.context.plans.plan(resamples: 1000, confidence: scope.context.confidence)
    let (before, after) = (own(training), own(test))
    let subject = scope.subject(test.sample, other: name)
    guard let comparison = Comparison(simulation: before, data: after, cells: plan.cells),
      let shifts = ShiftDistances(
        cells: comparison.cells, kolmogorovSmirnov: comparison.kolmogorovSmirnov.distance,
        wasserstein: comparison.wasserstein, plan: plan)
    else {
      return [
        .unmeasured(
          by: ExpectationAnalyzer.kind, "overtraining-ks", of: subject,
          because: "one of the samples has too few effective events",
          message: "The scores of the \(name) could not be compared.")
      ]
    }
    let ks = shifts.kolmogorovSmirnov
    let evidence = ScoreHistogram.evidence(
      title: "score of '\(scope.scorer.name)', \(name)", filled: (before, training.sample),
      points: (after, test.sample),
      caption: "The \(name), each with unit sum: scores that are better in training were learned by heart.")
    return [
      .measured(
        by: ExpectationAnalyzer.kind, "overtraining-ks", of: subject, ks,
        confidence: scope.context.confidence, pValue: ks.pValue,
        message:
          "the distributions of the score of '\(scope.scorer.name)' for \(name) in '\(training.sample)' and '\(test.sample)' "
          + "differ by up to \(Wording.number(ks.value)) (\(Wording.number(ks.low)) to \(Wording.number(ks.high))).",
        evidence: evidence.map { [$0] } ?? [])
    ]
  }
}
