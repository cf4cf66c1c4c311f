import AuditReport
import AuditStatistics

extension RegionsAnalyzer {
  /// One reading for all regions that were looked at, and two for each that was confirmed; one for the first where none was, so that
  /// a gate has reviewed it before chance confirms one.
  func readings(_ pair: Measured, in context: AuditContext) -> [Reading] {
    let subject = Subject(
      simulation: context.samples[pair.simulation].name, data: context.samples[pair.data].name)
    if let fault = pair.fault {
      return [
        .unmeasured(
          by: Self.kind, "region-difference", of: subject, because: fault,
          message: "Regions could not be looked for: \(fault).")
      ]
    }
    let alpha = 1 - context.confidence
    let confirmed = pair.regions.filter { $0.adjusted < alpha }
      .sorted { abs($0.ratio.difference.value) > abs($1.ratio.difference.value) }
    var readings: [Reading] = [summary(pair, confirmed.count, subject, context)]
    if confirmed.isEmpty {
      var first = subject
      first.other = "1"
      readings.append(
        .noted(
          by: Self.kind, "region-difference", of: first,
          message: "No region was confirmed where data and '\(subject.simulation ?? "")' differ.",
          evidence: []))
    }
    for (place, region) in confirmed.enumerated() {
      let ratio = region.ratio
      readings.append(
        reading("region-difference", ratio.difference, region, place, subject, context))
      if let quotient = ratio.ratio {
        readings.append(reading("region-ratio", quotient, region, place, subject, context))
      }
    }
    return readings
  }

  /// A number of a confirmed region. Its words depend on the sample; its rank is what two runs have in common, and so its id.
  private func reading(
    _ metric: String, _ number: IntervalEstimate, _ region: MeasuredRegion, _ place: Int, _ subject: Subject,
    _ context: AuditContext
  ) -> Reading {
    var ranked = subject
    ranked.other = "\(place + 1)"
    var reading = Reading.measured(
      by: Self.kind, metric, of: ranked, number, confidence: context.confidence, pValue: region.adjusted,
      message: sentence(region, subject))
    reading.subject.other = region.words
    return reading
  }

  /// `pt < 32 && abs(eta) > 2.1: data/simulation 1.43 (1.33 to 1.54), 2.3 % of data, 1.6 % of simulation.`
  private func sentence(_ region: MeasuredRegion, _ subject: Subject) -> String {
    let ratio = region.ratio
    let quotient =
      ratio.ratio.map {
        "data/simulation \(Wording.number($0.value)) (\(Wording.number($0.low)) to \(Wording.number($0.high)))"
      } ?? "data are here, and simulation may have nothing"
    let difference = ratio.difference
    return "\(region.words): \(quotient), \(Wording.percent(ratio.data.value)) of data and "
      + "\(Wording.percent(ratio.simulation.value)) of '\(subject.simulation ?? "")', a difference of "
      + "\(Wording.number(100 * difference.value)) % (\(Wording.number(100 * difference.low)) to "
      + "\(Wording.number(100 * difference.high)) %)."
  }

  private func summary(
    _ pair: Measured, _ confirmed: Int, _ subject: Subject, _ context: AuditContext
  ) -> Reading {
    let looked =
      "\(Wording.count(pair.rows.simulation)) simulated and \(Wording.count(pair.rows.data)) recorded rows"
    let words: String
    if pair.regions.isEmpty {
      words = "No region of up to \(Wording.count(cuts, "cut")) stands out among \(looked)"
    } else if confirmed == 0 {
      words =
        "None of \(Wording.count(pair.regions.count, "region")) found on one half of \(looked) was confirmed by the "
        + "other half"
    } else {
      words =
        "\(confirmed) of \(Wording.count(pair.regions.count, "region")) found on one half of \(looked) "
        + "\(confirmed == 1 ? "was" : "were") confirmed by the other half"
    }
    return .noted(
      by: Self.kind, "regions", of: subject,
      message: "\(words), at a probability of \(Wording.percent(1 - context.confidence)) for any false one.",
      evidence: pair.regions.isEmpty ? [] : [table(pair)])
  }

  private func table(_ pair: Measured) -> Evidence {
    .table(
      Table(
        title: "Regions where data and simulation differ most",
        columns: ["p (all regions)", "data/simulation", "of data", "of simulation", "region"],
        rows: pair.regions.sorted {
          abs($0.ratio.difference.value) > abs($1.ratio.difference.value)
        }.map { region in
          let ratio = region.ratio
          return [
            PanelSummary.number(region.adjusted),
            ratio.ratio.map {
              .text(
                "\(Wording.number($0.value)) (\(Wording.number($0.low)) to \(Wording.number($0.high)))")
            } ?? .empty,
            .text(Wording.percent(ratio.data.value)), .text(Wording.percent(ratio.simulation.value)),
            .text(region.words),
          ]
        },
        caption:
          "Found on one half of the rows and measured on the other; intervals hold for all of them at once, "
          + "p-values are corrected for their number. A region can be pasted into 'select'. Each was looked for after "
          + "simulation had been scaled to data inside those found before."))
  }
}
