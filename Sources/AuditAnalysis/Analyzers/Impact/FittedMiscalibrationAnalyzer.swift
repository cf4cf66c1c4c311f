import AuditReport
import AuditSamples
import AuditStatistics

/// The sizes of miscalibrations that data prefer.
///
/// For every feature and every declared group: the scale, offset and smearing with which simulation agrees best with data
/// (``CalibrationFit``), with intervals, and the KS distance before and after. The shares of the simulation's processes or
/// classes are left free, because another mix looks like another calibration; what differs for other reasons still does.
/// Where a label and classifiers are given: safety factor = breakdown point / preferred size.
public struct FittedMiscalibrationAnalyzer: ImpactCollecting {
  /// Name in configurations and finding ids.
  public static let kind = "fitted-miscalibrations"
  /// One sentence for `simaudit list`.
  public static let summary =
    "the best-fit scale, offset and smearing, and how far they are from what classifiers tolerate"
  /// Metrics and notes that its readings can have.
  public static let metrics = [
    "preferred-scale", "preferred-offset", "preferred-smear", "safety-factor", "calibrations",
    "preferred-mix",
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
    (name: "aucTolerance", summary: "Loss of AUC beyond which a miscalibration is too strong"),
    (
      name: "efficiencyTolerance",
      summary: "Change of the signal efficiency beyond which a miscalibration is too strong"
    ),
    (
      name: "backgroundTolerance",
      summary: "Relative change of the background efficiency beyond which a miscalibration is too strong"
    ),
    (name: "scoredRows", summary: "Largest number of rows of a process that are scored for safety factors"),
  ]

  /// Largest number of rows of a sample that are used; more are thinned by a hash of the row number.
  public var rows = 1_000_000
  /// Relative uncertainty of the yield of each process or class before data are looked at; 0: data have the mix of
  /// simulation.
  public var mixUncertainty = ComponentMix.defaultUncertainty
  /// Class that the score recognises; empty: the last of two in order.
  public var positive = ""
  /// Signal efficiency that sets the working point of models without a threshold.
  public var signalEfficiency = 0.8
  /// Loss of AUC beyond which a miscalibration is too strong.
  public var aucTolerance = RobustnessAnalyzer().aucTolerance
  /// Change of the signal efficiency beyond which a miscalibration is too strong.
  public var efficiencyTolerance = RobustnessAnalyzer().efficiencyTolerance
  /// Relative change of the background efficiency beyond which a miscalibration is too strong.
  public var backgroundTolerance = RobustnessAnalyzer().backgroundTolerance
  /// Largest number of rows of a process that are scored for safety factors.
  public var scoredRows = 10_000

  /// The analyzer with its default settings.
  public init() {}

  /// Fits each pair of samples. O(features · rows) and, for safety factors, some fifty scorings a feature.
  ///
  /// Errors: what models say; a label that does not name two classes.
  public func conclude(_ measured: [ImpactRowSet], in context: AuditContext) throws -> [Reading] {
    try ImpactRowSet.pairs(measured, in: context).flatMap { pair -> [Reading] in
      let subject = Subject(
        simulation: context.samples[pair.simulation].name, data: context.samples[pair.data].name)
      if let fault = pair.fault {
        return [
          .unmeasured(
            by: Self.kind, "calibrations", of: subject, because: fault,
            message: "No calibration could be fitted: \(fault).")
        ]
      }
      let comparison = SampleComparison(
        simulation: pair.simulated, data: pair.recorded, mixUncertainty: mixUncertainty,
        confidence: context.confidence, seed: context.seed)
      let targets = targets(of: pair, in: context)
      let fits = try context.pieces.map(targets.count) { index in
        FittedTarget(targets[index], in: comparison)
      }
      let safety = try safetyFactors(fits, pair, in: context)
      return readings(fits, safety, comparison, pair, subject, in: context)
    }
  }

