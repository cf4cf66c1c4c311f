import AuditReport
import AuditSamples
import AuditStatistics

/// What the measured difference between simulation and data changes for classifiers.
///
/// (a) Each feature moved alone from simulation to data by a monotone map of its distribution, after the smearing that data
/// prefer, which broadens narrow classes more than wide ones (``SharedSmearing``), (b) each declared group,
/// with the dependence between its features that data have (``DependenceMap``), and (c) all features together, in which
/// simulation's dependence between features is kept, and the mix of the simulation's parts; beside it (d) the density ratio, which assumes something else: that events of given features
/// have the classes that simulation has there. Intervals carry the errors of the response, of the maps (both are samples)
/// and of the mix, and their correlations (``ImpactMeasurement``).
public struct ImpactAnalyzer: ImpactCollecting {
  /// Name in configurations and finding ids.
  public static let kind = "impact"
  /// One sentence for `simaudit list`.
  public static let summary =
    "what the measured difference between simulation and data changes for classifiers at their working points"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    SharedRows.metric, "impact-ranking", "total-efficiency-impact", "total-background-impact",
    "total-rejection-impact",
    "total-auc-impact", "ratio-efficiency-impact", "ratio-background-impact", "unexplained-selection",
    "efficiency-impact", "scoring",
  ]
  /// Name and one sentence for each setting.
  public static let settings = [
    (name: "rows", summary: "Largest number of rows of a sample that are used"),
    (
      name: "mixUncertainty",
      summary:
        "Relative uncertainty of the yield of each process or class before data are looked at; 0: known"
    ),
    (name: "positive", summary: "Class that the score recognises; empty: the last of two in order"),
    (
      name: "signalEfficiency",
      summary: "Signal efficiency that sets the working point of models without a threshold"
    ),
    (name: "ratioRows", summary: "Largest number of rows of a sample for the density ratio; 0: without it"),
  ]

  /// Largest number of rows of a sample that are used; more are thinned by a hash of the row number.
  public var rows = 200_000
  /// Relative uncertainty of the yield of each process or class before data are looked at; 0: data have the mix of
  /// simulation.
  public var mixUncertainty = ComponentMix.defaultUncertainty
  /// Class that the score recognises; empty: the last of two in order.
  public var positive = ""
  /// Signal efficiency that sets the working point of models without a threshold.
  public var signalEfficiency = 0.8
  /// Largest number of rows of a sample for the density ratio; 0: without it.
  public var ratioRows = 50_000

  /// The analyzer with its default settings.
  public init() {}

  func isWanted(in context: AuditContext) -> Bool { context.label != nil && !context.scorers.isEmpty }

  /// Moves simulation to data and scores it, for each pair and model. O(models · features · rows · cost of a score).
  ///
  /// Errors: what models say; a label that does not name two classes.
  public func conclude(_ measured: [ImpactRowSet], in context: AuditContext) throws -> [Reading] {
    try ImpactRowSet.pairs(measured, in: context).flatMap { pair -> [Reading] in
      let samples = Subject(
        simulation: context.samples[pair.simulation].name, data: context.samples[pair.data].name)
      let shared = pair.shared.readings(by: Self.kind, of: samples)
      if let fault = pair.labels == nil ? "simulation has no label" : pair.fault {
        return shared + [
          .unmeasured(
            by: Self.kind, "total-efficiency-impact", of: samples, because: fault,
            message: "The impact could not be measured: \(fault).")
        ]
      }
      let comparison = SampleComparison(
        simulation: pair.simulated, data: pair.recorded, mixUncertainty: mixUncertainty,
        confidence: context.confidence, seed: context.seed)
      let ratio = try densityRatio(pair, in: context)
      return try shared
        + context.scorers.flatMap { scorer -> [Reading] in
          let scored = try ScoredPair(
            scorer, pair, positive: positive, signalEfficiency: signalEfficiency, in: context)
          guard let result = try ModelImpact(scored, comparison, ratio, in: context) else {
            return [
              .unmeasured(
                by: Self.kind, "total-efficiency-impact",
                of: Subject(simulation: samples.simulation, data: samples.data, model: scorer.name),
                because: "a part of the simulation has no positive sum of weights",
                message: "The impact on '\(scorer.name)' could not be measured.")
            ]
          }
          return readings(result, context).unlessConstant(scored.nominal, of: scorer.name)
        }
    }
  }

  /// The ratios of about `ratioRows` rows of each sample; nil without a trainer or where it is not wanted.
  private func densityRatio(_ pair: ImpactPair, in context: AuditContext) throws -> PairRatio? {
    guard ratioRows > 0, let trainer = context.trainer else { return nil }
    let rows = pair.simulated.chosen(ratioRows)
    let dataRows = pair.recorded.chosen(ratioRows)
    func picked(_ events: MorphingEvents, _ rows: [Int]) -> DensityRatio.Rows {
      DensityRatio.Rows(
        columns: events.columns.map { column in
          rows.map { column[$0].isFinite ? column[$0] : .nan }
        }, weights: rows.map { events.weights[$0] })
    }
    guard
      let ratio = try DensityRatio(
        simulation: picked(pair.simulated, rows), data: picked(pair.recorded, dataRows), trainer: trainer,
        seed: context.seed, pieces: context.pieces)
    else { return nil }
    return PairRatio(ratio: ratio, rows: rows, dataRows: dataRows)
  }
}

