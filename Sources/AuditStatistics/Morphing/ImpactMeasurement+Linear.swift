extension ImpactMeasurement {
  /// Fitted size times slope of the signal efficiency, with the errors of both and their correlation.
  ///
  /// `plus`, `minus`: scores at the strengths ±`step`. nil unless the fit kept its influences.
  public func linear(_ parameter: CalibrationFit.Parameter, plus: [Float], minus: [Float], step: Double)
    -> ChangeEstimate?
  {
    guard let influences = parameter.influences, step > 0 else { return nil }
    var slope = 0.0
    var differences = [Double](repeating: 0, count: plus.count)
    for row in plus.indices where isPositive[row] {
      let change = (plus[row] >= threshold ? 1.0 : 0) - (minus[row] >= threshold ? 1.0 : 0)
      differences[row] = change / (2 * step)
      slope += shares[row] * differences[row]
    }
    let size = parameter.estimate.value
    var sums = InfluenceSums()
    for row in plus.indices {
      let response = isPositive[row] ? shares[row] * (differences[row] - slope) : 0
      sums.add(size * response + slope * influences.simulation[row])
    }
    for influence in influences.data { sums.add(slope * influence) }
    sums.add(assumed: influences.assumed.map { slope * $0 })
    return ChangeEstimate(
      value: size * slope, sums: sums, guardSquare: 0, events: plus.count + influences.data.count,
      confidence: comparison.confidence)
  }

  /// Sum of some changes with their correlations: they share their events.
  public func sum(_ impacts: [Impact]) -> ChangeEstimate? {
    guard var rows = impacts.first?.rows else { return nil }
    for impact in impacts.dropFirst() { rows.add(1, impact.rows) }
    return ChangeEstimate(
      value: impacts.reduce(0) { $0 + $1.change.value }, sums: rows.sums, guardSquare: 0,
      events: comparison.simulation.count + comparison.data.count, confidence: comparison.confidence)
  }

  /// What data select beyond what moved simulation predicts, without any label: the closure of the impact.
  ///
  /// `selected`: the impact on ``ImpactMetric/selected``; `dataScores`: scores of the recorded events.
  public func unexplained(_ selected: Impact, dataScores: [Float]) -> ChangeEstimate? {
    let weights = comparison.data.weights
    let total = weights.reduce(0, +)
    guard total > 0, dataScores.count == weights.count else { return nil }
    var passing = 0.0
    for row in weights.indices where dataScores[row] >= threshold { passing += weights[row] / total }
    var sums = InfluenceSums()
    let simulated = simulatedInfluences
    for row in simulated.indices { sums.add(selected.rows.simulation[row] + simulated[row]) }
    for row in weights.indices {
      let own = weights[row] / total * ((dataScores[row] >= threshold ? 1 : 0) - passing)
      sums.add(own - selected.rows.data[row])
    }
    sums.add(assumed: selected.rows.assumed)
    return ChangeEstimate(
      value: passing - selected.nominal - selected.change.value, sums: sums, guardSquare: 0,
      events: simulated.count + weights.count, confidence: comparison.confidence)
  }

  /// Influences on the fraction of simulation that is selected.
  private var simulatedInfluences: [Double] {
    let weights = comparison.simulation.weights
    let total = weights.reduce(0, +)
    var passing = 0.0
    for row in weights.indices where nominal[row] >= threshold { passing += weights[row] / total }
    return weights.indices.map {
      weights[$0] / total * ((nominal[$0] >= threshold ? 1 : 0) - passing)
    }
  }
}
