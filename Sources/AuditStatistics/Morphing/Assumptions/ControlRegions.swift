import Glibc

/// Regions with other mixes, which tell the classes apart without labels in data.
///
/// With f_kr the share of class k in region r, the distribution of the score changes there by Δ_r(t) = Σ_k f_kr d_k(t), if a class changes alike
/// in all regions. Least squares over the regions give the change d_k of each class and, at the threshold, that of its efficiency; whether a class
/// moved at all is the largest |d_k|/σ, against Gaussian multipliers of the contents of cells. What remains with more than two regions
/// tests that classes change alike in all.
public struct ControlRegions: Sendable {
  /// What happened to one class.
  public struct ClassChange: Sendable {
    /// Change of the efficiency at the threshold.
    public let efficiency: ChangeEstimate
    /// Probability of such a change of the score's distribution if the class did not move.
    public let pValue: Double
  }

  /// Of the positives.
  public let positives: ClassChange
  /// Of the negatives.
  public let negatives: ClassChange
  /// Shares of the positives in the regions.
  public let mixes: [Double]
  /// Of the remainder of the selected fractions; nil for two regions, which cannot test anything.
  public let remainder: Double?

  /// Rows of a sample: score, weight, and region (negative: in none).
  public struct Rows: Sendable {
    let scores: [Float]
    let weights: [Double]
    let regions: [Int]

    /// One of each a row.
    public init(scores: [Float], weights: [Double], regions: [Int]) {
      (self.scores, self.weights, self.regions) = (scores, weights, regions)
    }
  }

  private static let cells = 24
  private static let draws = 999

  /// nil where the regions have the same mix, or one of them has no positive sum of weights.
  public init?(
    simulation: Rows, isPositive: [Bool], data: Rows, threshold: Float, confidence: Double, seed: UInt64
  ) {
    let count = 1 + max(simulation.regions.max() ?? -1, data.regions.max() ?? -1)
    guard count > 1 else { return nil }
    let sorted = data.scores.filter { $0.isFinite }.sorted()
    guard sorted.count > Self.cells else { return nil }
    let edges = (1..<Self.cells).map { sorted[$0 * sorted.count / Self.cells] }
    let (simulated, recorded) = (
      Side(simulation, count, edges, threshold), Side(data, count, edges, threshold)
    )
    guard simulated.isUsable, recorded.isUsable else { return nil }
    var positive = [Double](repeating: 0, count: count)
    for row in simulation.weights.indices where simulation.regions[row] >= 0 && isPositive[row] {
      positive[simulation.regions[row]] += simulation.weights[row]
    }
    let mixes = zip(positive, simulated.totals).map { $0 / $1 }
    self.mixes = mixes
    let variances = (0..<count).map { simulated.passingVariance($0) + recorded.passingVariance($0) }
    let design = mixes.map { [$0, 1 - $0] }
    let normal = (0..<2).map { a in
      (0..<2).map { b in
        (0..<count).reduce(0) { $0 + design[$1][a] * design[$1][b] / variances[$1] }
      }
    }
    let spread = (mixes.max() ?? 0) - (mixes.min() ?? 0)
    guard spread > 0.02, let inverse = LinearSystem.inverse(normal) else { return nil }
    let coefficients = (0..<2).map { a in
      (0..<count).map { region in
        (0..<2).reduce(0) { $0 + inverse[a][$1] * design[region][$1] } / variances[region]
      }
    }
    let passing = (0..<count).map { recorded.passing[$0] - simulated.passing[$0] }
    func summed(_ coefficients: [Double], _ numbers: [Double]) -> Double {
      zip(coefficients, numbers).reduce(0) { $0 + $1.0 * $1.1 }
    }
    let events = simulation.weights.count + data.weights.count
    func change(_ place: Int) -> ClassChange {
      let own = coefficients[place]
      var sums = InfluenceSums()
      sums.second = summed(own.map { $0 * $0 }, variances)
      let half =
        StudentQuantile.twoSided(confidence, degreesOfFreedom: Double(events)) * sums.second.squareRoot()
      let value = summed(own, passing)
      return ClassChange(
        efficiency: ChangeEstimate(
          value: value, low: value - half, high: value + half, confidence: confidence,
          standardError: sums.second.squareRoot()),
        pValue: Self.pValue(own, simulated, recorded, seed: seed, stream: place))
    }
    (positives, negatives) = (change(0), change(1))
    guard count > 2 else {
      remainder = nil
      return
    }
    let fitted = (summed(coefficients[0], passing), summed(coefficients[1], passing))
    let square = (0..<count).reduce(0.0) { sum, region in
      let rest = passing[region] - design[region][0] * fitted.0 - design[region][1] * fitted.1
      return sum + rest * rest / variances[region]
    }
    remainder = IncompleteGamma.upper(Double(count - 2) / 2, square / 2)
  }

