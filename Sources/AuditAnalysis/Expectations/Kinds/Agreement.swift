import AuditReport
import AuditSamples
import AuditStatistics

/// The score must be distributed alike in data and simulation of a control sample.
///
/// Measured: the weighted Kolmogorov-Smirnov distance of the scores (the test of the LHCb τ → 3μ challenge, limit 0.09), and
/// the difference of the fractions above the working point: noise added to a score makes the first small and the second
/// large or the classifier useless.
public struct Agreement: PhysicsExpectation, Equatable {
  /// Name in configurations.
  public static let kind = "agreement"
  /// One sentence for `simaudit list`.
  public static let summary =
    "The score is distributed alike in data and simulation of a control sample, also at the working point"
  /// Metrics of its readings.
  public static let metrics = ["agreement-ks", "agreement-efficiency"]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "simulation", summary: "Name of the simulated control sample; empty: every sample of that role"),
    (name: "data", summary: "Name of the recorded control sample; empty: the only one of that role"),
  ]
  /// None.
  public static let columnSettings: [String] = []

  /// Name of the simulated control sample.
  public var simulation = ""
  /// Name of the recorded control sample.
  public var data = ""

  /// The expectation with its default settings.
  public init() {}

  /// None.
  public var columns: [String] { [] }

  /// Any settings will do.
  public func check() throws {}

  private func indices(_ role: SampleRole, _ name: String, _ context: AuditContext) throws -> [Int] {
    let found = context.samples.indices.filter {
      name.isEmpty ? context.samples[$0].role == role : context.samples[$0].name == name
    }
    guard !found.isEmpty else {
      let names = context.samples.map(\.name)
      throw ExpectationError.sampleMissing(
        name: Self.kind,
        what: name.isEmpty ? "a sample of the role '\(role.rawValue)'" : "the sample '\(name)'",
        remedy: name.isEmpty
          ? "give the control sample of data and of simulation"
          : "name one of the samples\(suggestion(for: name, among: names))")
    }
    return found
  }

  /// The simulated and the recorded control samples. Errors: one of them is not there.
  public func samples(in context: AuditContext) throws -> [Int] {
    try indices(.simulation, simulation, context) + indices(.data, data, context)
  }

  /// Compares each simulation with each data sample. O(n log n).
  public func readings(in scope: ExpectationScope) throws -> [Reading] {
    let recorded = scope.samples.filter { data.isEmpty ? $0.role == .data : $0.sample == data }
    let simulated = scope.samples.filter {
      simulation.isEmpty ? $0.role == .simulation : $0.sample == simulation
    }
    return simulated.flatMap { simulation in
      recorded.flatMap { data in readings(simulation, data, scope) }
    }
  }

  private func readings(
    _ simulation: ScoredEvents, _ data: ScoredEvents, _ scope: ExpectationScope
  ) -> [Reading] {
    let subject = Subject(
      simulation: simulation.sample, data: data.sample, model: scope.scorer.name, expectation: scope.name)
    let plan = scope.context.plans.plan(resamples: 1000, confidence: scope.context.confidence)
    let (simulated, recorded) = (simulation.scoreDistribution, data.scoreDistribution)
    guard let comparison = Comparison(simulation: simulated, data: recorded, cells: plan.cells),
      let shifts = ShiftDistances(
        cells: comparison.cells, kolmogorovSmirnov: comparison.kolmogorovSmirnov.distance,
        wasserstein: comparison.wasserstein, plan: plan)
    else {
      return [
        .unmeasured(
          by: ExpectationAnalyzer.kind, "agreement-ks", of: subject,
          because: "one of the samples has too few effective events",
          message: "The scores of '\(scope.scorer.name)' could not be compared.")
      ]
    }
    let ks = shifts.kolmogorovSmirnov
    let position = Wording.number(comparison.kolmogorovSmirnov.position)
    let evidence = ScoreHistogram.evidence(
      title: "score of '\(scope.scorer.name)'", filled: (simulated, simulation.sample),
      points: (recorded, data.sample),
      caption: "The control sample, each with unit sum: look in the ratio where the working point lies.")
    return [
      .measured(
        by: ExpectationAnalyzer.kind, "agreement-ks", of: subject, ks, confidence: scope.context.confidence,
        pValue: ks.pValue,
        message:
          "the distributions of the score of '\(scope.scorer.name)' in '\(data.sample)' and '\(simulation.sample)' differ by up to "
          + "\(Wording.number(ks.value)) (\(Wording.number(ks.low)) to \(Wording.number(ks.high))), at \(position).",
        evidence: evidence.map { [$0] } ?? [])
    ] + atWorkingPoint(simulation, data, subject, plan, scope)
  }

  private func atWorkingPoint(
    _ simulation: ScoredEvents, _ data: ScoredEvents, _ subject: Subject, _ plan: ResamplingPlan,
    _ scope: ExpectationScope
  ) -> [Reading] {
    let metric = "agreement-efficiency"
    guard let threshold = scope.threshold else {
      return [
        .unmeasured(
          by: ExpectationAnalyzer.kind, metric, of: subject, because: ExpectationScope.noWorkingPoint,
          message: "The efficiencies of '\(scope.scorer.name)' could not be compared.")
      ]
    }
    func proportion(_ events: ScoredEvents) -> WeightedProportion {
      let limit = Float(threshold)
      var (above, all) = (PowerSums(), PowerSums())
      for (row, score) in events.scores.enumerated() {
        let weight = events.weights?[row] ?? 1
        all.add(weight)
        if score >= limit { above.add(weight) }
      }
      return WeightedProportion(
        weight: above.first, square: above.second, totalWeight: all.first, totalSquare: all.second)
    }
    guard
      let difference = ProportionDifference.infer(
        simulation: proportion(simulation), data: proportion(data), plan: plan)
    else {
      return [
        .unmeasured(
          by: ExpectationAnalyzer.kind, metric, of: subject,
          because: "one of the samples has too few effective events",
          message: "The efficiencies of '\(scope.scorer.name)' could not be compared.")
      ]
    }
    return [
      .measured(
        by: ExpectationAnalyzer.kind, metric, of: subject, difference, confidence: scope.context.confidence,
        pValue: difference.pValue,
        message:
          "the fraction above the working point \(Wording.number(threshold)) of '\(scope.scorer.name)' is "
          + "\(Wording.number(100 * abs(difference.value))) percentage points \(difference.value < 0 ? "smaller" : "larger") in "
          + "'\(data.sample)' than in '\(simulation.sample)' (difference \(Wording.number(difference.low)) to "
          + "\(Wording.number(difference.high)))."
      )
    ]
  }
}
