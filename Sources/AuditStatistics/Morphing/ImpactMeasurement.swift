/// How the difference between simulation and data changes a classifier, with the uncertainty of both.
///
/// Simulated events are moved to where data have them and scored again. A change M′ − M has three sources of error, all
/// carried by influences of rows: the response of the events at hand, the maps (simulation and data are both
/// samples), and the mix. With D the derivative of V with respect to the rank of a feature, estimated by scoring events
/// a step below and above, δM = Σᵢ ŵᵢ Dᵢ (δF(xᵢ) − δG(T(xᵢ))): a simulated event contributes by the derivatives of those
/// above it, a recorded one by those that are moved above it. Complexity: O(rows · features).
public struct ImpactMeasurement: Sendable {
  /// Simulation, whose events are moved, and data, to which they are moved.
  public let comparison: SampleComparison
  let isPositive: [Bool]
  let threshold: Float
  let signalEfficiency: Double
  let nominal: [Float]
  /// Weight of each row over Σw of its class, of its component.
  let shares: [Double]
  let componentShares: [Double]
  /// Share of each component in its class as data prefer it; nil where the mix stays as simulated.
  private let mixInClass: [Double]?
  private let effective: (positives: Double, negatives: Double)

  /// Prepares nominal scores. `threshold` is where the classifier selects; each class must have a positive sum of weights.
  public init?(
    _ comparison: SampleComparison, isPositive: [Bool], scores: [Float], threshold: Float
  ) {
    let events = comparison.simulation
    self.comparison = comparison
    self.isPositive = isPositive
    self.threshold = threshold
    nominal = scores
    var sums = (PowerSums(), PowerSums())
    var parts = [PowerSums](repeating: PowerSums(), count: events.componentCount)
    var positiveRows = [Int](repeating: 0, count: events.componentCount)
    var rows = positiveRows
    var selected = 0.0
    for row in 0..<events.count {
      let component = Int(events.components[row])
      parts[component].add(events.weights[row])
      rows[component] += 1
      if isPositive[row] {
        sums.0.add(events.weights[row])
        positiveRows[component] += 1
        if scores[row] >= threshold { selected += events.weights[row] }
      } else {
        sums.1.add(events.weights[row])
      }
    }
    guard sums.0.first > 0, sums.1.first > 0, parts.allSatisfy({ $0.first > 0 }) else { return nil }
    effective = (sums.0.effectiveCount, sums.1.effectiveCount)
    signalEfficiency = selected / sums.0.first
    shares = (0..<events.count).map { events.weights[$0] / (isPositive[$0] ? sums.0.first : sums.1.first) }
    componentShares = (0..<events.count).map { events.weights[$0] / parts[Int(events.components[$0])].first }
    // Components that are of one class each can be mixed anew.
    let isPure = zip(positiveRows, rows).allSatisfy { $0 == 0 || $0 == $1 }
    if comparison.mix.isFitted, isPure {
      let mix = comparison.mix.shares
      let ofClass = positiveRows.map { $0 > 0 }
      let totals = (
        zip(mix, ofClass).reduce(0) { $0 + ($1.1 ? $1.0 : 0) },
        zip(mix, ofClass).reduce(0) { $0 + ($1.1 ? 0 : $1.0) }
      )
      mixInClass =
        totals.0 > 0 && totals.1 > 0 ? zip(mix, ofClass).map { $0 / ($1 ? totals.0 : totals.1) } : nil
    } else {
      mixInClass = nil
    }
  }

  /// True where the mix can be changed within the classes.
  public var changesMix: Bool { mixInClass != nil }

  /// One change with its interval, and the influence of every row.
  public struct Impact: Sendable {
    /// M′ − M.
    public let change: ChangeEstimate
    /// M.
    public let nominal: Double
    var rows: RowInfluences
  }

  /// True for components of positives, false for those of negatives; nil where there is no row. O(rows).
  public var componentClasses: [Bool?] {
    var classes = [Bool?](repeating: nil, count: comparison.simulation.componentCount)
    for row in isPositive.indices { classes[Int(comparison.simulation.components[row])] = isPositive[row] }
    return classes
  }

