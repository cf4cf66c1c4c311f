extension ImpactMeasurement {
  /// Changes of the efficiencies when simulation is weighted with the density ratio of data and simulation.
  public struct RatioImpact: Sendable {
    /// Change of the signal efficiency at the working point.
    public let efficiency: ChangeEstimate
    /// Change of the background efficiency at the working point.
    public let backgroundEfficiency: ChangeEstimate
    /// Fraction of the positives that data have if the ratio is that of both classes, less that of simulation.
    public let fraction: ChangeEstimate
    /// Fraction of the positives in simulation.
    public let declared: Double
    /// Standard deviation of that fraction for a relative uncertainty of 1 of the yield of each component.
    let mixSlope: Double
    /// (Σwr)²/Σ(wr)² of the positives with the ratios, and without.
    public let effectiveRows: (weighted: Double, nominal: Double)

    /// Standard deviation of the declared fraction, for a relative uncertainty of the yields.
    public func declaredError(_ uncertainty: Double) -> Double { uncertainty * mixSlope }

    /// Two-sided probability of such a fraction of the positives, if the classes share the ratio and the mix is the declared one.
    public func pValue(mixUncertainty: Double) -> Double {
      let error = declaredError(mixUncertainty)
      let variance = fraction.standardError * fraction.standardError + error * error
      return variance > 0 ? StandardNormal.twoSided(fraction.value / variance.squareRoot()) : 1
    }
  }

  /// Efficiencies of data under the assumption that data of given features have the classes that simulation has there.
  ///
  /// With the probability q of a class given the score, estimated on simulation, N = E_data[q S] + E_sim[r (y − q) S]
  /// estimates the selected part of a class and D the same without S; the efficiency is N/D. Errors of the ratio r and
  /// of q enter as their product only, so that the interval needs no error of r. `ratios`, and `dataScores`: of
  /// `rows` of simulation and `dataRows` of data.
  /// Source: Chernozhukov et al., Econometrics Journal 21 (2018) C1, with cross-fitted r.
  public func ratioImpact(
    ratios: [Double], rows: [Int], dataScores: [Float], dataRows: [Int]
  ) -> RatioImpact? {
    guard let forward = ratioChange(true, ratios, rows, dataScores, dataRows),
      let backward = ratioChange(false, ratios, rows, dataScores, dataRows)
    else { return nil }
    let events = comparison.simulation
    var parts = [(positive: Double, all: Double)](repeating: (0, 0), count: events.componentCount)
    for row in 0..<events.count {
      parts[Int(events.components[row])].all += events.weights[row]
      if isPositive[row] { parts[Int(events.components[row])].positive += events.weights[row] }
    }
    let whole = parts.reduce(0) { $0 + $1.all }
    let declared = parts.reduce(0) { $0 + $1.positive } / whole
    // f = Σp_c f_c with yields y_c = f_c(1 + rε_c): ∂f/∂ε_c = r f_c(p_c − f).
    let slopes = parts.map { ($0.positive - declared * $0.all) / whole }
    var sums = (PowerSums(), PowerSums())
    for (place, row) in rows.enumerated() where isPositive[row] {
      sums.0.add(comparison.simulation.weights[row] * ratios[place])
      sums.1.add(comparison.simulation.weights[row])
    }
    return RatioImpact(
      efficiency: forward.efficiency, backgroundEfficiency: backward.efficiency, fraction: forward.fraction,
      declared: declared, mixSlope: slopes.reduce(0) { $0 + $1 * $1 }.squareRoot(),
      effectiveRows: (sums.0.effectiveCount, sums.1.effectiveCount))
  }

  private func ratioChange(
    _ ofPositives: Bool, _ ratios: [Double], _ rows: [Int], _ dataScores: [Float], _ dataRows: [Int]
  ) -> (efficiency: ChangeEstimate, fraction: ChangeEstimate)? {
    let weights = comparison.simulation.weights
    let recorded = comparison.data.weights
    let total = rows.reduce(0) { $0 + weights[$1] }
    let dataTotal = dataRows.reduce(0) { $0 + recorded[$1] }
    guard total > 0, dataTotal > 0 else { return nil }
    let probability = ClassProbability(
      scores: rows.map { nominal[$0] }, weights: rows.map { weights[$0] },
      isMember: rows.map { isPositive[$0] == ofPositives })
    // Terms of N and D: of data q·S and q, of simulation r(y − q)·S and r(y − q).
    var (selected, all) = (0.0, 0.0)
    var ofData: [(q: Double, passes: Double)] = []
    for (place, row) in dataRows.enumerated() {
      let score = dataScores[place]
      let term = (q: probability[score], passes: score >= threshold ? 1.0 : 0)
      ofData.append(term)
      selected += recorded[row] / dataTotal * term.q * term.passes
      all += recorded[row] / dataTotal * term.q
    }
    var ofSimulation: [(residual: Double, passes: Double)] = []
    var nominalSums = (0.0, 0.0)
    for (place, row) in rows.enumerated() {
      let score = nominal[row]
      let isMember = isPositive[row] == ofPositives
      let passes = score >= threshold ? 1.0 : 0
      let residual = ratios[place] * ((isMember ? 1 : 0) - probability[score])
      ofSimulation.append((residual, passes))
      selected += weights[row] / total * residual * passes
      all += weights[row] / total * residual
      if isMember {
        nominalSums.0 += weights[row] * passes
        nominalSums.1 += weights[row]
      }
    }
    guard all > 0, nominalSums.1 > 0 else { return nil }
    let efficiency = selected / all
    let before = nominalSums.0 / nominalSums.1
    let share = nominalSums.1 / total
    var (sums, fractions) = (InfluenceSums(), InfluenceSums())
    let (dataFraction, residual) = (
      zip(dataRows, ofData).reduce(0) { $0 + recorded[$1.0] / dataTotal * $1.1.q },
      zip(rows, ofSimulation).reduce(0) { $0 + weights[$1.0] / total * $1.1.residual }
    )
    let dataMean = zip(dataRows, ofData).reduce(0) {
      $0 + recorded[$1.0] / dataTotal * $1.1.q * ($1.1.passes - efficiency)
    }
    for (row, term) in zip(dataRows, ofData) {
      sums.add(recorded[row] / dataTotal * (term.q * (term.passes - efficiency) - dataMean) / all)
      fractions.add(recorded[row] / dataTotal * (term.q - dataFraction))
    }
    let mean = zip(rows, ofSimulation).reduce(0) {
      $0 + weights[$1.0] / total * $1.1.residual * ($1.1.passes - efficiency)
    }
    for (row, term) in zip(rows, ofSimulation) {
      var influence = weights[row] / total * (term.residual * (term.passes - efficiency) - mean) / all
      if isPositive[row] == ofPositives { influence -= weights[row] / nominalSums.1 * (term.passes - before) }
      sums.add(influence)
      let own = isPositive[row] == ofPositives ? 1.0 : 0
      fractions.add(weights[row] / total * (term.residual - residual - (own - share)))
    }
    func change(_ value: Double, _ sums: InfluenceSums) -> ChangeEstimate {
      ChangeEstimate(
        value: value, sums: sums, guardSquare: 0, events: rows.count + dataRows.count,
        confidence: comparison.confidence)
    }
    return (change(efficiency - before, sums), change(all - share, fractions))
  }
}

