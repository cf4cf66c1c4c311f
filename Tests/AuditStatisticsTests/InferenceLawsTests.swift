import AuditStatistics
import Testing

/// Laws of the intervals that need no toys.
@Suite struct InferenceLawsTests {
  static let plan = ResamplingPlan(seed: 7)

  struct All: Equatable {
    var distances: ShiftDistances?
    var bins: BinnedShifts?
    var quantiles: QuantileShifts?
    var tail: IntervalEstimate?

    init(
      _ simulation: WeightedDistribution, _ data: WeightedDistribution,
      plan: ResamplingPlan = InferenceLawsTests.plan
    ) {
      guard let comparison = Comparison(simulation: simulation, data: data) else { return }
      let cells = comparison.cells
      distances = ShiftDistances(
        cells: cells, kolmogorovSmirnov: comparison.kolmogorovSmirnov.distance,
        wasserstein: comparison.wasserstein, plan: plan)
      bins = BinnedShifts(cells: cells, bins: 20, missing: (Tally(), Tally()), plan: plan)
      quantiles = QuantileShifts(simulation: simulation, data: data, cells: cells, plan: plan)
      tail = TailFraction.infer(simulation: simulation, data: data, cells: cells, plan: plan)
    }

    var estimates: [IntervalEstimate?] {
      [
        distances?.kolmogorovSmirnov, distances?.wasserstein, bins?.jensenShannon, bins?.stabilityIndex,
        bins?.totalVariation, quantiles?.medianShift, quantiles?.spreadRatio, tail,
      ]
    }
  }

  static func sample(
    _ weights: ToyWeights, shift: Double = 0, rows: Int = 1000, toy: Int = 0
  ) -> WeightedDistribution {
    var generator = ToyGenerator(seed: 21, toy: toy)
    return generator.sample(ToyPopulation(feature: .normal, shift: shift), weights, rows)
  }

  static func distribution(_ values: [Double], weights: [Double]? = nil) -> WeightedDistribution {
    var builder = DistributionBuilder()
    builder.append(values, weights: weights ?? values.map { _ in 1 })
    return builder.finish()
  }

  @Test(arguments: ToyWeights.allCases)
  func sameSeedSameNumbers(_ weights: ToyWeights) {
    let (a, b) = (Self.sample(weights), Self.sample(weights, shift: 0.2, toy: 1))
    #expect(All(a, b) == All(a, b, plan: ResamplingPlan(seed: 7)))
    #expect(All(a, b) != All(a, b, plan: ResamplingPlan(seed: 8)))
  }

  /// All numbers are finite and in order, and a distance is above zero exactly when p < α.
  @Test(arguments: ToyWeights.allCases, [0, 0.1, 0.5, 3])
  func numbersAreInOrder(_ weights: ToyWeights, shift: Double) throws {
    for toy in 0..<10 {
      let all = All(Self.sample(weights, toy: 2 * toy), Self.sample(weights, shift: shift, toy: 2 * toy + 1))
      for estimate in all.estimates {
        let estimate = try #require(estimate)
        #expect(estimate.low <= estimate.high && estimate.low.isFinite && estimate.high.isFinite)
        #expect(estimate.confidence == 0.95)
        #expect((estimate.pValue ?? 1) > 0 && (estimate.pValue ?? 1) <= 1)
      }
      for distance in all.estimates.prefix(5) {
        let distance = try #require(distance)
        #expect((distance.low > 0) == ((distance.pValue ?? 1) < 0.05), "\(distance)")
      }
    }
  }

  /// Ties widen the intervals of quantiles: no p-value may then reject what the interval contains.
  @Test(arguments: [0.7, 1.3, 4])
  func pValuesAgreeWithIntervalsOfTiedValues(width: Double) throws {
    for toy in 0..<20 {
      func integers(_ number: Int, widths: Double) -> WeightedDistribution {
        var generator = ToyGenerator(seed: 33, toy: number)
        return Self.distribution(generator.normals(600).map { (Double($0) * widths).rounded() })
      }
      let all = All(integers(2 * toy, widths: width), integers(2 * toy + 1, widths: width * 1.1))
      for (estimate, null) in [(all.quantiles?.medianShift, 0.0), (all.quantiles?.spreadRatio, 1.0)] {
        guard let estimate else { continue }
        let p = try #require(estimate.pValue)
        #expect(!(estimate.low <= null && null <= estimate.high && p < 0.05), "\(estimate)")
      }
    }
  }

