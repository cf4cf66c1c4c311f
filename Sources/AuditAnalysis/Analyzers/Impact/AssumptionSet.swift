import AuditStatistics

/// One classifier under all assumptions, and what is known without any.
struct AssumptionSet: Sendable {
  /// In the order of ``Assumption/Kind``.
  private(set) var all: [Assumption] = []
  /// Selected fraction of data less that of simulation at the declared mix; nil where data cannot be scored.
  private(set) var selected: IntervalEstimate?
  /// Selected fractions of data and of simulation.
  private(set) var fractions: (data: Double, simulation: Double) = (0, 0)
  /// KS distance of the scores at the declared mix, and where it is.
  private(set) var scoreDistance: (estimate: IntervalEstimate, position: Double)?
  /// A process that simulation lacks, with its place; nil where none was found.
  private(set) var missing: (process: MissingProcess, region: String?)?
  /// True where one was looked for.
  private(set) var isSearched = false
  private(set) var control: ControlRegions?
  /// Why there are no control regions, as a clause, where some are wanted.
  private(set) var controlObstacle: String?
  /// Why maps after the smearings that data prefer do not describe data, as a clause: single features are moved by them; nil where they do.
  private(set) var faultOfMaps: String?
  /// The assumption that the user chose.
  let chosen: Assumption.Kind?

  private let scored: ScoredPair
  private let comparison: SampleComparison
  private let test: ClosureTest
  private let smearings: [Int: SharedSmearing]

  /// Measures and tests every assumption. Errors: what the model and the trainer say. O(21 scorings an assumption).
  init(
    _ impact: ModelImpact, _ ratio: PairRatio?, _ analyzer: ImpactAnalyzer, chosen: Assumption.Kind?,
    in context: AuditContext
  ) throws {
    scored = impact.scored
    comparison = impact.comparison
    smearings = impact.smearings
    self.chosen = chosen
    test = ClosureTest(
      pair: scored.pair, comparison: comparison,
      inputs: impact.scored.inputs.filter { impact.comparison.hasValues($0) },
      dataScores: impact.dataScores, rows: analyzer.closureRows, context: context)
    identify(context)
    guard let total = impact.total, !test.inputs.isEmpty else { return }
    all.append(try maps(total, context))
    if test.inputs.count > 1 { all.append(try dependence(context)) }
    for isSignal in [true, false] { all.append(try alone(isSignal, context)) }
    separate(analyzer.controlRegions, context)
    if let ratio { findMissing(ratio, context) }
    if let ratio = impact.ratio { all.append(Assumption(ratio, mixUncertainty: analyzer.mixUncertainty)) }
    contradict()
  }

  /// False for what agrees with data by construction: the mixture of the density ratio, a missing process, and two control regions.
  func isTested(_ assumption: Assumption) -> Bool {
    assumption.kind == .regions ? control?.remainder != nil : assumption.closure != nil
  }

  /// True where trees could be trained.
  var hasTrees: Bool { all.contains { $0.closure?.area != nil } }

  // MARK: Without an assumption

  private mutating func identify(_ context: AuditContext) {
    guard let dataScores = test.dataScores else { return }
    func proportion(_ scores: [Float], _ weights: [Double]) -> WeightedProportion {
      var (inside, all) = (WeightTally(), WeightTally())
      for (score, weight) in zip(scores, weights) {
        all.add(weight)
        if score >= scored.threshold { inside.add(weight) }
      }
      return WeightedProportion(
        weight: inside.sum, square: inside.squares, totalWeight: all.sum, totalSquare: all.squares)
    }
    let data = proportion(dataScores, scored.pair.recorded.weights)
    let simulation = proportion(scored.nominal, scored.pair.simulated.weights)
    fractions = (data.value, simulation.value)
    selected = ProportionDifference.infer(
      simulation: simulation, data: data,
      plan: context.plans.plan(resamples: 1000, confidence: context.confidence))
    scoreDistance = test.scoreDistance(scored.nominal, scored.pair.simulated.weights)
  }

  // MARK: Assumptions

  private func scores(_ moved: MovedSample) throws -> [Float] {
    try scored.scores(with: moved.columns, variations: [])[0]
  }

