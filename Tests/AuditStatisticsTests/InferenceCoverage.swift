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
  /// Values outside of their own interval, intervals without width, ends out of bounds, and p-values that reject what the
  /// interval contains or the other way round.
  var faults = 0

  var share: Double { 1 - Double(below + above) / Double(max(toys, 1)) }
  var alarmShare: Double { Double(alarms) / Double(max(toys, 1)) }

  mutating func add(
    _ estimate: IntervalEstimate?, truth: Double, null: Double = 0, bounds: ClosedRange<Double>? = nil
  ) {
    guard let estimate else {
      withoutAnswer += 1
      return
    }
    toys += 1
    below += truth < estimate.low - 1e-12 ? 1 : 0
    above += truth > estimate.high + 1e-12 ? 1 : 0
    alarms += (estimate.pValue ?? 1) <= 0.05 ? 1 : 0
    let excludes = estimate.low > null || estimate.high < null
    let agrees = estimate.pValue.map { ($0 < 0.05) == excludes } ?? true
    let holds = estimate.low <= estimate.value && estimate.value <= estimate.high
    let isBounded = bounds.map { $0.contains(estimate.low) && $0.contains(estimate.high) } ?? true
    faults += agrees && holds && isBounded && estimate.low < estimate.high ? 0 : 1
  }

  mutating func merge(_ other: Coverage) {
    toys += other.toys
    below += other.below
    above += other.above
    alarms += other.alarms
    withoutAnswer += other.withoutAnswer
    faults += other.faults
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

  static let metrics = ["KS", "W1", "W1/width", "JS", "PSI", "χ²", "TV", "median", "IQR", "tail"]

  /// Coverage of every statistic of one feature.
  func run(toys: Int, seed: UInt64, plan: ResamplingPlan) -> [String: Coverage] {
    let simulation = ToyPopulation(feature: feature)
    let data = ToyPopulation(feature: feature, shift: shift, width: width)
    let distances = simulation.distances(to: data)
    let range = simulation.midQuantile(0.75) - simulation.midQuantile(0.25)
    let medianShift = (data.midQuantile(0.5) - simulation.midQuantile(0.5)) / range
    let ratio = (data.midQuantile(0.75) - data.midQuantile(0.25)) / range
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
        wasserstein: comparison.wasserstein, width: first.giniWidth, plan: plan)
      result["KS", default: Coverage()].add(
        distance?.kolmogorovSmirnov, truth: distances.supremum, bounds: 0...1)
      result["W1", default: Coverage()].add(distance?.wasserstein, truth: distances.integral)
      result["W1/width", default: Coverage()].add(
        distance?.wassersteinInWidths, truth: distances.integral / simulation.giniWidth)
      let bins = BinnedShifts(cells: cells, bins: 20, missing: (Tally(), Tally()), plan: plan)
      let truth = Self.shares(cells, simulation, data)
      result["JS", default: Coverage()].add(
        bins?.jensenShannon, truth: truth.jensenShannonDistance, bounds: 0...1)
      result["PSI", default: Coverage()].add(bins?.stabilityIndex, truth: truth.populationStabilityIndex())
      let chiSquare = bins?.chiSquare.flatMap { test in
        Self.chiSquare(of: truth, test, observed: cells).map { (test.reduced, $0) }
      }
      result["χ²", default: Coverage()].add(chiSquare?.0, truth: chiSquare?.1 ?? 0, null: 1)
      let variation = zip(truth.simulation, truth.data).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
      result["TV", default: Coverage()].add(bins?.totalVariation, truth: variation, bounds: 0...1)
      let quantiles = QuantileShifts(simulation: first, data: second, cells: cells, plan: plan)
      result["median", default: Coverage()].add(quantiles?.medianShift, truth: medianShift)
      result["IQR", default: Coverage()].add(quantiles?.spreadRatio, truth: ratio, null: 1)
      result["tail", default: Coverage()].add(
        TailFraction.infer(simulation: first, data: second, cells: cells, plan: plan), truth: outside,
        bounds: 0...1)
    }
    return result
  }

  /// 1 + λ of the true shares, in the units of a toy's own χ²: the sum of d²/m that is one unit follows from its value.
  private static func chiSquare(
    of truth: BinnedShares, _ test: ChiSquareShift, observed cells: CellPair
  ) -> Double? {
    let groups = cells.effectiveGroups(20)
    func sums(_ contents: CellPair.Contents) -> [Double] {
      let sums = groups.map { contents.weights[$0].reduce(0, +) }
      let total = sums.reduce(0, +)
      return sums.map { $0 / total }
    }
    let (p, q) = (sums(cells.simulation), sums(cells.data))
    var (observed, expected) = (0.0, 0.0)
    for bin in p.indices where p[bin] + q[bin] > 0 {
      let m = (p[bin] + q[bin]) / 2
      observed += (p[bin] - q[bin]) * (p[bin] - q[bin]) / m
      let difference = truth.simulation[bin] - truth.data[bin]
      expected += difference * difference / m
    }
    return observed > 0 ? 1 + expected * test.reduced.value / observed : nil
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
