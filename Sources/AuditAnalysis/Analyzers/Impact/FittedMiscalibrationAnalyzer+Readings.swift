import AuditReport
import AuditStatistics

extension FittedMiscalibrationAnalyzer {
  /// The table of all, the mix, then the sizes and the safety factors one by one.
  func readings(
    _ fits: [FittedTarget], _ safety: [SafetyFactor], _ comparison: SampleComparison, _ pair: ImpactPair,
    _ subject: Subject, in context: AuditContext
  ) -> [Reading] {
    var readings = [
      Reading.noted(
        by: Self.kind, "calibrations", of: subject,
        message: summary(fits, comparison), evidence: evidence(fits, safety, pair, context))
    ]
    if comparison.mix.isFitted {
      readings.append(
        .noted(
          by: Self.kind, "preferred-mix", of: subject,
          message: "The process fractions that fit the data best."
            + (comparison.mix.strain > 4
              ? " They contradict yields known to \(Wording.number(100 * mixUncertainty)) % (χ²/ndf \(Wording.number(comparison.mix.strain, digits: 2))): a part may be missing, or mixUncertainty too small."
              : ""),
          evidence: [mix(comparison.mix, pair)]))
    }
    for fit in fits { readings += sizes(fit, pair, subject, context) }
    for factor in safety { readings.append(reading(factor, pair, subject, context)) }
    return readings
  }

  private func summary(_ fits: [FittedTarget], _ comparison: SampleComparison) -> String {
    let count = fits.count { !$0.hypotheses.isEmpty && !$0.target.isGroup }
    let mix =
      comparison.mix.isFitted
      ? "with free process fractions"
      : "with the process fractions as simulated, so that another mix would look like a miscalibration"
    return
      "Best-fit scale, offset and smearing of \(Wording.count(count, "feature")), \(mix). That the difference is a "
      + "miscalibration is an assumption; the KS distance that is left shows how good it is."
  }

  /// Subject of a size: the feature, or the group under its name.
  private func subject(_ fit: FittedTarget.Target, _ pair: Subject) -> Subject {
    Subject(
      feature: fit.isGroup ? nil : fit.name, simulation: pair.simulation, data: pair.data,
      miscalibration: fit.isGroup ? fit.name : nil)
  }

  /// What data prefer of one feature or group.
  private func sizes(_ fit: FittedTarget, _ pair: ImpactPair, _ of: Subject, _ context: AuditContext)
    -> [Reading]
  {
    let subject = subject(fit.target, of)
    if let reason = fit.reason {
      // Counts and bounded features are no failure of the fit.
      return [
        .noted(
          by: Self.kind, "preferred-scale", of: subject,
          message: "No fit of '\(fit.target.name)': \(reason).", evidence: [])
      ]
    }
    let unit = unit(fit, pair, context)
    func untold(_ kind: CalibrationKind, _ beside: String = "") -> Reading {
      let what = kind == .smear ? "smearing" : kind.rawValue
      return .noted(
        by: Self.kind, "preferred-\(kind.rawValue)", of: subject,
        message: "No \(what) of '\(fit.target.name)' was fitted\(beside): \(fit.whyUntold(kind)).",
        evidence: [])
    }
    var readings = fit.locations.map { location in
      guard let hypothesis = fit.hypotheses.first(where: { $0.location == location }) else {
        return untold(location)
      }
      return Reading.measured(
        by: Self.kind, "preferred-\(location.rawValue)", of: subject, hypothesis.estimate,
        confidence: context.confidence, message: sentence(fit, hypothesis, unit))
    }
    if let best = fit.hypotheses.first, let smear = best.smear {
      let width = fit.isRelative ? "of the value" : unit.trimmingPrefix(" ").description
      let narrower = smear.value < 0
      readings.append(
        .measured(
          by: Self.kind, "preferred-smear", of: subject, smear, confidence: context.confidence,
          message:
            "In addition to the \(best.location.rawValue), the best fit has '\(fit.target.name)' "
            + (narrower ? "narrower, as if a smearing of " : "smeared by ")
            + "\(Wording.short(abs(smear.value)))\(width.isEmpty ? "" : " " + width) "
            + (narrower ? "were taken away " : "")
            + "(\(Wording.short(smear.low)) to \(Wording.short(smear.high)), squares added; below 0: narrower)."
        ))
    } else {
      let beside = fit.hypotheses.first.map { " beside the \($0.location.rawValue)" } ?? ""
      readings.append(untold(.smear, beside))
    }
    return readings
  }

