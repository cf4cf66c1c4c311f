import AuditReport
import AuditStatistics

extension ReweightingAnalyzer {
  /// What is to be known of the ratio of one pair of samples.
  func readings(
    _ result: ReweightingExamination, _ rows: ComparedRows, _ subject: Subject, in context: AuditContext
  ) -> [Reading] {
    let confidence = context.confidence
    func measured(
      _ metric: String, _ number: IntervalEstimate, _ message: String, _ evidence: [Evidence] = []
    )
      -> Reading
    {
      .measured(
        by: Self.kind, metric, of: subject, number, confidence: confidence, message: message,
        evidence: evidence)
    }
    let closure = result.closureAfter.interval(confidence: confidence)
    let start = result.closureBefore.interval(confidence: confidence)
    let loss = 1 - result.after.effectiveRows / result.before.effectiveRows
    let cut =
      result.ratio.cutOff > 0
      ? "; \(Wording.percent(result.ratio.cutOff)) of simulation has its ratio cut off at \(Wording.number(largest))"
      : ""
    var readings = [
      measured(
        "closure-auc",
        IntervalEstimate(
          value: result.closureAfter.value, low: closure.low, high: closure.high, confidence: confidence),
        "With the weights as they are written, an independent classifier, on events that neither was learned from, tells data from "
          + "'\(subject.simulation ?? "")' with \(Wording.area(result.closureBefore.value, start.low, start.high)) before "
          + "and \(Wording.area(result.closureAfter.value, closure.low, closure.high)) after reweighting."
          + TwoSampleAnalyzer.onNegativeWeights(rows), [ratioCurve(result)]),
      measured(
        "reweighting-loss", IntervalEstimate(exactly: loss),
        "Reweighted, '\(subject.simulation ?? "")' has n_eff \(Wording.number(result.after.effectiveRows)) instead of "
          + "\(Wording.number(result.before.effectiveRows))\(cut)."),
      measured(
        "largest-weight", IntervalEstimate(exactly: result.largestShare),
        "The heaviest event carries \(Wording.percent(result.largestShare)) of the reweighted "
          + "'\(subject.simulation ?? "")'."),
    ]
    if let slope = result.slope {
      readings.append(
        measured(
          "ratio-slope", slope,
          "Calibration slope of the density ratio: \(Wording.number(slope.value)) (\(Wording.number(slope.low)) to "
            + "\(Wording.number(slope.high))); \(monotony(result)).",
          [ratioTable(result)]))
    } else if result.isSeparated {
      readings.append(
        .unmeasured(
          by: Self.kind, "ratio-slope", of: subject, because: "the estimated ratio separates the samples",
          message:
            "The calibration slope of the density ratio could not be measured: the ratio separates "
            + "the samples, so that reweighting cannot make one of the other."))
    } else {
      readings.append(
        .noted(
          by: Self.kind, "ratio-slope", of: subject,
          message:
            "The estimated ratio varies too little for a calibration slope: there is little to reweight.",
          evidence: [ratioTable(result)]))
    }
    readings += result.residuals.enumerated().map { place, residual in
      .measured(
        by: Self.kind, "residual-ks",
        of: Subject(feature: residual.feature, simulation: subject.simulation, data: subject.data),
        residual.after, confidence: confidence, pValue: residual.after.pValue,
        message:
          "Reweighting takes the KS distance of '\(residual.feature)' from \(Wording.number(residual.before)) to "
          + "\(Wording.number(residual.after.value)).",
        evidence: place == 0 ? [residualTable(result)] : [])
    }
    return readings
  }

  /// Whether the measured ratio rises with the estimated one.
  private func monotony(_ result: ReweightingExamination) -> String {
    let pairs = zip(result.bins, result.bins.dropFirst())
    let falls = pairs.count { $1.measured.high < $0.measured.low }
    return falls == 0
      ? "measured in \(result.bins.count) ranges of it, it nowhere falls beyond its errors"
      : "measured in \(result.bins.count) ranges of it, it falls \(falls == 1 ? "once" : "\(falls) times") where it should rise"
  }

  private func ratioCurve(_ result: ReweightingExamination) -> Evidence {
    let ends = [result.bins.first?.estimated, result.bins.last?.estimated].compactMap { $0 }
    var series = [
      Curve.Series(
        name: "measured",
        points: result.bins.map {
          Curve.Point(x: $0.estimated, y: $0.measured.value, low: $0.measured.low, high: $0.measured.high)
        })
    ]
    if ends.count == 2 {
      series.append(
        Curve.Series(name: "as estimated", points: ends.map { Curve.Point(x: $0, y: $0, low: $0, high: $0) }))
    }
    return .curve(
      Curve(
        title: "Is the ratio what it says?", xLabel: "estimated data/simulation",
        yLabel: "measured data/simulation",
        series: series,
        caption:
          "On events that the ratio was not learned from. Points below the line on the right: it exaggerates."
      ))
  }

  private func ratioTable(_ result: ReweightingExamination) -> Evidence {
    .table(
      Table(
        title: "Estimated and measured ratio", columns: ["estimated", "measured", "low", "high"],
        rows: result.bins.map {
          [
            .finite($0.estimated), .finite($0.measured.value), .finite($0.measured.low),
            .finite($0.measured.high),
          ]
        }, caption: "Ranges of the estimated ratio with like numbers of rows."))
  }

  private func residualTable(_ result: ReweightingExamination) -> Evidence {
    .table(
      Table(
        title: "KS distance before and after reweighting",
        columns: ["feature", "before", "after", "low", "high"],
        rows: result.residuals.map {
          [
            .text($0.feature), .number($0.before), .finite($0.after.value), .finite($0.after.low),
            .finite($0.after.high),
          ]
        },
        caption:
          "The weights are taken as they are: intervals are those of the events. A feature that gets worse was "
          + "spoilt to improve others."))
  }
}
