import AuditReport
import AuditStatistics

// Location, spread, tails and missing values of one feature.
extension ShiftAnalyzer {
  /// Median, interquartile range, and data outside the range of simulation.
  func location(of pair: FeaturePair, _ comparison: Comparison, plan: ResamplingPlan) -> [Reading] {
    let style = NumberStyle.plain
    let (simulation, data) = (pair.simulation, pair.data)
    if comparison.cells.upper.count == 2, !simulation.hasMoreValues(than: 2), !data.hasMoreValues(than: 2) {
      let values = comparison.cells.upper.map(style.exact).joined(separator: " and ")
      return [
        pair.comparison.note(
          "two-valued", feature: pair.name,
          "\(pair.name) has two values, \(values): its KS distance is the difference of their shares, and it has no "
            + "median, width or range to compare.")
      ]
    }
    let quantiles = QuantileShifts(
      simulation: simulation, data: data, cells: comparison.cells, plan: plan)
    let tails = TailFraction.infer(
      cells: comparison.cells, level: Comparison.tailProbability,
      simulationQuantile: { simulation.quantile($0) ?? .nan },
      dataBelow: { data.cumulative(below: $0) ?? .nan },
      dataAbove: { 1 - (data.cumulative(atOrBelow: $0) ?? .nan) }, plan: plan)
    var readings: [Reading] = []
    if let shift = quantiles?.medianShift, let ratio = quantiles?.spreadRatio {
      let direction = shift.value < 0 ? "lower" : "higher"
      let width = ratio.value < 1 ? "narrower" : "wider"
      readings += [
        pair.reading(
          "median-shift", shift,
          "The median of \(pair.name) is \(style.significant(abs(shift.value), digits: 3)) interquartile ranges "
            + "\(direction) in data than in simulation."),
        pair.reading(
          "iqr-ratio", ratio,
          "The interquartile range of \(pair.name) is \(style.percent(abs(ratio.value - 1))) \(width) in data "
            + "than in simulation."),
      ]
    } else {
      let reason = "half of the values of a sample or more are equal"
      readings += ["median-shift", "iqr-ratio"].map { metric in
        pair.comparison.reading(
          metric, feature: pair.name, .inconclusive(reason: reason),
          "\(pair.name) has no interquartile range to measure in: \(reason).")
      }
    }
    readings.append(
      pair.reading(
        "out-of-range", tails,
        "\(style.percent(comparison.fractionOutsideSimulation ?? 0)) of data lies outside the range of \(pair.name) "
          + "that holds 99.8 % of simulation."))
    return readings
  }

  /// Difference of the missing fractions.
  func missingReading(of pair: FeaturePair, plan: ResamplingPlan) -> [Reading] {
    let style = NumberStyle.plain
    let simulation = pair.simulation.missingProportion
    let data = pair.data.missingProportion
    let kinds = pair.data.missing.words(and: pair.simulation.missing)
    return [
      pair.reading(
        "missing", ProportionDifference.infer(simulation: simulation, data: data, plan: plan),
        "\(pair.name) is missing in \(style.percent(data.value)) of data and "
          + "\(style.percent(simulation.value)) of simulation\(kinds).")
    ]
  }
}

extension WeightedDistribution {
  /// Rows without a value among all rows.
  var missingProportion: WeightedProportion {
    let without = missing.total
    return WeightedProportion(
      weight: without.weights, square: without.squares, totalWeight: without.weights + sumOfWeights,
      totalSquare: without.squares + sumOfSquaredWeights)
  }
}

extension MissingTally {
  /// ` (NaN, infinite, declared values)`, whichever occur in either sample.
  fileprivate func words(and other: MissingTally) -> String {
    var kinds: [String] = []
    if notANumber.rows + other.notANumber.rows > 0 { kinds.append("NaN") }
    let infinities = [positiveInfinity, negativeInfinity, other.positiveInfinity, other.negativeInfinity]
    if infinities.contains(where: { $0.rows > 0 }) { kinds.append("infinite") }
    if sentinel.rows + other.sentinel.rows > 0 { kinds.append("declared as missing") }
    return kinds.isEmpty ? "" : " (\(kinds.joined(separator: ", ")))"
  }
}
