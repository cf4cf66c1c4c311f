import AuditReport
import AuditStatistics

// What is said of one feature of one simulation and of the data.
extension ShiftAnalyzer {
  func readings(of pair: FeaturePair, plan: ResamplingPlan) -> [Reading] {
    let missing = missingReading(of: pair, plan: plan)
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
    return distances(of: pair, comparison, plan: plan) + binned(pair, comparison, plan: plan)
      + location(of: pair, comparison, plan: plan) + missing
  }

  /// KS and Wasserstein-1.
  private func distances(
    of pair: FeaturePair, _ comparison: Comparison, plan: ResamplingPlan
  ) -> [Reading] {
    let style = NumberStyle.plain
    let ks = comparison.kolmogorovSmirnov
    let shifts = ShiftDistances(
      cells: comparison.cells, kolmogorovSmirnov: ks.distance, wasserstein: comparison.wasserstein, plan: plan
    )
    // The direction of the cut: with F_S > F_D, data has more events above the position.
    let cut = "\(pair.feature.name) > \(style.significant(ks.position, digits: 4))\(pair.unitSuffix)"
    let relation = ks.difference < 0 ? "more" : "less"
    var readings = [
      pair.reading(
        "ks", shifts?.kolmogorovSmirnov,
        "The cut \(cut) keeps \(style.percent(ks.distance)) \(relation) of simulation than of data (difference of the "
          + "efficiencies): no other one-sided cut has a larger error.",
        evidence: histogram(of: pair).map { [$0] } ?? []),
      pair.reading(
        "wasserstein", shifts?.wasserstein, unit: pair.feature.unit,
        "Events of \(pair.name) have to be moved by \(style.significant(comparison.wasserstein, digits: 3))"
          + "\(pair.unitSuffix) on average to turn simulation into data."),
    ]
    if let sigma = pair.simulation.standardDeviation, sigma > 0 {
      readings.append(
        pair.reading(
          "wasserstein-sigma", shifts?.wasserstein.scaled(by: 1 / sigma),
          "That is \(style.significant(comparison.wasserstein / sigma, digits: 3)) standard deviations "
            + "of simulation for \(pair.name)."))
    }
    return readings
  }

  /// Jensen-Shannon, PSI, χ².
  private func binned(_ pair: FeaturePair, _ comparison: Comparison, plan: ResamplingPlan) -> [Reading] {
    let style = NumberStyle.plain
    let missing = (simulation: pair.simulation.missing.total, data: pair.data.missing.total)
    let bins = comparison.cells.binned(missing: missing)
    let shifts = BinnedShifts(cells: comparison.cells, bins: 20, missing: missing, plan: plan)
    var readings = [
      pair.reading(
        "jensen-shannon", shifts?.jensenShannon,
        "The Jensen-Shannon distance of \(pair.name) is "
          + "\(style.significant(shifts?.jensenShannon.value ?? 0, digits: 3)) on a scale from 0 to 1."),
      pair.reading(
        "psi", shifts?.stabilityIndex,
        "The population stability index of \(pair.name) is "
          + "\(style.significant(shifts?.stabilityIndex.value ?? 0, digits: 3))."),
    ]
    if let test = ChiSquareTest(bins.simulation.binContents, bins.data.binContents) {
      let interval = test.interval(confidence: plan.confidence)
      readings.append(
        pair.reading(
          "chi2-ndf",
          IntervalEstimate(
            value: test.reduced, low: interval.low, high: interval.high, confidence: plan.confidence,
            pValue: test.pValue),
          "χ² of \(pair.name) is \(style.significant(test.statistic, digits: 4)) for "
            + "\(test.degreesOfFreedom) degrees of freedom (p \(style.comparison(withProbability: test.pValue)))."
        ))
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
    evidence: [Evidence] = []
  ) -> Reading {
    comparison.reading(
      metric, feature: feature.name, Reading.Outcome(estimate, unit: unit), message, evidence: evidence)
  }
}

extension Reading.Outcome {
  /// A statistic as the report has it; inconclusive when a number of it is not finite.
  init(_ estimate: IntervalEstimate?, unit: String? = nil) {
    guard let estimate else {
      self = .inconclusive(reason: "the samples have too few effective events for an interval")
      return
    }
    let measured = Estimate(
      value: estimate.value, low: estimate.low, high: estimate.high, confidence: estimate.confidence,
      pValue: estimate.pValue, unit: unit)
    self =
      measured.map { .measured($0) }
      ?? .inconclusive(reason: "the values are so large or so small that sums of them are not finite numbers")
  }
}

extension IntervalEstimate {
  /// The same statistic in other units, for a positive factor.
  func scaled(by factor: Double) -> IntervalEstimate {
    IntervalEstimate(
      value: value * factor, low: low * factor, high: high * factor, confidence: confidence, pValue: pValue)
  }
}

extension CellPair.Contents {
  /// The contents as the χ² test takes them.
  var binContents: BinContents { BinContents(values: weights, variances: squares) }
}