  private func unit(_ fit: FittedTarget, _ pair: ImpactPair, _ context: AuditContext) -> String {
    let units = fit.target.features.map { place in
      context.features.first { $0.name == pair.features[place] }?.unit
    }
    guard let first = units.first ?? nil, units.allSatisfy({ $0 == first }) else { return "" }
    return " " + first
  }

  private func sentence(_ fit: FittedTarget, _ hypothesis: FittedTarget.Hypothesis, _ unit: String) -> String
  {
    let estimate = hypothesis.estimate
    let half = (estimate.high - estimate.low) / 2
    let places = half > 0 ? Wording.places(of: half) : 3
    let size =
      hypothesis.location == .scale
      ? "scale \(Wording.decimal(1 + estimate.value, places)) ± \(Wording.decimal(half, places))"
      : "offset \(Wording.decimal(estimate.value, places)) ± \(Wording.decimal(half, places))\(unit)"
    let whose = fit.target.isGroup ? "'\(fit.target.name)' as a whole" : "'\(fit.target.name)'"
    let isBest = hypothesis.location == fit.hypotheses.first?.location
    return
      "Best fit: \(size) for \(whose); KS \(Wording.decimal(fit.before)) → \(Wording.decimal(hypothesis.after))"
      + (hypothesis.misfit > 3
        ? ", which is not all: χ²/ndf is \(Wording.number(hypothesis.misfit, digits: 2)) afterwards" : "")
      + (isBest || fit.hypotheses.count < 2
        ? "."
        : fit.hypotheses[0].location == .offset
          ? "; an offset describes it better." : "; a scale describes it better.")
  }

  private func reading(
    _ factor: SafetyFactor, _ pair: ImpactPair, _ of: Subject, _ context: AuditContext
  ) -> Reading {
    let subject = Subject(
      simulation: of.simulation, data: of.data, model: factor.model,
      miscalibration: "\(factor.kind.rawValue)/\(factor.target.name)")
    let whose = "best-fit \(factor.kind.rawValue) of '\(factor.target.name)'"
    let estimate: IntervalEstimate
    switch factor.result {
    case .measured(let measured): estimate = measured
    case .none(let reason):
      return .noted(
        by: Self.kind, "safety-factor", of: subject,
        message: "'\(factor.model)': no safety factor for the \(whose): \(reason).", evidence: [])
    case .tooLarge(let reason):
      return .unmeasured(
        by: Self.kind, "safety-factor", of: subject, because: reason,
        message: "'\(factor.model)': no safety factor for the \(whose): \(reason).")
    }
    // Beyond the largest factor that is looked for only the lower end says something.
    let times =
      factor.breakdown == nil || estimate.high >= SafetyFactor.largest
      ? "at least \(Wording.number(estimate.low))"
      : "\(Wording.number(estimate.value)) (\(Wording.number(estimate.low)) to \(Wording.number(estimate.high)))"
    let message =
      "'\(factor.model)' tolerates \(times) times the \(whose)"
      + (factor.breakdown.map { point in
        ": \(factor.what ?? "a change") leaves its tolerance at \(Wording.number(point.strength ?? 0))."
      } ?? ".")
    return .measured(
      by: Self.kind, "safety-factor", of: subject, estimate, confidence: context.confidence, message: message)
  }

  // MARK: Evidence

