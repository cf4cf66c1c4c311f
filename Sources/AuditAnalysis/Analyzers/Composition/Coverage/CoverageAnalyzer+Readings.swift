import AuditReport
import AuditSamples
import AuditStatistics

extension CoverageAnalyzer {
  /// Range and gaps of one feature.
  func readings(
    _ coverage: FeatureCoverage, of feature: String, _ sample: Int, _ reference: Int, in context: AuditContext
  ) -> [Reading] {
    let names = (context.samples[reference].name, context.samples[sample].name)
    let subject = subject(feature, sample, reference, in: context)
    guard let range = coverage.range, let outside = coverage.outside else {
      return [
        .unmeasured(
          by: Self.kind, "outside-training-range", of: subject,
          because:
            "'\(feature)' has no values with a positive sum of weights in '\(names.0)' or '\(names.1)'",
          message:
            "'\(feature)' cannot be compared: '\(names.0)' or '\(names.1)' has no values of it with a positive "
            + "sum of weights; leave it out, fill it or check the weights")
      ]
    }
    var readings: [Reading] = [
      .measured(
        by: Self.kind, "outside-training-range", of: subject, outside, confidence: context.confidence,
        message: "\(Wording.percent(outside)) of '\(names.1)' has '\(feature)' outside of "
          + "\(Wording.number(range.lowerBound, digits: 4)) to "
          + "\(Wording.number(range.upperBound, digits: 4)), where 99.8 % of '\(names.0)' lies"
          + "; where this is much, generate there or cut there")
    ]
    guard let uncovered = coverage.uncovered else {
      readings.append(
        .unmeasured(
          by: Self.kind, "uncovered", of: subject, because: "'\(names.0)' has too few effective events",
          message:
            "gaps of '\(feature)' cannot be looked for: '\(names.0)' has too few effective events; get more"))
      return readings
    }
    readings.append(
      .measured(
        by: Self.kind, "uncovered", of: subject, uncovered, confidence: context.confidence,
        message: coverage.gaps.isEmpty
          ? "no gap of '\(names.0)' was found along '\(feature)' where '\(names.1)' has events; "
            + Self.blindness(uncovered, coverage.smallestGap, names.1)
          : "\(Wording.percent(uncovered)) of '\(names.1)' lies where the density of '\(names.0)' along '\(feature)' is below a "
            + "tenth of that of '\(names.1)', most at \(place(coverage.gaps, of: feature)); generate there or cut it away",
        evidence: coverage.gaps.isEmpty ? [] : [gaps(coverage, of: feature, names)]))
    return readings
  }

  /// Regions in several features.
  func reading(_ coverage: JointCoverage, _ sample: Int, _ reference: Int, in context: AuditContext)
    -> Reading
  {
    let names = (context.samples[reference].name, context.samples[sample].name)
    let subject = subject(nil, sample, reference, in: context)
    guard let uncovered = coverage.uncovered else {
      return .unmeasured(
        by: Self.kind, "uncovered", of: subject,
        because: "the sum of weights of '\(names.1)' is not positive",
        message:
          "joint coverage of '\(names.1)' cannot be measured: its weights have no positive sum; check them")
    }
    guard let worst = coverage.regions.first else {
      return .measured(
        by: Self.kind, "uncovered", of: subject, uncovered, confidence: context.confidence,
        message: "no region of the features was found where '\(names.1)' lives and '\(names.0)' does not; "
          + Self.blindness(uncovered, coverage.smallestGap, names.1))
    }
    return .measured(
      by: Self.kind, "uncovered", of: subject, uncovered, confidence: context.confidence,
      message:
        "\(Wording.percent(uncovered)) of '\(names.1)' lies where the density of '\(names.0)' is below a tenth of its own, most at "
        + "\(worst.words): \(Wording.percent(worst.share.value)) of '\(names.1)', n_eff "
        + "\(Wording.number(worst.effectiveRows)) in '\(names.0)'; generate there or cut it away",
      evidence: [
        .table(
          Table(
            title: "Regions of '\(names.1)' that '\(names.0)' does not cover",
            columns: [
              "region", "share of \(names.1)", "low", "high", "share of \(names.0)", "n_eff in \(names.0)",
            ],
            rows: coverage.regions.map {
              [
                .text($0.words), .finite($0.share.value), .finite($0.share.low), .finite($0.share.high),
                .finite($0.referenceShare), .finite($0.effectiveRows),
              ]
            },
            caption:
              "Found on one half of the rows and measured on the other. A region can be pasted into 'select'. "
              + "Regions may overlap."))
      ])
  }

  /// What could have been missed.
  private static func blindness(_ uncovered: IntervalEstimate, _ smallestGap: Double, _ name: String)
    -> String
  {
    let seen = "gaps that hold less than \(Wording.percent(smallestGap)) of '\(name)' would not be seen"
    return uncovered.high > smallestGap * 1.001
      ? "up to \(Wording.percent(uncovered.high)) of '\(name)' is not certainly covered, and \(seen)" : seen
  }

  private func subject(
    _ feature: String?, _ sample: Int, _ reference: Int, in context: AuditContext
  ) -> Subject {
    context.samples[sample].role == .data
      ? Subject(
        feature: feature, simulation: context.samples[reference].name, data: context.samples[sample].name)
      : Subject(
        feature: feature, sample: context.samples[sample].name, other: context.samples[reference].name)
  }

  private func place(
    _ gaps: [(low: Float?, high: Float?, share: Double, effectiveRows: Double)], of feature: String
  ) -> String {
    guard let widest = gaps.max(by: { $0.share < $1.share }) else { return feature }
    let name = ColumnExpression.quoted(feature)
    let parts = [
      widest.low.map { "\(name) >= \(Wording.operand(Double($0)))" },
      widest.high.map { "\(name) < \(Wording.operand(Double($0)))" },
    ].compactMap { $0 }
    return parts.joined(separator: " && ")
  }

  private func gaps(_ coverage: FeatureCoverage, of feature: String, _ names: (String, String)) -> Evidence {
    .table(
      Table(
        title: "Gaps of '\(names.0)' along '\(feature)'",
        columns: ["from", "to", "share of \(names.1)", "n_eff in \(names.0)"],
        rows: coverage.gaps.prefix(40).map {
          [
            .finite($0.low.map(Double.init)), .finite($0.high.map(Double.init)), .finite($0.share),
            .finite($0.effectiveRows),
          ]
        },
        caption: "Bins were made on one half of '\(names.1)' and filled with the other; open ends are empty.")
    )
  }
}