/// Density ratios of some rows of a pair.
struct PairRatio: Sendable {
  var ratio: DensityRatio
  var rows: [Int]
  var dataRows: [Int]
}

extension MorphingEvents {
  /// About so many rows, chosen by their keys.
  func chosen(_ limit: Int) -> [Int] {
    guard count > limit else { return Array(0..<count) }
    let thinning = RowThinning(rows: count, limit: limit, seed: 0x5EED)
    return (0..<count).filter { thinning.contains(Int(truncatingIfNeeded: keys[$0])) }
  }
}

/// What one classifier loses or gains.
struct ModelImpact: Sendable {
  /// One thing that is changed: a feature, a group, the mix, or all.
  struct Part: Sendable {
    var name: String
    /// Feature; nil for groups, the mix and all.
    var feature: String?
    var isGroup = false
    var efficiency: ChangeEstimate
    var background: ChangeEstimate?
    var rejection: ChangeEstimate?
    var auc: ChangeEstimate?
    /// Fitted size times slope.
    var linear: ChangeEstimate?
  }
  /// Efficiency of a component with everything moved.
  struct ComponentChange: Sendable {
    var name: String
    var isPositive: Bool
    var nominal: Double
    var change: ChangeEstimate
  }

  let scored: ScoredPair
  /// Features one by one, the largest first.
  private(set) var features: [Part] = []
  private(set) var groups: [Part] = []
  /// Another mix of the simulation's parts within the classes; nil where there is none to change.
  private(set) var mix: Part?
  /// Everything at once; nil where nothing enters the classifier.
  private(set) var total: Part?
  /// Σ of the features, with correlations.
  private(set) var sum: ChangeEstimate?
  private(set) var components: [ComponentChange] = []
  private(set) var unexplained: ChangeEstimate?
  private(set) var ratio: ImpactMeasurement.RatioImpact?
  /// Features whose smearing data do not tell, so that they are moved by maps alone.
  private(set) var unsmeared: [String] = []
  let comparison: SampleComparison
  let density: DensityRatio?
  let nominalEfficiency: Double
  let nominalBackground: Double

