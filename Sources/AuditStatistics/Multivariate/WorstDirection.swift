/// The direction in which two samples differ most, found on one half of the rows and measured on the other.
///
/// Maximises the Wasserstein-1 distance of the projection over unit vectors of the standardised features (max-sliced
/// Wasserstein; Deshpande et al., CVPR 2019) from several starts by the gradient E_D[s(θy) y] − E_S[s(θx) x], s the sign
/// of F_S − F_D, and keeps the fewest coefficients that hold nine tenths of it. Measured on rows that had no part in that, its
/// interval and p-value need no correction for the search.
public struct WorstDirection: Sendable {
  /// Feature and coefficient of each term, largest first; coefficients have two decimals.
  public var terms: [(feature: Int, coefficient: Double)]
  /// Projections of the second half of simulation.
  public var simulation: WeightedDistribution
  /// Projections of the second half of data.
  public var data: WeightedDistribution
  /// KS distance of the projections, its position and sign.
  public var kolmogorovSmirnov: Comparison.KolmogorovSmirnov
  /// KS distance with interval.
  public var kolmogorovSmirnovEstimate: IntervalEstimate
  /// Wasserstein-1 distance of the projections, in widths.
  public var wasserstein: IntervalEstimate

  /// Nil when a half has no positive sum of weights or too few rows. O((starts + steps) · rows · features).
  public init?(
    simulation: FeatureTable, data: FeatureTable, directions: Int = 64, mostTerms: Int = 4, seed: UInt64,
    plan: ResamplingPlan
  ) {
    guard let first = Half(simulation, second: false), let other = Half(data, second: false),
      let measured = Half(simulation, second: true), let measuredData = Half(data, second: true)
    else { return nil }
    let search = DirectionSearch(simulation: first, data: other)
    let best = search.best(directions: directions, seed: seed)
    let vector = search.readable(best, mostTerms: mostTerms)
    terms = vector.indices.filter { vector[$0] != 0 }
      .sorted { (abs(vector[$0]), $1) > (abs(vector[$1]), $0) }
      .map { ($0, vector[$0]) }
    self.simulation = measured.distribution(on: vector)
    self.data = measuredData.distribution(on: vector)
    guard
      let comparison = Comparison(simulation: self.simulation, data: self.data, cells: plan.cells),
      let distances = ShiftDistances(
        cells: comparison.cells, kolmogorovSmirnov: comparison.kolmogorovSmirnov.distance,
        wasserstein: comparison.wasserstein, plan: plan)
    else { return nil }
    kolmogorovSmirnov = comparison.kolmogorovSmirnov
    kolmogorovSmirnovEstimate = distances.kolmogorovSmirnov
    wasserstein = distances.wasserstein
  }
}

/// Half of the rows of a table.
struct Half {
  var columns: [[Float]]
  /// w/Σw within the half.
  var shares: [Double]

  init?(_ table: FeatureTable, second: Bool) {
    let rows = table.isSecondHalf.indices.filter { table.isSecondHalf[$0] == second }
    let sum = rows.reduce(0.0) { $0 + table.shares[$1] }
    guard rows.count > 1, sum > 0 else { return nil }
    columns = table.columns.map { column in rows.map { column[$0] } }
    shares = rows.map { table.shares[$0] / sum }
  }

  func projection(on direction: [Double]) -> [Float] {
    var result = [Float](repeating: 0, count: shares.count)
    for (feature, factor) in direction.enumerated() where factor != 0 {
      let factor = Float(factor)
      let column = columns[feature]
      for row in result.indices { result[row] += factor * column[row] }
    }
    return result
  }

  func distribution(on direction: [Double]) -> WeightedDistribution {
    let values = projection(on: direction)
    var builder = DistributionBuilder(expectedRows: values.count)
    // Shares relative to their mean: the same distribution, and unit weights stay 1.
    let count = Double(shares.count)
    let weights = shares.map { Float($0 * count) }
    builder.append(values, weights: weights.allSatisfy { $0 == 1 } ? nil : weights)
    return builder.finish()
  }
}

/// Looks for the direction of the largest Wasserstein-1 distance.
struct DirectionSearch {
  let simulation: Half
  let data: Half