  /// The change of a metric when simulation is moved, with the mix of data where `withMix`; nil where it is not defined.
  public func impact(_ metric: ImpactMetric, of moved: MovedScores?, withMix: Bool = false) -> Impact? {
    let events = comparison.simulation
    let mix = withMix ? mixInClass : nil
    guard let population = ImpactPopulation(metric, self, mix: mix) else { return nil }
    let scores = moved?.scores ?? nominal
    guard
      let before = ScoreFunction(
        metric, scores: nominal, isPositive: isPositive, shares: shares, threshold: threshold,
        signalEfficiency: signalEfficiency),
      let after = ScoreFunction(
        metric, scores: scores, isPositive: isPositive, shares: population.classShares, threshold: threshold,
        signalEfficiency: signalEfficiency)
    else { return nil }
    var means = [Double](repeating: 0, count: events.componentCount)
    var (first, second, centre) = (0.0, 0.0, (0.0, 0.0))
    var values = [(Double, Double)](repeating: (0, 0), count: events.count)
    let additions = moved?.additions ?? []
    var added = [Double](repeating: 0, count: additions.count)
    for row in 0..<events.count where population.nominal[row] != 0 || population.moved[row] != 0 {
      var pair = (before(nominal[row], isPositive[row]), after(scores[row], isPositive[row]))
      for (place, addition) in additions.enumerated() {
        let base = addition.base?[row] ?? scores[row]
        var change = 0.0
        for scores in addition.scores where scores[row] != base {
          change += after(scores[row], isPositive[row]) - after(base, isPositive[row])
        }
        guard change != 0 else { continue }
        change /= Double(addition.scores.count)
        pair.1 += addition.part * change
        added[place] += population.moved[row] * change
      }
      values[row] = pair
      first += population.nominal[row] * pair.0
      second += population.moved[row] * pair.1
      means[Int(events.components[row])] += componentShares[row] * pair.1
      if isPositive[row] {
        centre.0 += population.nominal[row] * pair.0
      } else {
        centre.1 += population.nominal[row] * pair.0
      }
    }
    // Where the mix is free each component has its own mean; otherwise each class has one.
    var movedCentre = (0.0, 0.0)
    for row in 0..<events.count {
      if isPositive[row] {
        movedCentre.0 += population.moved[row] * values[row].1
      } else {
        movedCentre.1 += population.moved[row] * values[row].1
      }
    }
    if metric == .selected {  // one population of both classes
      centre = (first, first)
      movedCentre = (second, second)
    }
    var rows = RowInfluences(
      simulation: [Double](repeating: 0, count: events.count),
      data: [Double](repeating: 0, count: comparison.data.count))
    for row in 0..<events.count {
      let component = Int(events.components[row])
      let mean = population.hasOwnMeans ? means[component] : isPositive[row] ? movedCentre.0 : movedCentre.1
      rows.simulation[row] =
        population.moved[row] * (values[row].1 - mean)
        - population.nominal[row] * (values[row].0 - (isPositive[row] ? centre.0 : centre.1))
    }
    addMix(to: &rows, population, means)
    let response = moved.map { mixResponse(metric, $0, population) }
    if let moved, let response { addMaps(to: &rows, moved, population, after, response) }
    for (addition, change) in zip(additions, added) {
      if let influences = addition.influences { rows.add(change / addition.applied, influences) }
    }
    let more = zip(additions, added).reduce(0) { $0 + $1.0.part * $1.1 }
    let isMean = metric != .auc && metric != .rejection
    let bias = bias(metric, moved, population, isMean ? second - more : after.value)
    // Not smooth enough for the correction is the rejection. Either way it is uncertain by its own size.
    let value =
      (isMean ? second - first : after.value + more - before.value) - (metric == .rejection ? 0 : bias)
    var sums = rows.sums
    sums.second += bias * bias + (response?.curvature ?? 0)
    return Impact(
      change: ChangeEstimate(
        value: value, sums: sums, guardSquare: guardSquare(metric),
        events: events.count + comparison.data.count, confidence: comparison.confidence),
      nominal: isMean ? first : before.value, rows: rows)
  }

  /// What the noise of the maps adds to a metric in the mean: estimated maps blur how features depend on each other.
  ///
  /// It falls with 1/n, so that the mean of the metrics with maps of half of the events, less the metric with all of them,
  /// is its estimate (M. H. Quenouille, Biometrika 43 (1956) 353). Influences stay the same.
  private func bias(
    _ metric: ImpactMetric, _ moved: MovedScores?, _ population: ImpactPopulation, _ value: Double
  ) -> Double {
    guard let halves = moved?.halves, halves.count == 2 else { return 0 }
    let values = halves.compactMap { self.value(metric, $0, population) }
    return values.count == 2 ? 0.5 * (values[0] + values[1]) - value : 0
  }

