import AuditReport
import AuditStatistics

extension RobustnessAnalyzer {
  /// Up to so many miscalibrations every metric gets a figure for each.
  private static let fewInjections = 8
  /// Beyond so many responses those within their tolerances have no figure.
  private static let manyResponses = 48

  /// Readings of every miscalibration, then what compares them.
  public func conclude(_ sets: [Measured], in context: AuditContext) throws -> [Reading] {
    let measured = sets.flatMap { $0 }
    let samples = measured.map(\.sample).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return samples.flatMap { sample -> [Reading] in
      let scans = measured.filter { $0.sample == sample }
      let models = context.scorers.map(\.name)
      let readings =
        nominal(scans, sample: sample, context) + comparison(scans, sample: sample, context)
        + models.flatMap { summaries(scans, of: $0, sample: sample) }
        + scans.flatMap { scan in scan.models.flatMap { self.readings(scan, $0, context) } }
      return (scans.first?.models ?? []).reduce(readings) { readings, response in
        let effective = response.nominal.baseline.effectiveCounts
        return readings.unlessConstant(response.nominal.scores, of: response.model).deciding([
          ("the signal of '\(sample)'", effective.positives),
          ("the background of '\(sample)'", effective.negatives),
        ])
      }
    }
  }

  private func subject(_ scan: InjectionResponses, _ response: ModelResponse) -> Subject {
    Subject(sample: scan.sample, model: response.model, miscalibration: scan.plan.name)
  }

  /// What is measured of one model under one miscalibration.
  private func readings(_ scan: InjectionResponses, _ response: ModelResponse, _ context: AuditContext)
    -> [Reading]
  {
    let subject = subject(scan, response)
    let metrics =
      scan.plan.isRemoval
      ? [scan.plan.remaining == nil ? "dependence" : "sufficiency"]
      : ["auc-loss", "efficiency-change", "background-change"]
    guard response.isReached else {
      return metrics.prefix(1).map { metric in
        .measured(
          by: Self.kind, metric, of: subject, IntervalEstimate(value: 0, low: 0, high: 0, confidence: 1),
          confidence: context.confidence,
          message: "'\(response.model)' takes in nothing that '\(scan.plan.name)' changes.")
      }
    }
    if let input = scan.plan.remaining {
      return [sufficiency(of: input, scan, response, subject, context)]
    }
    if scan.plan.isRemoval { return [dependence(scan, response, subject, context)] }
    return [
      change("auc-loss", scan, response, subject, context) { $0.auc?.negated },
      change("efficiency-change", scan, response, subject, context) { $0.efficiency },
      change("background-change", scan, response, subject, context) { $0.background },
      breakdown(scan, response, subject, context),
    ] + shape(scan, response, subject, context) + others(scan, response, subject, context)
  }

  /// Slope, curvature and symmetry near 0; none where they are not defined.
  private func shape(
    _ scan: InjectionResponses, _ response: ModelResponse, _ subject: Subject, _ context: AuditContext
  ) -> [Reading] {
    let model = "'\(response.model)'"
    let cause = "'\(scan.plan.name)' (\(scan.meaning))"
    func reading(_ metric: String, _ change: ChangeEstimate?, _ sentence: (String) -> String) -> [Reading] {
      guard let change else { return [] }
      let text =
        "\(Wording.number(change.value)) (\(Wording.number(change.low)) to \(Wording.number(change.high)))"
      return [
        .measured(
          by: Self.kind, metric, of: subject, change.interval, confidence: context.confidence,
          message: sentence(text) + ".")
      ]
    }
    let isSymmetric = response.asymmetry.map { !$0.isResolved } ?? false
    return reading("slope", response.slope) {
      "near 0 the signal efficiency of \(model) moves by \($0) per unit of \(cause)"
    }
      + reading("curvature", response.curvature) {
        "the slope of the signal efficiency of \(model) changes by \($0) per unit of \(cause)"
          + (response.curvature.map { !$0.isResolved } ?? false ? ": no curvature is seen" : "")
      }
      + reading("asymmetry", response.asymmetry) {
        let size = Wording.number(scan.plan.size)
        return "the AUC of \(model) at \(size) of \(cause) less that at −\(size) is \($0): "
          + (isSymmetric ? "both signs cost the same within errors" : "the signs do not cost the same")
      }
  }