/// Probability of a class given the score, in bins of equal numbers of scores.
private struct ClassProbability {
  private var edges: [Float] = []
  private var values: [Double] = []

  init(scores: [Float], weights: [Double], isMember: [Bool]) {
    let sorted = scores.sorted()
    let count = max(1, min(40, scores.count / 100))
    edges = count > 1 ? (1..<count).map { sorted[$0 * sorted.count / count] } : []
    var sums = [(Double, Double)](repeating: (0, 0), count: count)
    for row in scores.indices {
      let bin = bin(of: scores[row])
      sums[bin].1 += weights[row]
      if isMember[row] { sums[bin].0 += weights[row] }
    }
    let total = sums.reduce((0.0, 0.0)) { ($0.0 + $1.0, $0.1 + $1.1) }
    let overall = total.1 > 0 ? total.0 / total.1 : 0
    // Any function does; one between 0 and 1 has small errors.
    values = sums.map { $0.1 > 0 ? min(1, max(0, $0.0 / $0.1)) : overall }
  }

  private func bin(of score: Float) -> Int {
    var (low, high) = (0, edges.count)
    while low < high {
      let middle = (low + high) / 2
      if edges[middle] <= score { low = middle + 1 } else { high = middle }
    }
    return low
  }

  subscript(score: Float) -> Double { values[bin(of: score)] }
}