  /// The best of some random directions and all axes, improved. O((starts + steps) · rows · features).
  func best(directions: Int, seed: UInt64) -> [Double] {
    let features = simulation.columns.count
    let axes = (0..<features).map { axis in (0..<features).map { $0 == axis ? 1.0 : 0 } }
    let random = SlicedDistances.directions(features: features, count: min(directions, 32), seed: seed)
    let starts = (axes + random).map { (direction: $0, distance: gradient(at: $0).distance) }
      .sorted { $0.distance > $1.distance }.prefix(3)
    var best = starts.first?.direction ?? axes[0]
    var largest = -1.0
    for start in starts {
      let found = ascended(from: start.direction)
      if found.distance > largest { (best, largest) = (found.direction, found.distance) }
    }
    return best
  }

  /// The fewest of the largest coefficients that hold nine tenths of the distance, with two decimals.
  func readable(_ direction: [Double], mostTerms: Int) -> [Double] {
    let whole = gradient(at: direction).distance
    let order = direction.indices.sorted { (abs(direction[$0]), $1) > (abs(direction[$1]), $0) }
    var result = direction
    for terms in 1...max(1, min(mostTerms, direction.count)) {
      var sparse = [Double](repeating: 0, count: direction.count)
      for feature in order.prefix(terms) { sparse[feature] = direction[feature] }
      let norm = sparse.reduce(0) { $0 + $1 * $1 }.squareRoot()
      // The sign is free: the largest coefficient is positive.
      let sign: Double = direction[order[0]] < 0 ? -1 : 1
      result = sparse.map { ($0 * sign / norm * 100).rounded() / 100 }
      if gradient(at: result).distance >= 0.9 * whole { break }
    }
    return result
  }

  /// Climbs towards the gradient, with shorter steps where that does not help.
  private func ascended(from start: [Double]) -> (direction: [Double], distance: Double) {
    var direction = start
    var (distance, gradient) = gradient(at: start)
    var share = 1.0
    for _ in 0..<20 where share > 0.05 {
      let norm = gradient.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard norm > 0 else { break }
      let mixed = zip(direction, gradient).map { (1 - share) * $0 + share * $1 / norm }
      let length = mixed.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 0 else { break }
      let next = mixed.map { $0 / length }
      let tried = self.gradient(at: next)
      if tried.distance > distance * (1 + 1e-4) {
        (direction, distance, gradient) = (next, tried.distance, tried.gradient)
      } else {
        share /= 2
      }
    }
    return (direction, distance)
  }

  /// ∫|F_S − F_D| of the projections and its gradient. O(rows · features).
  func gradient(at direction: [Double]) -> (distance: Double, gradient: [Double]) {
    let first = FloatOrder.sorted(simulation.projection(on: direction))
    let second = FloatOrder.sorted(data.projection(on: direction))
    var gradient = [Double](repeating: 0, count: direction.count)
    var (i, j) = (0, 0)
    var (difference, distance) = (0.0, 0.0)
    var last: Float?
    // F_S − F_D below the rows at one place; where they change its sign, the slope of |F_S − F_D| lies between −1 and 1.
    var (below, place) = (0.0, [(isData: Bool, row: Int)]())
    func flush() {
      let jump = difference - below
      let slope: Double =
        jump != 0 ? (abs(difference) - abs(below)) / jump : difference > 0 ? 1 : difference < 0 ? -1 : 0
      guard slope != 0 else { return }
      for (isData, row) in place {
        let half = isData ? data : simulation
        let factor = (isData ? 1 : -1) * slope * half.shares[row]
        for feature in gradient.indices { gradient[feature] += factor * Double(half.columns[feature][row]) }
      }
    }
    while i < first.count || j < second.count {
      let value = min(
        i < first.count ? first[i].value : .infinity, j < second.count ? second[j].value : .infinity)
      if let last { distance += abs(difference) * (Double(value) - Double(last)) }
      flush()
      below = difference
      place.removeAll(keepingCapacity: true)
      while i < first.count, first[i].value == value {
        place.append((false, Int(first[i].index)))
        difference += simulation.shares[Int(first[i].index)]
        i += 1
      }
      while j < second.count, second[j].value == value {
        place.append((true, Int(second[j].index)))
        difference -= data.shares[Int(second[j].index)]
        j += 1
      }
      last = value
    }
    difference = 0
    flush()
    return (distance, gradient)
  }
}