  /// Changes of the metrics that are measured and not judged by default.
  private func others(
    _ scan: InjectionResponses, _ response: ModelResponse, _ subject: Subject, _ context: AuditContext
  ) -> [Reading] {
    let metrics: [(ResponseMetric, String, String)] = [
      (
        .rejection, "rejection-change", "the logarithm of the background rejection at fixed signal efficiency"
      ),
      (.logLoss, "log-loss-change", "the log loss"), (.brier, "brier-change", "the Brier score"),
      (.calibrationError, "calibration-change", "the expected calibration error"),
    ]
    let distances: [(ResponseMetric, String, String)] = [
      (.scoreKS, "score-ks", "moves the distribution of the scores of"),
      (.flips, "flips", "flips the decision for this fraction of the events of"),
    ]
    let cause = "'\(scan.plan.name)' at the expected size"
    func worst(_ metric: ResponseMetric, least: Double = -.infinity) -> ChangeEstimate? {
      ChangeEstimate.worst(
        of: response.judged(scan.plan).compactMap { $0.changes[metric] }, bySize: true, least: least)?.change
    }
    func text(_ change: ChangeEstimate) -> String {
      "\(Wording.number(change.value)) (\(Wording.number(change.low)) to \(Wording.number(change.high)))"
    }
    let changed = metrics.compactMap { metric, id, words -> Reading? in
      worst(metric).map { change in
        .measured(
          by: Self.kind, id, of: subject, change.interval, confidence: context.confidence,
          message: "\(cause) changes \(words) of '\(response.model)' by \(text(change)).")
      }
    }
    return changed
      + distances.compactMap { metric, id, words -> Reading? in
        worst(metric, least: 0).map { change in
          .measured(
            by: Self.kind, id, of: subject, change.interval, confidence: context.confidence,
            message: "\(cause) \(words) '\(response.model)': \(text(change)).")
        }
      }
  }

  /// The change at the expected size: of both signs the worse one.
  private func change(
    _ metric: String, _ scan: InjectionResponses, _ response: ModelResponse, _ subject: Subject,
    _ context: AuditContext,
    _ value: (ModelResponse.Point) -> ChangeEstimate?
  ) -> Reading {
    let points = response.judged(scan.plan).compactMap { point in value(point).map { (point.strength, $0) } }
    let isLoss = metric == "auc-loss"
    guard let (place, estimate) = ChangeEstimate.worst(of: points.map(\.1), bySize: !isLoss) else {
      return .unmeasured(
        by: Self.kind, metric, of: subject, because: "the working point selects no background",
        message: "'\(response.model)' has no \(metric) under '\(scan.plan.name)'.")
    }
    let size = Wording.number(points[place].0)
    let number = IntervalEstimate(
      value: estimate.value, low: estimate.low, high: estimate.high, confidence: estimate.confidence)
    let value = Wording.number(estimate.value)
    let range = "\(Wording.number(estimate.low)) to \(Wording.number(estimate.high))"
    let model = "'\(response.model)'"
    let cause = "'\(scan.plan.name)' at \(size) (\(scan.meaning))"
    let sentence =
      switch metric {
      case "auc-loss": "\(cause) takes \(value) (\(range)) off the AUC of \(model)"
      case "efficiency-change": "\(cause) changes the signal efficiency of \(model) by \(value) (\(range))"
      default:
        "\(cause) changes the background efficiency of \(model) by \(Wording.percent(number)), relative to what it was"
      }
    return .measured(
      by: Self.kind, metric, of: subject, number, confidence: context.confidence, message: sentence + ".")
  }

