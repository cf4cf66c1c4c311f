import AuditStatistics
import Testing

/// Intervals and p-values of category shares and of proportions, by toys.
@Suite struct InferenceCategoryTests {
  static let plan = ResamplingPlan(seed: 7)
  static let toys = 600

  /// Shares that fall off: the last of ten levels has 2 %.
  static func shares(levels: Int, tilt: Double) -> [Double] {
    let raw = (0..<levels).map { level in
      (Double(levels - level) + 0.2) * (1 + tilt * Double(level) / Double(levels))
    }
    let sum = raw.reduce(0, +)
    return raw.map { $0 / sum }
  }

  static func contents(
    _ shares: [Double], rows: Int, weights kind: ToyWeights, _ generator: inout ToyGenerator
  ) -> CellPair.Contents {
    var contents = CellPair.Contents(
      weights: [Double](repeating: 0, count: shares.count),
      squares: [Double](repeating: 0, count: shares.count))
    let weights = generator.rows(ToyPopulation(feature: .normal), kind, rows).weights
    for (row, u) in generator.uniforms(rows).enumerated() {
      var sum = 0.0
      let level = shares.firstIndex { share in
        sum += share
        return u < sum
      }
      let weight = Double(weights?[row] ?? 1)
      contents.weights[level ?? shares.count - 1] += weight
      contents.squares[level ?? shares.count - 1] += weight * weight
    }
    return contents
  }

  /// False alarms of TV and χ² at 5 % stay within chance, neither too many nor hardly any.
  @Test(arguments: [3, 5, 10], ToyWeights.allCases)
  func categoriesAtTheNull(levels: Int, kind: ToyWeights) throws {
    let shares = Self.shares(levels: levels, tilt: 0)
    var variation = Coverage()
    var chiSquaredAlarms = 0
    for toy in 0..<Self.toys {
      var generator = ToyGenerator(seed: 3, toy: toy)
      let result = try #require(
        BinnedShifts(
          simulation: Self.contents(shares, rows: 1000, weights: kind, &generator),
          data: Self.contents(shares, rows: 1000, weights: kind, &generator), plan: Self.plan))
      variation.add(result.totalVariation, truth: 0)
      chiSquaredAlarms += (result.chiSquare?.reduced.pValue ?? 1) <= 0.05 ? 1 : 0
    }
    let range = 0.05 - 0.033...0.05 + 0.033  // 3.7 binomial standard deviations of 600 toys
    #expect(range.contains(variation.alarmShare), "TV: \(variation.alarmShare)")
    #expect(range.contains(Double(chiSquaredAlarms) / Double(Self.toys)), "χ²: \(chiSquaredAlarms)")
    // What p rejects is what the interval leaves out.
    #expect(variation.faults == 0)
  }

  @Test(arguments: [3, 10], [0.3, 2])
  func totalVariationCovers(levels: Int, tilt: Double) throws {
    let first = Self.shares(levels: levels, tilt: 0)
    let second = Self.shares(levels: levels, tilt: tilt)
    let truth = zip(first, second).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
    var coverage = Coverage()
    for toy in 0..<Self.toys / 2 {
      var generator = ToyGenerator(seed: 4, toy: toy)
      let result = try #require(
        BinnedShifts(
          simulation: Self.contents(first, rows: 1000, weights: .logNormal, &generator),
          data: Self.contents(second, rows: 1000, weights: .unit, &generator), plan: Self.plan))
      coverage.add(result.totalVariation, truth: truth)
    }
    #expect(coverage.share >= 0.93 - 3.7 * (0.07 * 0.93 / 300).squareRoot())
  }

  /// Fractions of missing values from none to many, in samples of unequal size.
  @Test(arguments: [(0.0, 0.0), (0.0, 0.01), (0.01, 0.01), (0.2, 0.25)], ToyWeights.allCases)
  func proportionsCover(fractions: (Double, Double), kind: ToyWeights) throws {
    var coverage = Coverage()
    for toy in 0..<Self.toys {
      var generator = ToyGenerator(seed: 5, toy: toy)
      func proportion(_ fraction: Double, rows: Int) -> WeightedProportion {
        let contents = Self.contents([fraction, 1 - fraction], rows: rows, weights: kind, &generator)
        return WeightedProportion(
          weight: contents.weights[0], square: contents.squares[0],
          totalWeight: contents.weights.reduce(0, +), totalSquare: contents.squares.reduce(0, +))
      }
      let estimate = try #require(
        ProportionDifference.infer(
          simulation: proportion(fractions.0, rows: 2000), data: proportion(fractions.1, rows: 500),
          plan: Self.plan))
      coverage.add(estimate, truth: fractions.1 - fractions.0)
    }
    #expect(coverage.share >= 0.93 - 3.7 * (0.07 * 0.93 / Double(Self.toys)).squareRoot(), "\(coverage)")
    if fractions.0 == fractions.1 {
      #expect(coverage.alarmShare <= 0.05 + 0.033, "\(coverage)")
    }
  }

  @Test func nothingMissingAnywhereIsNoShift() throws {
    let none = WeightedProportion(weight: 0, square: 0, totalWeight: 1000, totalSquare: 1000)
    let estimate = try #require(ProportionDifference.infer(simulation: none, data: none, plan: Self.plan))
    #expect(estimate.value == 0 && estimate.pValue == 1)
    // Wilson's upper limit for 0 of 1000.
    #expect(abs(estimate.high - 0.003_826_8) < 1e-5 && estimate.low == -estimate.high)
    #expect(estimate.magnitude.low == 0 && estimate.magnitude.high == estimate.high)
  }

  /// Newcombe 1998, table II, method 10, comparison (a): 56/70 − 48/80.
  @Test func newcombesExample() throws {
    func proportion(_ count: Double, _ total: Double) -> WeightedProportion {
      WeightedProportion(weight: count, square: count, totalWeight: total, totalSquare: total)
    }
    let estimate = try #require(
      ProportionDifference.infer(
        simulation: proportion(48, 80), data: proportion(56, 70), plan: Self.plan))
    #expect(abs(estimate.low - 0.0524) < 5e-5 && abs(estimate.high - 0.3339) < 5e-5, "\(estimate)")
  }
}
