import AuditStatistics

/// How often intervals missed the truth and p-values were at most 5 %.
struct Coverage: Sendable {
  var toys = 0
  /// Truth below the interval.
  var below = 0
  /// Truth above the interval.
  var above = 0
  var alarms = 0
  var withoutAnswer = 0

  var share: Double { 1 - Double(below + above) / Double(max(toys, 1)) }
  var alarmShare: Double { Double(alarms) / Double(max(toys, 1)) }

  mutating func add(_ estimate: IntervalEstimate?, truth: Double) {
    guard let estimate else {
      withoutAnswer += 1
      return
    }
    toys += 1
    below += truth < estimate.low - 1e-12 ? 1 : 0
    above += truth > estimate.high + 1e-12 ? 1 : 0
    alarms += (estimate.pValue ?? 1) <= 0.05 ? 1 : 0
  }

  mutating func merge(_ other: Coverage) {
    toys += other.toys
    below += other.below
    above += other.above
    alarms += other.alarms
    withoutAnswer += other.withoutAnswer
  }
}

/// One row of the table: a pair of populations, the kind of weights, and the sizes of both samples.
struct ToyCase: Sendable, CustomStringConvertible {
  var feature: ToyPopulation.Feature
  var shift = 0.0
  var width = 1.0
  var weights: ToyWeights
  var simulationRows: Int
  var dataRows: Int

  var description: String {
    "\(feature.rawValue) shift \(shift) width \(width), \(weights.rawValue), \(simulationRows)/\(dataRows)"
  }

  static let metrics = ["KS", "W1", "JS", "PSI", "TV", "median", "IQR", "tail"]

  /// Coverage of every statistic of one feature.
  func run(toys: Int, seed: UInt64, plan: ResamplingPlan) -> [String: Coverage] {
    let simulation = ToyPopulation(feature: feature)
    let data = ToyPopulation(feature: feature, shift: shift, width: width)
    let distances = simulation.distances(to: data)
    let range = simulation.quantile(0.75) - simulation.quantile(0.25)
    let medianShift = (data.quantile(0.5) - simulation.quantile(0.5)) / range
    let ratio = (data.quantile(0.75) - data.quantile(0.25)) / range
    let (low, high) = (simulation.quantile(0.001), simulation.quantile(0.999))
    let outside = data.cumulative(feature == .integer ? low - 1 : low) + 1 - data.cumulative(high)
    var result: [String: Coverage] = [:]
    for toy in 0..<toys {
      var generator = ToyGenerator(seed: seed, toy: toy)
      let first = generator.sample(simulation, weights, simulationRows)
      let second = generator.sample(data, weights, dataRows)
      guard let comparison = Comparison(simulation: first, data: second) else { continue }
      let cells = comparison.cells
      let distance = ShiftDistances(
        cells: cells, kolmogorovSmirnov: comparison.kolmogorovSmirnov.distance,
        wasserstein: comparison.wasserstein, plan: plan)
      result["KS", default: Coverage()].add(distance?.kolmogorovSmirnov, truth: distances.supremum)
      result["W1", default: Coverage()].add(distance?.wasserstein, truth: distances.integral)
      let bins = BinnedShifts(cells: cells, bins: 20, missing: (Tally(), Tally()), plan: plan)
      let truth = Self.shares(cells, simulation, data)
      result["JS", default: Coverage()].add(bins?.jensenShannon, truth: truth.jensenShannonDistance)
      result["PSI", default: Coverage()].add(bins?.stabilityIndex, truth: truth.populationStabilityIndex())
      let variation = zip(truth.simulation, truth.data).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
      result["TV", default: Coverage()].add(bins?.totalVariation, truth: variation)
      let quantiles = QuantileShifts(simulation: first, data: second, cells: cells, plan: plan)
      result["median", default: Coverage()].add(quantiles?.medianShift, truth: medianShift)
      result["IQR", default: Coverage()].add(quantiles?.spreadRatio, truth: ratio)
      result["tail", default: Coverage()].add(
        TailFraction.infer(simulation: first, data: second, cells: cells, plan: plan), truth: outside)
    }
    return result
  }

  /// True shares of the bins that a toy was analysed in.
  private static func shares(
    _ cells: CellPair, _ simulation: ToyPopulation, _ data: ToyPopulation
  ) -> BinnedShares {
    func contents(_ population: ToyPopulation) -> [Double] {
      var ends = cells.effectiveGroups(20).dropLast().map {
        population.cumulative(cells.upper[$0.upperBound - 1])
      }
      ends.append(1)
      return zip(ends, [0] + ends.dropLast()).map { $0 - $1 }
    }
    let pair = (contents(simulation), contents(data))
    guard let shares = BinnedShares(simulation: pair.0, data: pair.1) else {
      preconditionFailure("populations have positive shares")
    }
    return shares
  }
}