  @Test func scaleOfWeightsDoesNotMatter() throws {
    var generator = ToyGenerator(seed: 5, toy: 0)
    let rows = generator.rows(ToyPopulation(feature: .normal), .logNormal, 500)
    let weights = try #require(rows.weights).map { Double($0) }
    let other = Self.sample(.unit, shift: 0.3)
    let once = All(Self.distribution(rows.values, weights: weights), other)
    let scaled = All(Self.distribution(rows.values, weights: weights.map { $0 * 1024 }), other)
    #expect(once == scaled)
  }

  @Test func unitOfTheFeatureDoesNotMatter() throws {
    var generator = ToyGenerator(seed: 6, toy: 0)
    let first = generator.rows(ToyPopulation(feature: .normal), .unit, 500).values
    let second = generator.rows(ToyPopulation(feature: .normal, shift: 0.3), .unit, 400).values
    let once = All(Self.distribution(first), Self.distribution(second))
    let scaled = All(
      Self.distribution(first.map { $0 * 0x1p40 }), Self.distribution(second.map { $0 * 0x1p40 }))
    #expect(once.distances?.kolmogorovSmirnov == scaled.distances?.kolmogorovSmirnov)
    #expect(once.quantiles == scaled.quantiles && once.bins == scaled.bins)
    let (a, b) = (try #require(once.distances?.wasserstein), try #require(scaled.distances?.wasserstein))
    #expect(abs(a.low * 0x1p40 / b.low - 1) < 1e-6 && abs(a.high * 0x1p40 / b.high - 1) < 1e-6)
  }

  @Test func aSampleAgainstItselfIsNoShift() throws {
    let sample = Self.sample(.negative)
    for distance in All(sample, sample).estimates.prefix(5) {
      let distance = try #require(distance)
      #expect(distance.value == 0 && distance.low == 0 && distance.high > 0 && distance.pValue == 1)
    }
  }

  @Test func disjointSamplesAreAsDifferentAsCanBe() throws {
    let all = All(Self.sample(.unit), Self.sample(.unit, shift: 100, toy: 1))
    let distances = try #require(all.distances)
    #expect(distances.kolmogorovSmirnov.value > 0.999_999 && distances.kolmogorovSmirnov.high <= 1)
    #expect(distances.kolmogorovSmirnov.low > 0.95)
    #expect(distances.wasserstein.low > 99 && distances.wasserstein.high < 101)
    let bins = try #require(all.bins)
    #expect(bins.jensenShannon.value == 1 && bins.jensenShannon.low > 0.9 && bins.totalVariation.low > 0.9)
    #expect((bins.chiSquare?.reduced.pValue ?? 1) < 0.002)
  }

  /// Fifty equal values do not say that there are no others.
  @Test func aConstantFeatureHasDistanceZeroAndNoSpread() throws {
    let constant = Self.distribution([Double](repeating: 3, count: 50))
    let all = All(constant, constant)
    let distance = try #require(all.distances?.kolmogorovSmirnov)
    #expect(distance.value == 0 && distance.low == 0 && distance.pValue == 1)
    // Wilson's bound for none of 50.
    #expect(abs(distance.high - 0.0713) < 2e-3, "\(distance)")
    #expect(all.quantiles == nil && all.bins == nil)
    let other = Self.distribution([Double](repeating: 4, count: 50))
    let apart = try #require(All(constant, other).distances?.kolmogorovSmirnov)
    #expect(apart.value == 1 && apart.high == 1 && apart.low < 0.93 && apart.low > 0.8, "\(apart)")
  }

  @Test func noIntervalWithoutEvents() {
    let sample = Self.sample(.unit)
    let single = Self.distribution([1])
    let cancelled = Self.distribution([1, 2, 3], weights: [1, 1, -2])
    for other in [single, cancelled] {
      let all = All(sample, other)
      #expect(all.distances == nil && all.bins == nil && all.quantiles == nil && all.tail == nil)
    }
  }

  @Test func moreEventsNarrowerIntervals() throws {
    func width(_ rows: Int) throws -> Double {
      let all = All(Self.sample(.unit, rows: rows), Self.sample(.unit, shift: 0.5, rows: rows, toy: 1))
      let distance = try #require(all.distances?.kolmogorovSmirnov)
      return distance.high - distance.low
    }
    let ratio = try width(1000) / width(16000)
    #expect(ratio > 3 && ratio < 5, "\(ratio)")
  }
}
