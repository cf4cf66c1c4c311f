import AuditReport
import AuditSamples
import AuditStatistics

/// What miscalibrations do to classifiers.
///
/// Each miscalibration is injected at several strengths into the labelled events of a sample; each model scores them
/// again, and the changes of its AUC and of its efficiencies at the nominal working point are measured on the same
/// events before and after. The expected size of a miscalibration is judged; the breakdown point is the smallest
/// strength at which a change leaves its tolerance.
public struct RobustnessAnalyzer: Analyzer {
  /// Name in configurations and finding ids.
  public static let kind = "robustness"
  /// One sentence for `simaudit list`.
  public static let summary = "what injected miscalibrations do to classifiers, and how large they may become"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "auc-loss", "efficiency-change", "background-change", "dependence", "sufficiency", "breakdown",
    "relative-error", "relative-loss", "slope", "curvature", "asymmetry", "rejection-change",
    "log-loss-change", "brier-change", "calibration-change", "score-ks", "flips", "auc",
    "background-efficiency", "calibration-error", "models", "scoring", "sensitivity", "tornado", "reliance",
    "responses", "damage",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "positive", summary: "Class that the score recognises; empty: the last of two in order"),
    (
      name: "signalEfficiency",
      summary: "Signal efficiency that sets the working point of models without a threshold"
    ),
    (name: "aucTolerance", summary: "Loss of AUC beyond which a miscalibration is too strong"),
    (
      name: "efficiencyTolerance",
      summary: "Change of the signal efficiency beyond which a miscalibration is too strong"
    ),
    (
      name: "backgroundTolerance",
      summary: "Relative change of the background efficiency beyond which a miscalibration is too strong"
    ),
    (
      name: "by",
      summary: "Columns whose bins or levels are followed one by one, besides processes and categories"
    ),
    (
      name: "baseline",
      summary: "Model that the others are compared with by one number; empty: the first of several"
    ),
    (
      name: "compared",
      summary:
        "Miscalibrations in that number, by name or beginning; empty: all but those that take inputs away"
    ),
    (name: "rows", summary: "Largest number of events of a process that are scored"),
  ]

  /// Class that the score recognises; empty: the last of two in order.
  public var positive = ""
  /// Signal efficiency that sets the working point of models without a threshold.
  public var signalEfficiency = 0.8
  /// Loss of AUC beyond which a miscalibration is too strong.
  public var aucTolerance = 0.01
  /// Change of the signal efficiency beyond which a miscalibration is too strong.
  public var efficiencyTolerance = 0.02
  /// Relative change of the background efficiency beyond which a miscalibration is too strong.
  public var backgroundTolerance = 0.1
  /// Columns whose bins or levels are followed one by one, besides processes and categories.
  public var by: [String] = []
  /// Model that the others are compared with by one number; empty: the first of several.
  public var baseline = ""
  /// Miscalibrations in that number, by name or beginning; empty: all but those that take inputs away.
  public var compared: [String] = []
  /// Largest number of events of a process that are scored; more are thinned by a hash of the row number.
  public var rows = 1_000_000

  /// The analyzer with its default settings.
  public init() {}

  /// Roles whose samples are scored: tests where there are any, else simulation, else what was trained on.
  public static func scoredRoles(among roles: [SampleRole]) -> [SampleRole] {
    let choices: [[SampleRole]] = [[.validation, .test], [.simulation], [.training]]
    return choices.first { roles.contains(where: $0.contains) } ?? []
  }

  /// The events of one process.
  public struct Partial: Sendable {
    var events: LabelledEvents
  }

  /// What one miscalibration does in one sample.
  public struct InjectionResponses: Sendable {
    var sample: String
    var plan: InjectionPlan
    var models: [ModelResponse]
    /// Unit of the strengths; nil where their meaning says all.
    var unit: String?
  }
  /// The miscalibrations of a set.
  public typealias Measured = [InjectionResponses]

  /// A set for a few miscalibrations of each scored sample: what the models take in and what these need besides.
  ///
  /// Few: the events are read and scored undistorted once for all of a set, but all their scores are in memory.
  public func columnSets(in context: AuditContext) throws -> [ColumnSet] {
    guard let label = context.label, !context.scorers.isEmpty else { return [] }
    let roles = Self.scoredRoles(among: context.samples.map(\.role))
    let inputs = context.scorers.flatMap(\.columns)
    try checkNames(in: context)
    return context.samples.indices.filter { roles.contains(context.samples[$0].role) }.flatMap { sample in
      let size = groupSize(of: sample, context)
      return stride(from: 0, to: context.injections.count, by: size).map { first in
        let plans = context.injections[first..<min(context.injections.count, first + size)]
        var columns = [label]
        for name in inputs + plans.flatMap(\.injection.columns) + groupings(of: sample, context)
        where !columns.contains(name) { columns.append(name) }
        return ColumnSet(columns: columns, samples: [sample], question: first)
      }
    }
  }

  /// Scores that a set keeps at the same time: 128 MB.
  private static let scoresAtOnce = 1 << 25
  /// Sets of a sample, where there are as many miscalibrations: work for all cores, and progress that is seen.
  private static let fewestSets = 12

  /// Miscalibrations of a set. Depends on the input alone.
  private func groupSize(of sample: Int, _ context: AuditContext) -> Int {
    let rows = context.samples[sample].processes.reduce(0) { $0 + min($1.rows, self.rows) }
    let strengths = context.injections.map(\.strengths.count).max() ?? 1
    let scores = max(1, rows) * max(1, strengths)
    return max(1, min(Self.scoresAtOnce / scores, context.injections.count / Self.fewestSets))
  }

  /// Columns by which events are grouped: categories that every process of the sample has, and those of `by`.
  private func groupings(of sample: Int, _ context: AuditContext) -> [String] {
    let categories = context.categories.filter { $0 != context.label && context.sample(sample, has: $0) }
    return categories + by.filter { !categories.contains($0) }
  }

  /// Errors: a baseline, a column or a miscalibration that there is not.
  private func checkNames(in context: AuditContext) throws {
    let models = context.scorers.map(\.name)
    if !baseline.isEmpty, !models.contains(baseline) {
      throw RobustnessError.unknown(setting: "baseline", name: baseline, what: "model", known: models)
    }
    for name in compared where !context.injections.contains(where: { Self.matches($0.name, name) }) {
      throw RobustnessError.unknown(
        setting: "compared", name: name, what: "miscalibration", known: context.injections.map(\.name))
    }
    let roles = Self.scoredRoles(among: context.samples.map(\.role))
    for sample in context.samples.indices where roles.contains(context.samples[sample].role) {
      for name in by where !context.sample(sample, has: name) {
        throw RobustnessError.unknown(
          setting: "by", name: name, what: "column of every process of '\(context.samples[sample].name)'",
          known: context.samples[sample].processes.first?.columns.map(\.name) ?? [])
      }
    }
  }

  /// Errors: a threshold that no signal reaches, or that everything reaches.
  static func checkWorkingPoint(
    of scorer: any EventScorer, _ baseline: ResponseBaseline, _ scores: [Float], _ sample: String
  ) throws {
    guard let threshold = scorer.threshold, let low = scores.min(), let high = scores.max() else { return }
    let isEmpty = baseline.nominal(.efficiency)?.value == 0
    let isFull = Double(low) >= threshold
    guard isEmpty || isFull else { return }
    throw RobustnessError.workingPoint(
      model: scorer.name, sample: sample, threshold: threshold, low: Double(low), high: Double(high),
      isEmpty: isEmpty)
  }

  /// True for the name itself, and for the miscalibrations of single features under it.
  static func matches(_ name: String, _ pattern: String) -> Bool {
    name == pattern || name.hasPrefix(pattern + "/")
  }

  /// No events yet.
  public func partial(for set: ColumnSet, of process: ProcessDescription, in context: AuditContext) -> Partial
  {
    Partial(
      events: LabelledEvents(
        names: set.columns, missing: LabelledEvents.missing(in: process, context),
        thinning: RowThinning(rows: process.rows, limit: max(1, rows), seed: context.seed)))
  }

  /// Keeps the events of a batch.
  public func accumulate(_ batch: Batch, of set: ColumnSet, into partial: inout Partial) throws {
    try partial.events.append(batch)
  }

  /// Injects the miscalibrations and asks every model. O(models × strengths × rows × cost of a score).
  ///
  /// Errors: what models and miscalibrations say; a label that does not name two classes.
  public func measure(_ set: ColumnSet, partials: [[Partial]], in context: AuditContext) throws -> Measured {
    let sample = context.samples[set.samples[0]]
    let parts = partials[set.samples[0]].map(\.events)
    let size = groupSize(of: set.samples[0], context)
    let plans = context.injections[set.question..<min(context.injections.count, set.question + size)]
    let rows = LabelledRows.joined(parts.map(\.rows))
    let isPositive = try rows.positives(positive, label: set.columns[0], sample: sample.name)
    let scans = try plans.map { plan in
      try InjectionScan(
        plan, parts: parts, sample: sample.name, processes: sample.processes.map(\.name), seed: context.seed)
    }
    var results = plans.map {
      InjectionResponses(sample: sample.name, plan: $0, models: [], unit: $0.unit(in: context))
    }
    for scorer in context.scorers {
      let nominal = try context.nominals.nominal("\(sample.name)/\(scorer.name)") {
        let scores = try InjectionScan.nominal(parts, by: scorer)
        let baseline = try ResponseBaseline(
          scores: scores, isPositive: isPositive, weights: rows.weights,
          workingPoint: scorer.threshold.map { .threshold($0) } ?? .signalEfficiency(signalEfficiency),
          confidence: context.confidence)
        try Self.checkWorkingPoint(of: scorer, baseline, scores, sample.name)
        let groupings = try groupings(of: set.samples[0], context).compactMap { column in
          try ResponseGrouping(
            column, in: parts, scores: scores, isPositive: isPositive, weights: rows.weights,
            threshold: baseline.threshold, confidence: context.confidence)
        }
        return NominalResponses.Nominal(scores: scores, baseline: baseline, groupings: groupings)
      }
      let reached = scans.indices.filter { scans[$0].reaches(scorer) }
      var distorted = try InjectionScan.distorted(
        reached.map { (scans[$0], scans[$0].plan.strengths) }, by: scorer, nominal: nominal.scores)
      for (number, scan) in scans.enumerated() {
        // Each is let go when it has been looked at.
        let scored = reached.contains(number) ? distorted.removeFirst() : []
        results[number].models.append(
          try ModelResponse(scorer, nominal: nominal, scan: scan, scored: scored, tolerances: tolerances))
      }
    }
    return results
  }
}