  init?(
    _ scored: ScoredPair, _ comparison: SampleComparison, _ pairRatio: PairRatio?, in context: AuditContext
  ) throws {
    guard
      let measurement = ImpactMeasurement(
        comparison, isPositive: scored.isPositive, scores: scored.nominal, threshold: scored.threshold)
    else { return nil }
    self.scored = scored
    self.comparison = comparison
    density = pairRatio?.ratio
    nominalEfficiency = scored.baseline.nominal(.efficiency)?.value ?? 0
    nominalBackground = scored.baseline.nominal(.backgroundEfficiency)?.value ?? 0
    let names = scored.pair.features
    let inputs = scored.inputs
    var maps: [Int: MappedFeature] = [:]
    for (feature, map) in zip(inputs, try context.pieces.map(inputs.count) { comparison.mapped(inputs[$0]) })
    {
      maps[feature] = map
    }
    let known = maps
    let fits = try context.pieces.map(inputs.count) { Self.location(of: inputs[$0], comparison) }
    var smearings: [Int: SharedSmearing] = [:]
    for (feature, fit) in zip(inputs, fits) { smearings[feature] = fit.flatMap { SharedSmearing($0) } }
    unsmeared = zip(inputs, fits).filter { $1?.untold != nil }.map { names[$0.0] }
    let shared = smearings
    let singles = try context.pieces.map(inputs.count) {
      index -> (part: Part, impact: ImpactMeasurement.Impact)? in
      let feature = inputs[index]
      guard let moved = try scored.moved([feature], known, shared, in: comparison),
        let efficiency = measurement.impact(.efficiency, of: moved)
      else { return nil }
      var part = Part(
        name: names[feature], feature: names[feature], efficiency: efficiency.change,
        background: measurement.impact(.backgroundEfficiency, of: moved)?.change,
        rejection: measurement.impact(.rejection, of: moved)?.change,
        auc: measurement.impact(.auc, of: moved)?.change)
      if let fit = fits[index] {
        let (kind, size) = (fit.location.kind, fit.location.estimate)
        let step = max(abs(size.value), 0.125 * (size.high - size.low))
        let scores = try scored.scores(
          with: [:],
          variations: [step, -step].map { [feature: scored.distorted(feature, kind, by: $0)] })
        part.linear = measurement.linear(fit.location, plus: scores[1], minus: scores[2], step: step)
      }
      return (part, efficiency)
    }.compactMap { $0 }
    features = singles.map(\.part).sorted {
      let (a, b) = (abs($0.efficiency.value), abs($1.efficiency.value))
      return a != b ? a > b : $0.name < $1.name
    }
    sum = measurement.sum(singles.map(\.impact))
    groups = try context.groups.compactMap { group -> Part? in
      let places = group.features.compactMap { name in inputs.first { names[$0] == name } }
      guard places.count > 1,
        let moved = try scored.moved(
          places, known, shared, dependence: DependenceMap(places, in: comparison), in: comparison),
        let efficiency = measurement.impact(.efficiency, of: moved)
      else { return nil }
      return Part(
        name: group.name, isGroup: true, efficiency: efficiency.change,
        background: measurement.impact(.backgroundEfficiency, of: moved)?.change,
        rejection: measurement.impact(.rejection, of: moved)?.change,
        auc: measurement.impact(.auc, of: moved)?.change)
    }
    if measurement.changesMix, let efficiency = measurement.impact(.efficiency, of: nil, withMix: true) {
      mix = Part(
        name: "mix of the simulation", efficiency: efficiency.change,
        background: measurement.impact(.backgroundEfficiency, of: nil, withMix: true)?.change,
        rejection: measurement.impact(.rejection, of: nil, withMix: true)?.change,
        auc: measurement.impact(.auc, of: nil, withMix: true)?.change)
    }
    let moved = try scored.moved(inputs, known, shared, in: comparison)
    if let efficiency = measurement.impact(.efficiency, of: moved, withMix: true) {
      total = Part(
        name: "all together", efficiency: efficiency.change,
        background: measurement.impact(.backgroundEfficiency, of: moved, withMix: true)?.change,
        rejection: measurement.impact(.rejection, of: moved, withMix: true)?.change,
        auc: measurement.impact(.auc, of: moved, withMix: true)?.change)
    }
    for (component, isPositive) in measurement.componentClasses.enumerated() {
      guard scored.pair.components.count > 2, let isPositive,
        let impact = measurement.impact(.component(component), of: moved)
      else { continue }
      components.append(
        ComponentChange(
          name: scored.pair.components[component], isPositive: isPositive, nominal: impact.nominal,
          change: impact.change))
    }
    guard scored.scorer.columns.allSatisfy({ scored.pair.dataParts.first?.names.contains($0) ?? false })
    else { return }
    let dataScores = try ScoredPair.scores(of: scored.pair.dataParts, by: scored.scorer)
    if let selected = measurement.impact(.selected, of: moved, withMix: true) {
      unexplained = measurement.unexplained(selected, dataScores: dataScores)
    }
    if let pairRatio {
      ratio = measurement.ratioImpact(
        ratios: pairRatio.ratio.simulation, rows: pairRatio.rows,
        dataScores: pairRatio.dataRows.map { dataScores[$0] }, dataRows: pairRatio.dataRows)
    }
  }

  /// What was fitted as the feature's own move; nil where nothing could be.
  private static func location(of feature: Int, _ comparison: SampleComparison) -> LocationFit? {
    guard comparison.obstacle(of: feature) == nil else { return nil }
    let kind: CalibrationKind =
      comparison.isRelative(feature) || !comparison.allowsOffset(feature) ? .scale : .offset
    return LocationFit(kind, of: [feature], in: comparison, keepsInfluences: true)
  }
}

extension ScoredPair {
  /// Values of a feature after a scale or an offset.
  func distorted(_ feature: Int, _ kind: CalibrationKind, by strength: Double) -> [Float] {
    pair.simulated.columns[feature].map { value in
      kind == .scale ? Float(Double(value) * (1 + strength)) : Float(Double(value) + strength)
    }
  }
}