  private func evidence(
    _ fits: [FittedTarget], _ safety: [SafetyFactor], _ pair: ImpactPair, _ context: AuditContext
  ) -> [Evidence] {
    let models = context.scorers.map(\.name)
    func text(_ estimate: IntervalEstimate?) -> Table.Cell {
      guard let estimate else { return .empty }
      let half = (estimate.high - estimate.low) / 2
      guard half > 0 else { return .text(Wording.short(estimate.value)) }
      let places = Wording.places(of: half)
      return .text("\(Wording.decimal(estimate.value, places)) ± \(Wording.decimal(half, places))")
    }
    let rows = fits.filter { !$0.hypotheses.isEmpty }.map { fit -> [Table.Cell] in
      let name: Table.Cell = .text(fit.target.isGroup ? "\(fit.target.name) (group)" : fit.target.name)
      let best = fit.hypotheses.first
      let factors = models.map { model -> Table.Cell in
        let factor = safety.first {
          $0.model == model && $0.target.name == fit.target.name && $0.kind == best?.location
        }
        guard let factor, case .measured(let estimate) = factor.result else { return .empty }
        return .text(
          factor.breakdown == nil
            ? "> \(Wording.number(estimate.low, digits: 2))"
            : "\(Wording.number(estimate.value, digits: 2)) (from \(Wording.number(estimate.low, digits: 2)))"
        )
      }
      return [
        name, .text(best?.location.rawValue ?? ""), text(fit.size(.scale)), text(fit.size(.offset)),
        best?.untold == nil ? text(fit.size(.smear)) : .text("not constrained"), .number(fit.before),
        best.map { .number($0.after) } ?? .empty,
      ] + factors
    }
    var evidence: [Evidence] = [
      .table(
        Table(
          title: "Best-fit miscalibrations",
          columns: [
            "feature", "best described by", "scale", "offset", "smearing", "KS before", "KS after",
          ] + models.map { "safety factor of \($0)" }, rows: rows,
          caption:
            "Each of scale and offset is fitted as if it alone had moved the values, with a smearing where the data constrain it; ± is half of the "
            + "\(Wording.percent(context.confidence)) interval. Scale and relative smearing: parts of the value. Safety factor: ratio of the tolerated to the best-fit size; below 2 there is no margin for error."
        ))
    ]
    let combined = fits.filter { $0.combination != nil }
    if !combined.isEmpty {
      evidence.append(
        .table(
          Table(
            title: "Scale and offset together",
            columns: ["feature", "scale", "offset", "KS before", "KS after"],
            rows: combined.map { fit in
              [
                .text(fit.target.name), text(fit.combination?.scale), text(fit.combination?.offset),
                .number(fit.before), fit.combination.map { .number($0.after) } ?? .empty,
              ]
            },
            caption:
              "Only for features whose shape distinguishes the two; for all others they are degenerate."
          )))
    }
    return evidence
  }

  private func mix(_ mix: ComponentMix, _ pair: ImpactPair) -> Evidence {
    .table(
      Table(
        title: "Mix of the simulation",
        columns: ["process", "as simulated", "best fit", "from", "to", "assumed"],
        rows: pair.components.indices.map { index in
          let interval = mix.intervals[index]
          return [
            .text(pair.components[index]), .number(mix.nominal[index]), .number(interval.value),
            .number(interval.low), .number(interval.high),
            .text("\(Int((100 * mix.assumedParts[index]).rounded())) %"),
          ]
        },
        caption:
          "From all features together, each with a calibration of its own, and from yields known to \(Wording.number(100 * mixUncertainty)) % beforehand (mixUncertainty); assumed: the part of the variance that comes from the latter. It holds where data have no part that simulation lacks."
      ))
  }
}

extension Wording {
  /// Decimals with which two significant digits of an error are shown.
  static func places(of error: Double) -> Int {
    guard error > 0, error.isFinite else { return 3 }
    var places = 0
    var scaled = error
    while scaled < 9.5, places < 10 {
      scaled *= 10
      places += 1
    }
    return places
  }
}