  /// What is left of the separation when only one input says something.
  private func sufficiency(
    of input: String, _ scan: InjectionResponses, _ response: ModelResponse, _ subject: Subject,
    _ context: AuditContext
  ) -> Reading {
    guard let kept = response.keptSeparation(scan.plan) else {
      return .unmeasured(
        by: Self.kind, "sufficiency", of: subject, because: "the model separates nothing to begin with",
        message: "What '\(input)' alone carries of '\(response.model)' could not be measured.")
    }
    return .measured(
      by: Self.kind, "sufficiency", of: subject,
      IntervalEstimate(value: kept.value, low: kept.low, high: kept.high, confidence: kept.confidence),
      confidence: context.confidence,
      message:
        "'\(input)' alone carries \(Wording.percent(kept.value)) of the separation of '\(response.model)'"
        + (kept.low > 0.9
          ? ": it knows the label almost by itself, as a leaking column does; check that it is known before the label is."
          : ", all other inputs having the values of other events."))
  }

  /// What is lost when the features say nothing any more.
  private func dependence(
    _ scan: InjectionResponses, _ response: ModelResponse, _ subject: Subject, _ context: AuditContext
  ) -> Reading {
    let names = Wording.names(scan.plan.injection.changed)
    guard let point = response.judged(scan.plan).last, let loss = point.auc?.negated else {
      return .unmeasured(
        by: Self.kind, "dependence", of: subject, because: "the AUC is not defined for these events",
        message: "What '\(response.model)' takes from \(names) could not be measured.")
    }
    let area = response.nominal.baseline.nominal(.auc)?.value ?? 0
    return .measured(
      by: Self.kind, "dependence", of: subject,
      IntervalEstimate(value: loss.value, low: loss.low, high: loss.high, confidence: loss.confidence),
      confidence: context.confidence,
      message:
        "Of its AUC of \(Wording.decimal(area)) '\(response.model)' loses \(Wording.number(loss.value)) "
        + "(\(Wording.number(loss.low)) to \(Wording.number(loss.high))) when \(names) has the values of other events."
    )
  }

  /// The strength at which the first tolerance is left, with the curves.
  private func breakdown(
    _ scan: InjectionResponses, _ response: ModelResponse, _ subject: Subject, _ context: AuditContext
  ) -> Reading {
    // Of many responses only those are drawn that leave a tolerance; the heat maps have all of them.
    let isOneOfMany = context.injections.count * context.scorers.count > Self.manyResponses
    let isDrawn = response.points.count > 1 && !(isOneOfMany && response.breakdown?.point.strength == nil)
    let evidence =
      isDrawn ? curves(scan, response, all: context.injections.count <= Self.fewInjections) : []
    let plan = scan.plan
    let reach = plan.strengths.map(abs).max() ?? 0
    guard let found = response.breakdown, let strength = found.point.strength else {
      return .noted(
        by: Self.kind, "breakdown", of: subject,
        message:
          "'\(response.model)' stays within its tolerances up to \(Wording.number(reach)) of '\(plan.name)' (\(scan.meaning)).",
        evidence: evidence)
    }
    let ends = [found.point.low ?? found.point.searched, found.point.high ?? found.point.searched].map(abs)
    let (low, high) = (min(ends[0], ends[1]), max(ends[0], ends[1]))
    let open = found.point.high == nil ? " or more" : ""
    let ratio = plan.size > 0 ? abs(strength) / plan.size : 0
    return .measured(
      by: Self.kind, "breakdown", of: subject,
      IntervalEstimate(value: abs(strength), low: low, high: high, confidence: context.confidence),
      confidence: context.confidence, unit: scan.unit,
      message:
        "\(found.what) of '\(response.model)' leaves its tolerance at \(Wording.number(strength)) of '\(plan.name)' "
        + "(\(Wording.number(low)) to \(Wording.number(high))\(open); \(scan.meaning)), \(Wording.number(ratio, digits: 2)) "
        + "times the expected size.",
      evidence: evidence)
  }
}

extension ChangeEstimate {
  /// The change with the other sign.
  var negated: ChangeEstimate { scaled(by: -1) }

  /// The change as an estimate with an interval.
  var interval: IntervalEstimate {
    IntervalEstimate(value: value, low: low, high: high, confidence: confidence)
  }
}
