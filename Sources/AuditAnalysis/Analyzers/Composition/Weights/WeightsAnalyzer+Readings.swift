import AuditReport
import AuditStatistics
import Glibc

extension WeightsAnalyzer {
  /// Who carries the weight of a sample.
  func distribution(_ classes: [ClassWeights], of name: String, confidence: Double) -> [Reading] {
    var whole = WeightSpectrum()
    for part in classes { whole.merge(part.spectrum) }
    let subject = Subject(sample: name)
    let tally = whole.tally
    guard tally.rows > 0 else { return [] }
    let isUnit = tally.sum == Double(tally.rows) && tally.squares == Double(tally.rows)
    if isUnit {
      return [
        .noted(
          by: Self.kind, "weights", of: subject,
          message: "every weight of '\(name)' is 1; declare the weight column if there is one",
          evidence: [sums(classes, of: name)])
      ]
    }
    var readings: [Reading] = [
      .noted(
        by: Self.kind, "weights", of: subject,
        message: "the weights of '\(name)' run from \(Wording.number(whole.lightest)) to "
          + "\(Wording.number(abs(whole.heaviest))) in size, n_eff is \(Wording.number(tally.effectiveRows)) of "
          + "\(Wording.count(tally.rows, "row")); judge statistics by n_eff, not by rows",
        evidence: [sums(classes, of: name), concentration(classes, of: name)])
    ]
    if whole.nonFiniteRows > 0 {
      readings.append(
        .measured(
          by: Self.kind, "non-finite-weights", of: subject,
          IntervalEstimate(exactly: Double(whole.nonFiniteRows) / Double(tally.rows + whole.nonFiniteRows)),
          confidence: confidence,
          message:
            "\(Wording.count(whole.nonFiniteRows, "row")) of '\(name)' have a weight that is NaN or infinite; "
            + "leave them out with a selection or repair the file"))
    }
    let zeros = IntervalEstimate(exactly: Double(whole.zeroRows) / Double(tally.rows))
    readings.append(
      .measured(
        by: Self.kind, "zero-weights", of: subject, zeros, confidence: confidence,
        message: "\(Wording.percent(zeros.value)) of the rows of '\(name)' have weight 0"
          + (whole.zeroRows > 0 ? ": they cost time and teach nothing; drop them" : "; nothing to do")))
    if let share = whole.shareOfHeaviest(0.01, confidence: confidence) {
      readings.append(
        .measured(
          by: Self.kind, "heaviest-1pc-share", of: subject, share, confidence: confidence,
          message:
            "the heaviest 1 % of the rows of '\(name)' carry \(Wording.percent(share)) of the weight; where "
            + "this is much, cap or smooth weights, or generate more events there"))
    } else {
      let reason = "1 % of \(Wording.count(tally.rows, "row")) is less than 10 rows"
      readings.append(
        .unmeasured(
          by: Self.kind, "heaviest-1pc-share", of: subject, because: reason,
          message: "what the heaviest 1 % of the rows of '\(name)' carry was not measured: \(reason)"))
    }
    if tally.absoluteSum > 0 {
      let single = IntervalEstimate(exactly: abs(whole.heaviest) / tally.absoluteSum)
      readings.append(
        .measured(
          by: Self.kind, "heaviest-event-share", of: subject, single, confidence: confidence,
          message: "the heaviest event of '\(name)', of weight \(Wording.number(whole.heaviest)), carries "
            + "\(Wording.percent(single.value)) of the weight; look at it if a single event should not matter"
        ))
    }
    return readings
  }

  /// What each feature tells of the weight.
  func learnable(
    _ dependence: [(feature: String, value: IntervalEstimate)], of name: String, confidence: Double
  ) -> [Reading] {
    dependence.map { feature, value in
      let judged = value.low > 0 ? "tells" : "does not visibly tell"
      return .measured(
        by: Self.kind, "weight-correlation", of: Subject(feature: feature, sample: name), value,
        confidence: confidence,
        message: "'\(feature)' \(judged) the weight within the classes of '\(name)' (correlation ratio "
          + "\(Wording.number(value.value)), interval \(Wording.number(value.low)) to \(Wording.number(value.high))); "
          + "with a large value never train without the weights, and check that this dependence is intended")
    }
  }

  /// What the class tells of the weight.
  func classDependence(_ value: IntervalEstimate, of name: String, in context: AuditContext) -> Reading {
    .measured(
      by: Self.kind, "weight-class-correlation", of: Subject(category: context.label, sample: name), value,
      confidence: context.confidence,
      message:
        "the class \(value.low > 0 ? "tells" : "does not visibly tell") the weight in '\(name)' (correlation "
        + "ratio \(Wording.number(value.value))); keep the weight and what it is made of out of the inputs")
  }

  private func sums(_ classes: [ClassWeights], of name: String) -> Evidence {
    let rows = classes.map { part -> [Table.Cell] in
      let tally = part.spectrum.tally
      return [
        .text(part.name ?? "all"), .number(Double(tally.rows)), .finite(tally.sum),
        .finite(tally.rows > 0 ? tally.sum / Double(tally.rows) : nil), .finite(tally.effectiveRows),
        .number(Double(tally.negativeRows)), .number(Double(part.spectrum.zeroRows)),
        .finite(part.spectrum.quantile(0.01)), .finite(part.spectrum.quantile(0.5)),
        .finite(part.spectrum.quantile(0.99)), .finite(part.spectrum.heaviest),
      ]
    }
    return .table(
      Table(
        title: "Weights of '\(name)'",
        columns: [
          "class", "rows", "sum", "mean", "n_eff", "negative rows", "zero rows", "1 % of |w|",
          "median of |w|",
          "99 % of |w|", "heaviest",
        ], rows: rows,
        caption:
          "Sums of weights per class set what the training believes the classes are worth; quantiles of the "
          + "size of the weights are exact to 0.2 %."))
  }

  private func concentration(_ classes: [ClassWeights], of name: String) -> Evidence {
    .curve(
      Curve(
        title: "Concentration of the weights of '\(name)'", xLabel: "share of the rows, heaviest first",
        yLabel: "share of the sum of |w|",
        series: classes.compactMap { part in
          let points = part.spectrum.concentration(points: 60)
          guard points.count > 1 else { return nil }
          return Curve.Series(
            name: part.name ?? "all",
            points: points.map { Curve.Point(x: $0.rows, y: $0.weight, low: $0.weight, high: $0.weight) })
        },
        caption: "A straight line means equal weights; a steep start means that few events decide."))
  }
}
