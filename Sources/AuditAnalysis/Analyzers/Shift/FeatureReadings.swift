import AuditReport
import AuditStatistics

// What is said of one feature of one simulation and of the data.
extension ShiftAnalyzer {
  func readings(of pair: FeaturePair, plan: ResamplingPlan) -> [Reading] {
    let suspects = pair.suspects
    let others = suspects.isEmpty ? pair : pair.leavingOut(suspects)
    let without = suspects.isEmpty ? [] : measured(of: others, plan: plan)
    return measured(of: pair, plan: plan).explained(
      by: pair, suspects: suspects, without: without, of: others)
  }

  private func measured(of pair: FeaturePair, plan: ResamplingPlan) -> [Reading] {
    let missing = missingReading(of: pair, plan: plan).deciding(
      pair.comparison.parts(
        (pair.simulation.missingProportion.effectiveRows, pair.data.missingProportion.effectiveRows)))
    let likely = binning(of: pair.simulation.coarse, pair.data.coarse, pair.feature)
    guard
      let comparison = Comparison(
        simulation: pair.simulation, data: pair.data, cells: plan.cells, edges: likely?.edges ?? [])
    else {
      let reason = pair.reasonForNoComparison
      return [
        pair.comparison.reading(
          "ks", feature: pair.feature.name, .inconclusive(reason: reason),
          "\(pair.name) could not be compared: \(reason).")
      ] + missing
    }
    let readings =
      distances(of: pair, comparison, plan: plan) + binned(pair, comparison, plan: plan)
      + location(of: pair, comparison, plan: plan)
    return
      readings.deciding(pair.comparison.parts((pair.simulation.effectiveRows, pair.data.effectiveRows)))
      + missing
  }

  /// KS and Wasserstein-1.
  private func distances(
    of pair: FeaturePair, _ comparison: Comparison, plan: ResamplingPlan
  ) -> [Reading] {
    let style = NumberStyle.plain
    let ks = comparison.kolmogorovSmirnov
    let shifts = ShiftDistances(
      cells: comparison.cells, kolmogorovSmirnov: ks.distance, wasserstein: comparison.wasserstein,
      width: pair.simulation.giniWidth, plan: plan)
    // Of a tail that few events carry no interval covers.
    let isCarried = (shifts?.carriers ?? 0) >= ShiftDistances.fewestCarriers
    let reason =
      isCarried
      ? Reading.tooFewEvents
      : shifts.map {
        "\(style.significant($0.carriers, digits: 2)) effective events in the tail carry the error; "
          + "\(Int(ShiftDistances.fewestCarriers)) are needed"
      } ?? Reading.tooFewEvents
    // The direction of the cut: with F_S > F_D, data has more events above the position.
    let cut = "\(pair.feature.name) > \(style.significant(ks.position, digits: 4))\(pair.unitSuffix)"
    let relation = ks.difference < 0 ? "more" : "less"
    var readings = [
      pair.reading(
        "ks", shifts?.kolmogorovSmirnov,
        "The cut \(cut) keeps \(style.percentagePoints(ks.distance)) \(relation) of simulation than of data: no other "
          + "one-sided cut has a larger error of the efficiency.",
        evidence: histogram(of: pair).map { [$0] } ?? []),
      pair.reading(
        "wasserstein", isCarried ? shifts?.wasserstein : nil, unit: pair.feature.unit,
        "On average an event must be shifted by \(style.significant(comparison.wasserstein, digits: 3))"
          + "\(pair.unitSuffix) in \(pair.name) to turn simulation into data.", because: reason),
    ]
    if let widths = comparison.wassersteinInWidths {
      readings.append(
        pair.reading(
          "wasserstein-sigma", isCarried ? shifts?.wassersteinInWidths : nil,
          "W₁ of \(pair.name) is \(style.significant(widths, digits: 3)) of the width of simulation.",
          because: reason))
    }
    return readings
  }

  /// Jensen-Shannon, PSI, χ².
  private func binned(_ pair: FeaturePair, _ comparison: Comparison, plan: ResamplingPlan) -> [Reading] {
    let style = NumberStyle.plain
    let missing = (simulation: pair.simulation.missing.total, data: pair.data.missing.total)
    let shifts = BinnedShifts(cells: comparison.cells, bins: 20, missing: missing, plan: plan)
    let reason =
      comparison.cells.upper.count == 1 ? "all values are equal in both samples" : Reading.tooFewEvents
    var readings = [
      pair.reading(
        "jensen-shannon", shifts?.jensenShannon,
        "The Jensen-Shannon distance of \(pair.name) is "
          + "\(style.significant(shifts?.jensenShannon.value ?? 0, digits: 3)) on a scale from 0 to 1.",
        because: reason),
      pair.reading(
        "psi", shifts?.stabilityIndex,
        "The population stability index of \(pair.name) is "
          + "\(style.significant(shifts?.stabilityIndex.value ?? 0, digits: 3)).", because: reason),
    ]
    if let test = shifts?.chiSquare {
      readings.append(pair.reading("chi2-ndf", test.reduced, test.sentence(pair.name)))
    }
    return readings
  }
}

extension FeaturePair {
  /// Name in sentences.
  var name: String { feature.name }

  /// ` GeV`, or nothing.
  var unitSuffix: String { feature.unit.map { " " + $0 } ?? "" }

  /// Why there is nothing to compare.
  var reasonForNoComparison: String {
    for (name, distribution) in [(comparison.simulation, simulation), (comparison.data, data)] {
      if distribution.rows == 0 { return "\(name) has no value, all its rows are missing" }
      if !distribution.isNormalisable {
        return "the weights of \(name) where the feature has a value add up to "
          + "\(NumberStyle.plain.significant(distribution.sumOfWeights, digits: 3)), and fractions need more than 0"
      }
    }
    return "one of the samples has too few rows"
  }

  /// A reading of the feature; inconclusive without an interval.
  func reading(
    _ metric: String, _ estimate: IntervalEstimate?, unit: String? = nil, _ message: String,
    evidence: [Evidence] = [], because reason: String = Reading.tooFewEvents
  ) -> Reading {
    comparison.reading(
      metric, feature: feature.name, Reading.Outcome(estimate, unit: unit, because: reason), message,
      evidence: evidence)
  }
}

extension ChiSquareShift {
  /// What it is, in a sentence.
  func sentence(_ name: String) -> String {
    let style = NumberStyle.plain
    return "χ² of \(name) is \(style.significant(statistic, digits: 4)) for \(degreesOfFreedom) "
      + "degree\(degreesOfFreedom == 1 ? "" : "s") of freedom"
      + (reduced.pValue.map { " (p \(style.comparison(withProbability: $0)))." } ?? ".")
  }
}