  /// A metric of the moved population with other scores.
  func value(_ metric: ImpactMetric, _ scores: [Float], _ population: ImpactPopulation) -> Double? {
    guard
      let function = ScoreFunction(
        metric, scores: scores, isPositive: isPositive, shares: population.classShares, threshold: threshold,
        signalEfficiency: signalEfficiency)
    else { return nil }
    guard metric != .auc, metric != .rejection else { return function.value }
    return scores.indices.reduce(0) {
      $0 + (population.moved[$1] == 0 ? 0 : population.moved[$1] * function(scores[$1], isPositive[$1]))
    }
  }

  /// Square of the influence of half an event that was not seen.
  private func guardSquare(_ metric: ImpactMetric) -> Double {
    let (p, n) = (1 / effective.positives, 1 / effective.negatives)
    return switch metric {
    case .efficiency: p * p
    case .backgroundEfficiency: n * n
    case .auc: p * n * p * n
    default: 0
    }
  }

  /// Influences through the shares of the components: Σ_c ∂M′/∂f_c δf_c.
  private func addMix(to rows: inout RowInfluences, _ population: ImpactPopulation, _ means: [Double]) {
    guard population.hasOwnMeans, comparison.mix.isFitted else { return }
    let mix = comparison.mix
    let slopes = means.indices.map { population.slope(of: $0, means) }
    for component in 1..<means.count {
      rows.add(slopes[component] - slopes[0], mix.influences[component - 1])
    }
  }

  /// Influences through the maps of the features.
  private func addMaps(
    to rows: inout RowInfluences, _ moved: MovedScores, _ population: ImpactPopulation,
    _ function: ScoreFunction, _ response: MixResponse
  ) {
    let events = comparison.simulation
    let mix = comparison.mix
    var slopes = [Double](repeating: 0, count: events.componentCount)
    var tables: [CalibrationSystem.InfluenceTable] = []
    var features: [Int] = []
    for (place, feature) in moved.features.enumerated() {
      guard let grid = comparison.grids[feature], let masses = comparison.masses[feature] else { continue }
      let (cells, targets) = (comparison.simulationCells[feature], moved.targets[place])
      let (below, above, spans) = (moved.below[place], moved.above[place], moved.spans[place])
      // Σ ŵ D in the cells where events are and where they are moved to.
      var here = [Double](repeating: 0, count: grid.count)
      var there = here
      for row in 0..<events.count where cells[row] != FeatureGrid.none && spans[row] > 0 {
        guard above[row] != below[row], population.moved[row] != 0 else { continue }
        let change = function(above[row], isPositive[row]) - function(below[row], isPositive[row])
        let slope = population.moved[row] * change / Double(spans[row])
        here[Int(cells[row])] += slope
        there[Int(targets[row])] += slope
      }
      let (beyond, beyondTarget) = (Self.beyond(here), Self.beyond(there))
      let totals = masses.componentTotals
      let all = totals.reduce(0, +)
      let dataTotal = masses.data.reduce(0, +)
      let means = totals.indices.map { component in
        (0..<grid.count).reduce(0) { sum, cell in
          sum + beyond[cell] * (masses.simulation[0][component][cell] + masses.simulation[1][component][cell])
        } / totals[component]
      }
      let pooled = zip(means, totals).reduce(0) { $0 + $1.0 * $1.1 } / all
      let ofSimulation = totals.indices.map { component in
        mix.isFitted
          ? beyond.map { mix.shares[component] * ($0 - means[component]) / totals[component] }
          : beyond.map { ($0 - pooled) / all }
      }
      let mean = (0..<grid.count).reduce(0) { $0 + beyondTarget[$1] * masses.data[$1] } / dataTotal
      tables.append(
        CalibrationSystem.InfluenceTable(
          simulation: [ofSimulation, ofSimulation], data: beyondTarget.map { -($0 - mean) / dataTotal }))
      features.append(feature)
      for component in totals.indices { slopes[component] += means[component] - means[0] }
    }
    if mix.isFitted {
      for component in 1..<slopes.count {
        rows.add(response.slopes[component] ?? slopes[component], mix.influences[component - 1])
      }
    }
    let maps = RowInfluences(
      tables, features: features, simulation: events, data: comparison.data,
      cells: (comparison.simulationCells, comparison.dataCells))
    rows.add(1, maps)
  }

  /// Sums over the cells above each, half of its own included.
  private static func beyond(_ contents: [Double]) -> [Double] {
    var result = contents
    var sum = 0.0
    for cell in stride(from: contents.count - 1, through: 0, by: -1) {
      result[cell] = sum + 0.5 * contents[cell]
      sum += contents[cell]
    }
    return result
  }
}