  /// Every feature on its own, then every group.
  private func targets(of pair: ImpactPair, in context: AuditContext) -> [FittedTarget.Target] {
    let single = pair.features.indices.map {
      FittedTarget.Target(name: pair.features[$0], features: [$0], isGroup: false)
    }
    let groups = context.groups.compactMap { group -> FittedTarget.Target? in
      let places = group.features.compactMap { pair.features.firstIndex(of: $0) }
      return places.count > 1
        ? FittedTarget.Target(name: group.name, features: places, isGroup: true) : nil
    }
    return single + groups
  }
}

/// What was fitted to a feature or a group.
struct FittedTarget: Sendable {
  /// A feature or a group.
  struct Target: Sendable {
    var name: String
    /// Places among the features of the pair.
    var features: [Int]
    var isGroup: Bool
  }
  /// One hypothesis of what moved the values.
  struct Hypothesis: Sendable {
    var location: CalibrationKind
    var estimate: IntervalEstimate
    /// KS distance, the largest of a group.
    var after: Double
    var misfit: Double
    var smear: IntervalEstimate?
    /// Why there is no smearing beside it.
    var untold: LocationFit.UntoldSmearing?
  }

  let target: Target
  /// Why nothing can be fitted to such values, as a clause.
  var reason: String?
  /// What may have moved the values: a scale and, where they do not begin at 0 sharply, an offset. Each of them and the smearing have
  /// findings whether data tell them or not, so that chance does not decide which findings there are.
  var locations: [CalibrationKind] = [.scale]
  /// KS distance of simulation as it is, the largest of a group.
  var before = 0.0
  /// What moved the values, the best first; without those whose size data do not tell.
  var hypotheses: [Hypothesis] = []
  /// True where the width of the smearing is relative to the value.
  var isRelative = false
  /// Scale, offset and smearing together, where data tell scale and offset apart; KS after it.
  var combination: (scale: IntervalEstimate, offset: IntervalEstimate, after: Double)?

  init(_ target: Target, in comparison: SampleComparison) {
    self.target = target
    let features = target.features
    for feature in features {
      if let obstacle = comparison.obstacle(of: feature) {
        reason = "\(obstacle)"
        return
      }
    }
    isRelative = features.allSatisfy { comparison.isRelative($0) }
    if !isRelative, features.contains(where: { comparison.isRelative($0) }) {
      reason =
        "some of its features have values of both signs and others not: smear them in groups of their own"
      return
    }
    if features.allSatisfy({ comparison.allowsOffset($0) }) { locations.append(.offset) }
    hypotheses = locations.compactMap { location in
      Self.hypothesis(location, features, comparison, before: &before)
    }
    .sorted { $0.after != $1.after ? $0.after < $1.after : $0.location.rawValue > $1.location.rawValue }
    guard locations.count == 2, !target.isGroup,
      let fit = try? comparison.fit([.scale, .offset, .smear], to: features),
      abs(fit.correlation) < LocationFit.inseparable, let scale = fit[.scale], let offset = fit[.offset]
    else { return }
    combination = (scale.estimate, offset.estimate, fit.distances.map(\.after).max() ?? 0)
  }

  /// With the smearing, or without it where it cannot be told from what moves the values.
  private static func hypothesis(
    _ location: CalibrationKind, _ features: [Int], _ comparison: SampleComparison, before: inout Double
  ) -> Hypothesis? {
    guard let found = LocationFit(location, of: features, in: comparison) else { return nil }
    before = found.fit.distances.map(\.before).max() ?? 0
    return Hypothesis(
      location: location, estimate: found.location.estimate,
      after: found.fit.distances.map(\.after).max() ?? 0, misfit: found.fit.misfit,
      smear: found.smear?.estimate, untold: found.untold)
  }

  /// The preferred size of a kind of miscalibration; nil where it was not fitted.
  func size(_ kind: CalibrationKind) -> IntervalEstimate? {
    kind == .smear
      ? hypotheses.first?.smear : hypotheses.first { $0.location == kind }?.estimate
  }

  /// Why there is no such size, as a clause.
  func whyUntold(_ kind: CalibrationKind) -> String {
    if kind == .smear, let best = hypotheses.first, best.untold == .inseparable {
      return "it cannot be distinguished from the \(best.location.rawValue)"
    }
    return "\(CalibrationObstacle.undetermined)"
  }
}
