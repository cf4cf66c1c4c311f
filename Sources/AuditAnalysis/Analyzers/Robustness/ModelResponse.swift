import AuditStatistics

/// The responses of one model to one miscalibration.
struct ModelResponse: Sendable {
  /// What changes at one strength.
  struct Point: Sendable {
    var strength: Double
    /// Changes of all metrics that are defined.
    var changes: [ResponseMetric: ChangeEstimate] = [:]
    /// Change of the background efficiency relative to the nominal one.
    var background: ChangeEstimate?
    /// Change of the fraction above the threshold, by grouping and group.
    var groups: [[ChangeEstimate?]] = []

    var auc: ChangeEstimate? { changes[.auc] }
    var efficiency: ChangeEstimate? { changes[.efficiency] }
    var flips: ChangeEstimate? { changes[.flips] }
  }
  /// The strength at which the first tolerance is left.
  struct Breakdown: Sendable {
    var point: BreakdownPoint
    /// "loss of AUC"
    var what: String
  }

  let model: String
  let nominal: NominalResponses.Nominal
  /// False when nothing that the model takes in is changed.
  let isReached: Bool
  /// In ascending order of the strength, without 0.
  private(set) var points: [Point] = []
  private(set) var breakdown: Breakdown?
  /// Slope of the signal efficiency at 0, per unit of the strength.
  private(set) var slope: ChangeEstimate?
  /// Its second derivative at 0; nil for kinds with one sign.
  private(set) var curvature: ChangeEstimate?
  /// AUC at the expected size minus AUC at its opposite; nil for kinds with one sign.
  private(set) var asymmetry: ChangeEstimate?
  /// All strengths together, to compare models; nil where the AUC is not defined.
  private(set) var corruption: CorruptionTerm?

  /// Measures what was scored at every strength of the plan, then looks closer where a tolerance is left.
  init(
    _ scorer: any EventScorer, nominal: NominalResponses.Nominal, scan: InjectionScan,
    scored all: [InjectionScan.Distorted], tolerances: ResponseTolerances
  ) throws {
    model = scorer.name
    self.nominal = nominal
    isReached = scan.reaches(scorer)
    let baseline = nominal.baseline
    let strengths = scan.plan.strengths
    guard isReached else {
      corruption = CorruptionTerm(Array(repeating: baseline.unchanged, count: strengths.count))
      return
    }
    let smallest = strengths.map(abs).min() ?? 0
    var kept: [Double: Response] = [:]
    var responses: [Response] = []
    for (strength, distorted) in zip(strengths, all) {
      // Strengths whose responses are combined event by event.
      let isKept = abs(strength) == smallest || abs(strength) == scan.plan.size
      let response = try baseline.response(
        to: distorted.scores, weights: distorted.weights, keeping: isKept ? [.auc, .efficiency] : [],
        isCompared: scan.plan.judged.contains(strength))
      if isKept { kept[strength] = response }
      responses.append(response)
      var point = Self.point(strength, response, baseline)
      point.groups = nominal.groupings.map {
        $0.efficiencies.changes(to: distorted.scores, weights: distorted.weights)
      }
      points.append(point)
    }
    corruption = CorruptionTerm(responses)
    slope = Self.slope(kept, smallest)
    if let plus = kept[smallest], let minus = kept[-smallest] {
      curvature = ResponseCombination.curvature(
        plus: plus, minus: minus, strength: smallest, .efficiency)
    }
    if let plus = kept[scan.plan.size], let minus = kept[-scan.plan.size] {
      asymmetry = ResponseCombination.asymmetry(plus: plus, minus: minus, .auc)
    }
    guard !scan.plan.isRemoval else { return }
    breakdown = try Self.breakdown(points, tolerances) { strengths in
      let distorted = try scan.distorted(strengths, by: scorer, nominal: nominal.scores)
      return try zip(strengths, distorted).map { strength, distorted in
        let response = try baseline.response(
          to: distorted.scores, weights: distorted.weights,
          measuring: [.auc, .efficiency, .backgroundEfficiency])
        return Self.point(strength, response, baseline)
      }
    }
  }

  private static func point(_ strength: Double, _ response: Response, _ baseline: ResponseBaseline) -> Point {
    let background = baseline.nominal(.backgroundEfficiency)?.value ?? 0
    return Point(
      strength: strength, changes: response.changes,
      background: background > 0
        ? response.change(.backgroundEfficiency)?.scaled(by: 1 / background) : nil)
  }

  private static func slope(_ nearest: [Double: Response], _ strength: Double) -> ChangeEstimate? {
    switch (nearest[strength], nearest[-strength]) {
    case (let plus?, let minus?):
      ResponseCombination.slope(plus: plus, minus: minus, strength: strength, .efficiency)
    case (let plus?, nil): ResponseCombination.slope(plus, strength: strength, .efficiency)
    default: nil
    }
  }

  /// The tolerance that is left first, on either side of 0; nil where none is left at any strength of the plan. A few more
  /// scorings tell where between strengths.
  private static func breakdown(
    _ points: [Point], _ tolerances: ResponseTolerances, evaluate: ([Double]) throws -> [Point]
  ) rethrows -> Breakdown? {
    func add(_ point: Point, to curves: inout BreakdownCurves) {
      curves.add([point.auc, point.efficiency, point.background], at: point.strength)
    }
    let sides = [-1.0, 1.0].compactMap { sign -> BreakdownCurves? in
      var curves = tolerances.curves
      for point in points where point.strength * sign > 0 { add(point, to: &curves) }
      // Where no tolerance is left nothing is refined: each scoring costs as much as a strength of the plan.
      return curves.first?.point.strength == nil ? nil : curves
    }
    func distance(_ curves: BreakdownCurves) -> Double { curves.first?.point.strength.map(abs) ?? .infinity }
    var best: Breakdown?
    for var curves in sides.sorted(by: { distance($0) < distance($1) }) {
      for _ in 0..<BreakdownCurves.rounds {
        // What comes later than on the other side is not looked at closer; behind the first strength of the plan
        // curves are known well enough to tell.
        let isLater =
          best?.point.strength.map {
            curves.inside >= abs($0) || curves.inside > 0 && distance(curves) > 1.1 * abs($0)
          } ?? false
        let wanted = isLater ? [] : curves.wanted
        if wanted.isEmpty { break }
        for point in try evaluate(wanted) { add(point, to: &curves) }
      }
      guard let first = curves.first else { continue }
      if let old = best, BreakdownPoint.nearest(old.point, first.point) == old.point { continue }
      best = Breakdown(point: first.point, what: ResponseTolerances.names[first.change])
    }
    return best
  }

  /// The changes at the sizes that are judged.
  func judged(_ plan: InjectionPlan) -> [Point] { points.filter { plan.judged.contains($0.strength) } }

  /// Share of A − ½ that is left: 1 + ΔA / (A − ½), with the error of ΔA; nil where A is not above ½.
  func keptSeparation(_ plan: InjectionPlan) -> ChangeEstimate? {
    guard let area = nominal.baseline.nominal(.auc), area.low > 0.5, let change = judged(plan).last?.auc
    else {
      return nil
    }
    let kept = change.scaled(by: 1 / (area.value - 0.5))
    return ChangeEstimate(
      value: 1 + kept.value, low: 1 + kept.low, high: 1 + kept.high, confidence: kept.confidence,
      standardError: kept.standardError)
  }

  /// Strength of the expected size whose loss of AUC is larger.
  func worst(_ plan: InjectionPlan) -> Double? {
    judged(plan).max { ($1.auc?.value ?? 0) < ($0.auc?.value ?? 0) }?.strength
  }
}
