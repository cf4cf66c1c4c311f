import AuditReport
import AuditSamples
import AuditStatistics

/// Physics expectations of classifiers: unit tests for models, each with an estimate, an interval and a limit.
///
/// Every sample that an expectation asks for is scored once by each model: tests, training, simulation and data.
public struct ExpectationAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "expectations"
  /// One sentence for `simaudit list`.
  public static let summary =
    "What physics expects of classifiers, as declared under 'expectations': invariance, independence, agreement"
  /// Metrics and notes that its readings can have.
  public static let metrics = ["checklist", "scoring"] + ExpectationKinds.all.flatMap { $0.metrics }
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "positive", summary: "Class that the score recognises; empty: the last of two in order"),
    (
      name: "signalEfficiency",
      summary: "Signal efficiency that sets the working point of models without a threshold"
    ),
    (name: "rows", summary: "Largest number of events of a process that are scored"),
  ]

  /// Class that the score recognises; empty: the last of two in order.
  public var positive = ""
  /// Signal efficiency that sets the working point of models without a threshold.
  public var signalEfficiency = 0.8
  /// Largest number of events of a process that are scored; more are thinned by a hash of the row number.
  public var rows = 500_000

  /// The analyzer with its default settings.
  public init() {}

  /// The events of one process.
  public struct Partial: Sendable {
    var events: LabelledEvents
  }

  /// One sample, scored.
  public struct Measured: Sendable {
    /// Place in the context.
    var sample: Int
    /// Events with the scores of each model.
    var events: [ScoredEvents]
  }

  /// One set for each sample that an expectation asks for.
  ///
  /// Errors: a sample that is not there, a column that it does not have.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    guard !context.scorers.isEmpty, !context.expectations.isEmpty, let label = context.label else {
      return []
    }
    var wanted: [Int: [String]] = [:]
    for plan in context.expectations {
      for sample in try samples(of: plan, context) {
        wanted[sample, default: []] += plan.columns
        try check(plan.columns, of: sample, for: "expectation '\(plan.name)'", context)
      }
    }
    // The working point is that of labelled events.
    if let first = context.measuredSamples.first { wanted[first, default: []] += [] }
    return try wanted.keys.sorted().map { sample in
      let inputs = context.scorers.flatMap(\.columns)
      for scorer in context.scorers {
        try check(scorer.columns, of: sample, for: "model '\(scorer.name)'", context)
      }
      var columns = hasLabel(sample, context) ? [label] : []
      for name in inputs + (wanted[sample] ?? []) where !columns.contains(name) { columns.append(name) }
      return ColumnSet(columns: columns, samples: [sample], question: sample)
    }
  }

  private func samples(of plan: ExpectationPlan, _ context: AuditContext) throws -> [Int] {
    do {
      return try plan.expectation.samples(in: context)
    } catch ExpectationError.sampleMissing(_, let what, let remedy) {
      throw ExpectationError.sampleMissing(name: plan.name, what: what, remedy: remedy)
    }
  }

  private func check(_ columns: [String], of sample: Int, for what: String, _ context: AuditContext) throws {
    if let missing = columns.first(where: { !context.sample(sample, has: $0) }) {
      let description = context.samples[sample]
      throw ExpectationError.columnMissing(
        name: what, column: missing, sample: description.name,
        names: description.processes.first?.columns.map(\.name) ?? [])
    }
  }

  /// True where events need a label: what models are measured on or trained with.
  private func hasLabel(_ sample: Int, _ context: AuditContext) -> Bool {
    context.measuredSamples.contains(sample)
      || [.training, .validation, .test].contains(context.samples[sample].role)
  }

  /// No events yet.
  public func partial(for set: ColumnSet, of process: ProcessDescription, in context: AuditContext) -> Partial
  {
    Partial(
      events: LabelledEvents(
        names: set.columns, missing: LabelledEvents.missing(in: process, context),
        thinning: RowThinning(rows: process.rows, limit: max(1, rows), seed: context.seed),
        hasLabel: hasLabel(set.question, context)))
  }

  /// Keeps the events of a batch.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    try partial.events.append(batch)
  }

  /// Scores the sample with every model. O(models × rows × cost of a score).
  ///
  /// Errors: what models say; a label that does not name two classes.
  public func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured {
    let sample = context.samples[set.question]
    let parts = partials[set.question].map(\.events)
    let blocks = parts.flatMap(\.blocks)
    var isPositive: [Bool]?
    if hasLabel(set.question, context) {
      isPositive = try LabelledRows.joined(parts.map(\.rows))
        .positives(positive, label: set.columns[0], sample: sample.name)
    }
    let isWeighted = blocks.contains { $0.batch.weights != nil }
    let weights =
      isWeighted
      ? blocks.flatMap { $0.batch.weights?.doubles ?? Array(repeating: 1, count: $0.batch.count) } : nil
    let events = try context.scorers.map { scorer in
      ScoredEvents(
        sample: sample.name, role: sample.role, blocks: blocks, isPositive: isPositive, weights: weights,
        scores: try InjectionScan.nominal(parts, by: scorer))
    }
    return Measured(sample: set.question, events: events)
  }

  /// Tests every expectation of every model.
  public func conclude(_ measured: [Measured], in context: AuditContext) throws -> [Reading] {
    guard !measured.isEmpty else { return [] }
    return try context.scorers.indices.flatMap { model -> [Reading] in
      let threshold = try threshold(of: model, measured, context)
      return try context.expectations.flatMap { plan -> [Reading] in
        let wanted = try samples(of: plan, context)
        let events = try measured.filter { wanted.contains($0.sample) }.map {
          try $0.events[model].selected(by: plan.selection, for: plan.name)
        }
        if let empty = events.first(where: { !($0.sumOfWeights > 0) }) {
          throw ExpectationError.setting(
            kind: plan.name,
            problem: "selects no events with a positive sum of weights in '\(empty.sample)'; check 'select'")
        }
        return try plan.expectation.readings(
          in: ExpectationScope(
            name: plan.name, scorer: context.scorers[model], samples: events, threshold: threshold,
            derived: plan.derived, context: context)
        ).unlessConstant(events.flatMap(\.scores), of: context.scorers[model].name)
          .deciding(events.map { ("'\($0.sample)'", $0.effectiveCount) })
      }
    }
  }

  /// The model's own threshold, or that of the signal efficiency on the first labelled sample that it is measured on.
  private func threshold(of model: Int, _ measured: [Measured], _ context: AuditContext) throws -> Double? {
    if let own = context.scorers[model].threshold { return own }
    guard let sample = measured.first(where: { context.measuredSamples.contains($0.sample) }),
      let isPositive = sample.events[model].isPositive
    else { return nil }
    let events = sample.events[model]
    return try ResponseBaseline(
      scores: events.scores, isPositive: isPositive, weights: events.weights,
      workingPoint: .signalEfficiency(signalEfficiency)
    ).threshold
  }
}