  /// Maps after the smearings that data prefer, as single features have them, and maps alone: for data that are wider than simulation in a
  /// feature a scale is as good an explanation as a smearing. The interval holds those of both that agree with data.
  private mutating func maps(_ total: ModelImpact.Part, _ context: AuditContext) throws -> Assumption {
    var assumption = Assumption(
      kind: .maps, changes: [total.efficiency, total.background, total.rejection, total.auc])
    let (inputs, smearings, comparison) = (test.inputs, smearings, comparison)
    let move: ClosureTest.Move = { comparison.movedByMaps(inputs, smearings, in: $0) }
    if let moved = move(GroupJackknife(comparison).sample(0)) {
      assumption.closure = try test.closure(of: moved, scores: scores(moved), by: move)
    } else {
      assumption.obstacle = "not every feature has a map"
    }
    faultOfMaps = assumption.fault.map { "one map for all classes does not describe data: \($0)" }
    guard assumption.obstacle == nil, inputs.contains(where: { smearings[$0] != nil }) else {
      return assumption
    }
    var plain = try measured(.maps, context) { comparison.movedByMaps(inputs, [:], in: $0) }
    if let fault = plain.fault {
      assumption.remark = "maps without a smearing are not in the interval: \(fault)"
      return assumption
    }
    if let fault = assumption.fault {
      plain.remark = "maps after the best-fit smearing are not in the interval: \(fault)"
      return plain
    }
    assumption.changes = zip(assumption.changes, plain.changes).map { own, other in
      own.map { own in other.map { own.and($0) } ?? own }
    }
    return assumption
  }

  private func dependence(_ context: AuditContext) throws -> Assumption {
    guard let shared = SharedDependence(test.inputs, in: comparison) else {
      return Assumption(kind: .dependence, obstacle: "the features' correlations cannot be changed")
    }
    let (inputs, comparison) = (test.inputs, comparison)
    return try measured(.dependence, fitted: shared.shapedFeatures, context) {
      shared.moved(inputs, in: $0, of: comparison)
    }
  }

  private func alone(_ isSignal: Bool, _ context: AuditContext) throws -> Assumption {
    let kind = isSignal ? Assumption.Kind.signal : .background
    let isMember = scored.isPositive.map { $0 == isSignal }
    guard let move = ClassAlone(isMember, features: test.inputs, in: comparison) else {
      return Assumption(kind: kind, obstacle: "not every feature has a map")
    }
    let efficiency = test.dataScores.map {
      LoneEfficiency(
        isMember: isMember, scores: scored.nominal, dataScores: $0, threshold: scored.threshold)
    }
    var assumption = try measured(kind, alone: efficiency, context, move.moved)
    guard assumption.obstacle == nil else { return assumption }
    // The other class stays by assumption, not by measurement.
    assumption.changes[isSignal ? 1 : 0] = unchanged(context)
    assumption.remark =
      "the declared mix is taken as exact, and rejection and AUC follow a fitted displacement"
    return assumption
  }

  /// Changes with intervals from groups of rows, and closure. `alone`: the efficiency of the class that alone moves.
  private func measured(
    _ kind: Assumption.Kind, fitted: [[Int]] = [], alone: LoneEfficiency? = nil, _ context: AuditContext,
    _ move: @escaping ClosureTest.Move
  ) throws -> Assumption {
    let jackknife = GroupJackknife(comparison)
    let (scored, signalEfficiency) = (scored, scored.baseline.nominal(.efficiency)?.value ?? 0)
    @Sendable func metrics(_ scores: [Float], _ weights: [Double]) -> [Double?] {
      ClassifierMetrics(
        scores: scores, isPositive: scored.isPositive, weights: weights, threshold: scored.threshold,
        signalEfficiency: signalEfficiency
      ).values
    }
    @Sendable func change(_ sample: GroupJackknife.Sample, _ moved: MovedSample, _ scores: [Float])
      -> [Double?]
    {
      var after = metrics(scores, moved.weights)
      if let efficiency = alone?.value(sample.data, moved.weights) {
        after[kind == .signal ? 0 : 1] = efficiency
      }
      return zip(metrics(scored.nominal, sample.simulation), after).map { before, after in
        before.flatMap { before in after.map { $0 - before } }
      }
    }
    var assumption = Assumption(kind: kind)
    let sample = jackknife.sample(0)
    guard let whole = move(sample) else {
      assumption.obstacle = "no such move of simulation was found"
      return assumption
    }
    let movedScores = try scores(whole)
    let changes =
      [change(sample, whole, movedScores)]
      + (try context.pieces.map(jackknife.count - 1) { number -> [Double?] in
        let sample = jackknife.sample(number + 1)
        guard let moved = move(sample) else { return [] }
        return change(sample, moved, try scored.scores(with: moved.columns, variations: [])[0])
      })
    let values = ClassifierMetrics.metrics.indices.map { metric in
      changes.map { $0.isEmpty ? nil : $0[metric] }
    }
    guard jackknife.isStable(values[0]), jackknife.isStable(values[1]) else {
      assumption.obstacle = "its fit is not stable: leaving out a twentieth of the events changes it too much"
      return assumption
    }
    let nominal = metrics(scored.nominal, sample.simulation)
    assumption.changes = ClassifierMetrics.metrics.indices.map { metric in
      let change = jackknife.change(values[metric])
      // All but the logarithm of the rejection are fractions.
      return ClassifierMetrics.metrics[metric] == .rejection
        ? change : nominal[metric].flatMap { change?.keeping($0, in: 0...1) }
    }
    let closure = try test.closure(of: whole, scores: movedScores, fitted: fitted, by: move)
    if context.trainer != nil, closure.area == nil {
      assumption.obstacle = "its fit fails on two thirds of the events, so that the others cannot test it"
    }
    assumption.closure = closure
    return assumption
  }

