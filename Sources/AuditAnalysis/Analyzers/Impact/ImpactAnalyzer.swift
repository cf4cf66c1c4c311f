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
/// and of the mix, and their correlations (``ImpactMeasurement``). Data without labels do not say how their classes moved: what is
/// judged is the envelope of all assumptions that agree with data (``AssumptionSet``), after what is measured without any.
public struct ImpactAnalyzer: ImpactCollecting {
  /// Name in configurations and finding ids.
  public static let kind = "impact"
  /// One sentence for `simaudit list`.
  public static let summary =
    "what the measured difference between simulation and data changes for classifiers at their working points"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    SharedRows.metric, "selected-fraction", "score-distance", "impact-ranking", "total-efficiency-impact",
    "total-background-impact", "total-rejection-impact",
    "total-auc-impact", "ratio-efficiency-impact", "ratio-background-impact", "unexplained-selection",
    "efficiency-impact", "assumption-efficiency", "assumption-background", "assumption-closure",
    "missing-process", "control-efficiency", "scoring",
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
    (name: "closureRows", summary: "Largest number of rows of a sample that closure trains trees on"),
    (
      name: "assumption",
      summary:
        "How the classes move, if you know it: \(Assumption.Kind.choices); empty: all that agree with data"
    ),
    (name: "assumptionReason", summary: "Why that assumption; the report shows it"),
    (
      name: "controlRegions",
      summary: "Feature whose values or bins are regions with other mixes, which tell the classes apart"
    ),
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
  /// Largest number of rows of a sample that closure trains trees on.
  public var closureRows = 50_000
  /// How the classes move; empty: the envelope of all assumptions that agree with data.
  public var assumption = ""
  /// Why that assumption.
  public var assumptionReason = ""
  /// Feature whose values or bins are control regions; empty: none.
  public var controlRegions = ""

  /// The analyzer with its default settings.
  public init() {}

  func isWanted(in context: AuditContext) -> Bool { context.label != nil && !context.scorers.isEmpty }

  /// Moves simulation to data and scores it, for each pair and model. O(models · features · rows · cost of a score).
  ///
  /// Errors: what models say; a label that does not name two classes.
  public func conclude(_ measured: [ImpactRowSet], in context: AuditContext) throws -> [Reading] {
    let chosen = try chosenAssumption()
    return try ImpactRowSet.pairs(measured, in: context).flatMap { pair -> [Reading] in
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
          let assumptions = try AssumptionSet(result, ratio, self, chosen: chosen, in: context)
          return readings(result, assumptions, context).unlessConstant(scored.nominal, of: scorer.name)
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