  /// Of max |d(t)|/σ(t) over the edges of the cells.
  private static func pValue(
    _ coefficients: [Double], _ simulation: Side, _ data: Side, seed: UInt64, stream: Int
  ) -> Double {
    let random = CounterRandom(seed: seed, stream: "control regions \(stream)")
    var difference = [Double](repeating: 0, count: cells - 1)
    var variance = difference
    for (region, factor) in coefficients.enumerated() {
      for (side, sign) in [(simulation, -1.0), (data, 1.0)] {
        for edge in difference.indices {
          difference[edge] += sign * factor * side.cumulative[region][edge]
          variance[edge] += factor * factor * side.variance(region, edge)
        }
      }
    }
    func largest(_ numbers: [Double]) -> Double {
      zip(numbers, variance).reduce(0) { $1.1 > 0 ? max($0, abs($1.0) / $1.1.squareRoot()) : $0 }
    }
    let observed = largest(difference)
    var exceeding = 0
    for draw in 0..<draws {
      var noise = [Double](repeating: 0, count: cells - 1)
      for (region, factor) in coefficients.enumerated() {
        for (number, side) in [simulation, data].enumerated() {
          let shaken = side.noise(region) { cell in
            random.normal(UInt64(draw), part: UInt32((region * 2 + number) * cells + cell))
          }
          for edge in noise.indices { noise[edge] += factor * shaken[edge] }
        }
      }
      if largest(noise) >= observed * (1 - 1e-9) { exceeding += 1 }
    }
    return Double(exceeding + 1) / Double(draws + 1)
  }

  /// One sample by region.
  private struct Side {
    let totals: [Double]
    private let squares: [[Double]]
    /// Distribution function at the edges.
    let cumulative: [[Double]]
    /// Selected fraction.
    let passing: [Double]
    private let passingSquares: [(inside: Double, outside: Double)]

    init(_ rows: Rows, _ count: Int, _ edges: [Float], _ threshold: Float) {
      var sums = [[Double]](
        repeating: [Double](repeating: 0, count: ControlRegions.cells), count: count)
      var squares = sums
      var totals = [Double](repeating: 0, count: count)
      var passing = totals
      var passingSquares = [(inside: Double, outside: Double)](repeating: (0, 0), count: count)
      for row in rows.weights.indices where rows.regions[row] >= 0 {
        let (region, score, weight) = (rows.regions[row], rows.scores[row], rows.weights[row])
        let cell = edges.count { $0 <= score }
        totals[region] += weight
        sums[region][cell] += weight
        squares[region][cell] += weight * weight
        if score >= threshold {
          passing[region] += weight
          passingSquares[region].inside += weight * weight
        } else {
          passingSquares[region].outside += weight * weight
        }
      }
      self.totals = totals
      self.squares = squares
      self.passingSquares = passingSquares
      self.passing = zip(passing, totals).map { $0 / $1 }
      cumulative = zip(sums, totals).map { contents, total in
        var sum = 0.0
        return contents.dropLast().map {
          sum += $0 / total
          return sum
        }
      }
    }

    var isUsable: Bool { totals.allSatisfy { $0 > 0 } }

    private func variance(_ region: Int, _ p: Double, _ inside: Double, _ outside: Double) -> Double {
      let q = 1 - p
      return (q * q * inside + p * p * outside) / (totals[region] * totals[region])
    }

    /// p(1 − p)/n with effective events and half an unseen one on either side.
    func passingVariance(_ region: Int) -> Double {
      let squares = passingSquares[region]
      let n = WeightedProportion(
        weight: passing[region] * totals[region], square: squares.inside, totalWeight: totals[region],
        totalSquare: squares.inside + squares.outside
      ).effectiveEvents
      let p = (min(1, max(0, passing[region])) * n + 0.5) / (n + 1)
      return p * (1 - p) / n
    }

    func variance(_ region: Int, _ edge: Int) -> Double {
      let inside = squares[region][...edge].reduce(0, +)
      return variance(
        region, cumulative[region][edge], inside, squares[region].reduce(0, +) - inside)
    }

    /// What one draw of the contents does to the distribution function.
    func noise(_ region: Int, _ normal: (Int) -> Double) -> [Double] {
      let shaken = squares[region].indices.map {
        squares[region][$0].squareRoot() * normal($0) / totals[region]
      }
      let all = shaken.reduce(0, +)
      var sum = 0.0
      return cumulative[region].indices.map { edge in
        sum += shaken[edge]
        return sum - cumulative[region][edge] * all
      }
    }
  }
}