  /// Below this the tail of a class that moved looks like a process.
  static let smallestProcess = 0.01

  private mutating func findMissing(_ ratio: PairRatio, _ context: AuditContext) {
    isSearched = true
    guard
      let process = MissingProcess(
        data: (ratio.ratio.data, ratio.dataRows.map { scored.pair.recorded.weights[$0] }),
        simulation: (ratio.ratio.simulation, ratio.rows.map { scored.pair.simulated.weights[$0] }),
        confidence: context.confidence), process.fraction.low >= Self.smallestProcess
    else { return }
    let total = scored.pair.simulated.weights.reduce(0, +)
    let nominal = MovedSample(columns: [:], weights: scored.pair.simulated.weights.map { $0 / total })
    missing = (process, test.region(of: nominal, ofExcess: true))
    let none = unchanged(context)
    all.append(Assumption(kind: .missing, changes: [none, none, none, none]))
  }

  private func unchanged(_ context: AuditContext) -> ChangeEstimate {
    ChangeEstimate(value: 0, low: 0, high: 0, confidence: context.confidence, standardError: 0)
  }

  // MARK: Control regions

  private mutating func separate(_ name: String, _ context: AuditContext) {
    guard !name.isEmpty else { return }
    guard let feature = scored.pair.features.firstIndex(of: name) else {
      controlObstacle = "'\(name)' is not a feature of both simulation and data"
      return
    }
    guard let dataScores = test.dataScores else {
      controlObstacle = "data lack an input of the classifier"
      return
    }
    let (simulated, recorded) = (scored.pair.simulated, scored.pair.recorded)
    let regions = RegionNumbers(simulated.columns[feature], recorded.columns[feature])
    control = ControlRegions(
      simulation: .init(
        scores: scored.nominal, weights: simulated.weights, regions: regions.of(simulated.columns[feature])),
      isPositive: scored.isPositive,
      data: .init(
        scores: dataScores, weights: recorded.weights, regions: regions.of(recorded.columns[feature])),
      threshold: scored.threshold, confidence: context.confidence, seed: context.seed)
    guard let control else {
      controlObstacle = "the regions of '\(name)' have the same mix, or too few events"
      return
    }
    var assumption = Assumption(
      kind: .regions, changes: [control.positives.efficiency, control.negatives.efficiency, nil, nil],
      closure: Closure())
    if let p = control.remainder, p < Closure.level {
      assumption.contradiction = "the regions contradict each other (p = \(Wording.number(p)))"
    }
    all.append(assumption)
  }

  /// What control regions measure excludes assumptions that say otherwise.
  private mutating func contradict() {
    guard let regions = all.first(where: { $0.kind == .regions && $0.closes }) else { return }
    for place in all.indices where ![.regions, .missing].contains(all[place].kind) {
      for (metric, name) in [(0, "signal"), (1, "background")] {
        guard let own = all[place].changes[metric], let found = regions.changes[metric],
          own.disagrees(with: found)
        else { continue }
        all[place].contradiction =
          "control regions give \(Wording.short(found.value)) for the \(name) efficiency instead of "
          + Wording.short(own.value)
      }
    }
  }
}

/// Numbers of regions: the values of a column that has few, or bins of equal content.
private struct RegionNumbers {
  private let edges: [Float]

  init(_ simulation: [Float], _ data: [Float]) {
    let values = (simulation + data).filter { $0.isFinite }.sorted()
    let distinct = Set(values).sorted()
    if distinct.count <= 8 {
      edges = Array(distinct.dropFirst())
    } else {
      edges = [values[values.count / 3], values[2 * values.count / 3]]
    }
  }

  func of(_ values: [Float]) -> [Int] {
    values.map { value in value.isFinite ? edges.count { $0 <= value } : -1 }
  }
}