extension LabelledRows {
  /// True for events of the class that the score recognises.
  ///
  /// Errors: one class; more than two and none named; a name that is no class.
  func positives(_ positive: String, label: String, sample: String) throws -> [Bool] {
    try check(label: label, sample: sample)
    if positive.isEmpty, classNames.count > 2 {
      throw PositiveClassError.notChosen(label: label, classes: classNames)
    }
    guard let code = positive.isEmpty ? classNames.count - 1 : classNames.firstIndex(of: positive) else {
      throw PositiveClassError.unknown(positive, label: label, classes: classNames)
    }
    return classes.map { Int($0) == code }
  }
}

/// Settings that do not fit the models.
enum RobustnessError: Error, CustomStringConvertible {
  case unknown(setting: String, name: String, what: String, known: [String])
  case workingPoint(
    model: String, sample: String, threshold: Double, low: Double, high: Double, isEmpty: Bool)

  var description: String {
    switch self {
    case .unknown(let setting, let name, let what, let known):
      "robustness: \(setting): '\(name)' is no \(what)\(suggestion(for: name, among: known))"
    case .workingPoint(let model, let sample, let threshold, let low, let high, let isEmpty):
      "model '\(model)': \(isEmpty ? "no signal event" : "every event") of '\(sample)' reaches the threshold "
        + "\(Wording.number(threshold)), but a working point must select some events and reject others; its scores go from "
        + "\(Wording.number(low)) to \(Wording.number(high))"
    }
  }
}

/// A class that the score cannot be meant for.
enum PositiveClassError: Error, CustomStringConvertible {
  case notChosen(label: String, classes: [String])
  case unknown(String, label: String, classes: [String])

  var description: String {
    switch self {
    case .notChosen(let label, let classes):
      "the label '\(label)' has \(classes.count) classes (\(Wording.names(classes))); say with 'positive' which one the "
        + "score recognises"
    case .unknown(let name, let label, let classes):
      "positive: '\(name)' is not a class of the label '\(label)', which has \(Wording.names(classes))"
    }
  }
}
