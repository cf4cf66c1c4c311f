import AuditStatistics
import Glibc
import Testing

@Suite struct SeparationTests {
  @Test func binnedRatioSeesWhatTheAreaCannot() throws {
    // Class 1 lives in |x| > 1, class 0 in |x| < 1: AUC ½, binned separation almost 1.
    let random = CounterRandom(seed: 1, stream: 1)
    let rows = 2000
    let classes = (0..<rows).map { UInt8($0 % 2) }
    let scores = (0..<rows).map { row -> Double in
      let magnitude = random.uniform(UInt64(row)) + Double(classes[row])
      return random.uniform(UInt64(row), part: 1) < 0.5 ? magnitude : -magnitude
    }
    let events = RankedEvents(scores: scores, classes: classes)
    #expect(abs(try #require(events.areaUnderCurve()).value - 0.5) < 0.05)
    let separation = try #require(
      BinnedSeparation(ClassBins(events, classCount: 2, maximum: 24), positive: 1))
    #expect(separation.value > 0.95)
    #expect(separation.interval(confidence: 0.95).low > 0.9)
    #expect(separation.pValue < 1e-9)
  }

  @Test func missingValuesGiveTheClassAway() throws {
    let random = CounterRandom(seed: 2, stream: 1)
    let classes = (0..<1000).map { UInt8($0 % 2) }
    let scores = classes.indices.map { row -> Double in
      classes[row] == 1 && random.uniform(UInt64(row)) < 0.5 ? .nan : random.normal(UInt64(row))
    }
    let events = RankedEvents(scores: scores, classes: classes)
    let separation = try #require(
      BinnedSeparation(ClassBins(events, classCount: 2, maximum: 16), positive: 1))
    #expect(separation.value > 0.68)
  }

  @Test func binsHoldWholeTiesAndEveryEventOnce() {
    let scores: [Double] = [1, 1, 1, 2, 2, 3, 3, 3, 3, .infinity]
    let classes: [UInt8] = [0, 1, 0, 1, 0, 1, 1, 1, 0, 1]
    let bins = ClassBins(RankedEvents(scores: scores, classes: classes), classCount: 2, maximum: 9)
    #expect(bins.count == 4)
    #expect((0..<4).map { bins.sums(of: 0, in: $0).first } == [2, 1, 1, 0])
    #expect((0..<4).map { bins.sums(of: 1, in: $0).first } == [1, 1, 3, 1])
    #expect(bins.total(of: 1).first == 6)
  }

  @Test func categoriesSeparateByLevel() throws {
    let classes = (0..<400).map { UInt8($0 % 2) }
    let codes = (0..<400).map { Int32($0 % 4 == 1 ? 2 : 0) }
    let bins = ClassBins(codes: codes, levels: 3, classes: classes, classCount: 2)
    // Half of class 1 is alone in its level: A = ½ + ½·½.
    #expect(try #require(BinnedSeparation(bins, positive: 1)).value > 0.7)
    #expect(
      BinnedSeparation(ClassBins(codes: [0, 0], levels: 1, classes: [1, 1], classCount: 2), positive: 1)
        == nil)
  }

  @Test func distanceEqualsTheDirectMaximum() throws {
    let events = RankedEvents(
      scores: [1.0, 2, 3, 4, 5, 6], classes: [0, 0, 1, 0, 1, 1], weights: [1, 2, 1, 1, -0.5, 2.5])
    let bins = ClassBins(events, classCount: 2, maximum: 6)
    let distance = try #require(
      ClassDistance(events, bins: bins, positive: 1, replicas: 99, random: CounterRandom(seed: 1, stream: 1)))
    // F0: .25 .75 .75 1 1 1; F1: 0 0 1/3 1/3 1/6 1.
    #expect(abs(distance.value - 5.0 / 6) < 1e-12)
    #expect(distance.low >= 0 && distance.high <= 1)
  }

  @Test func overlapWeightsMakeTheSharesEqual() throws {
    var toys = ClassToy(seed: 3, rows: 4000, shift: 0.8, weights: .lognormal)
    let bins = ClassBins(toys.next().ranked, classCount: 2, maximum: 20)
    let weighting = try #require(OverlapWeighting(bins))
    for bin in 0..<(bins.count - 1) {
      let shares = (0..<2).map {
        bins.sums(of: $0, in: bin).first * weighting.factors[$0][bin] / bins.total(of: $0).first
      }
      #expect(abs(shares[0] - shares[1]) < 1e-12)
    }
    for label in 0..<2 {
      #expect(weighting.after[label] < weighting.before[label] * 1.2 && weighting.after[label] > 0)
    }
    #expect(weighting.lost.allSatisfy { $0 < 0.05 })
  }

  @Test func classesApartCannotBeFlattened() {
    let events = RankedEvents(scores: [1.0, 2, 3, 4], classes: [0, 0, 1, 1])
    #expect(OverlapWeighting(ClassBins(events, classCount: 2, maximum: 4)) == nil)
  }

  @Test func curveRunsFromNothingToEverything() throws {
    var toys = ClassToy(seed: 4, rows: 3000, shift: 1, weights: .unit)
    let toy = toys.next()
    let curve = try #require(ReceiverCurve(toy.ranked, maximum: 50))
    #expect(curve.points.count <= 52)
    #expect(curve.points.first?.signal == 0 && curve.points.last?.background == 1)
    var area = 0.0
    for (a, b) in zip(curve.points, curve.points.dropFirst()) {
      area += (b.background - a.background) * (a.signal + b.signal) / 2
    }
    #expect(abs(area - (try #require(toy.ranked.areaUnderCurve()).value)) < 0.003)
  }

  @Test func precisionOfASplitHasItsClosedForms() {
    let half = TestPrecision.efficiency(0.5, effectiveCount: 2_000_000, confidence: 0.95)
    #expect(abs(half - 0.000_692_95) < 1e-7)
    #expect(TestPrecision.decimals(halfWidth: half) == 4)
    #expect([0.2, 0.1, 0.012, 0.01, 0.009].map { TestPrecision.decimals(halfWidth: $0) } == [1, 1, 2, 2, 3])
    #expect(TestPrecision.decimals(halfWidth: 0.7) == 0)
    // At A = ½ the variance is (n₊ + n₋ + 1)/(12 n₊ n₋).
    let area = TestPrecision.areaUnderCurve(0.5, positives: 50, negatives: 80, confidence: 0.95)
    #expect(abs(area - 1.959_963_985 * (131.0 / 12 / 4000).squareRoot()) < 1e-8)
  }

  @Test func efficiencyCountsThePassing() throws {
    let efficiency = try #require(
      SelectionEfficiency(
        scores: [0.1, 0.9, 0.5, 0.7], classes: [1, 1, 1, 0], weights: [1, 2, 1, 5], threshold: 0.5))
    #expect(efficiency.value == 0.75)
    #expect(abs(efficiency.effectiveCount - 16.0 / 6) < 1e-12)
    #expect(SelectionEfficiency(passing: PowerSums(), failing: PowerSums()) == nil)
  }

  /// The error is that of the mean over halves and divisions: from bins whose order is certain to those that are learned anew in each half.
  @Test(arguments: [2, 10, 40], [0.0, 0.1, 0.5])
  func theErrorIsThatOfAllDivisions(levels: Int, slope: Double) throws {
    func cumulative(_ sign: Double) -> [Double] {
      let shares = (0..<levels).map { exp(sign * slope * (2 * Double($0) / Double(levels - 1) - 1)) }
      var sum = 0.0
      return shares.map {
        sum += $0; return sum / shares.reduce(0, +)
      }
    }
    let tables = [cumulative(-1), cumulative(1)]
    let rows = 2000
    let toys = 150
    var (sum, squares, errors) = (0.0, 0.0, 0.0)
    for toy in 0..<UInt64(toys) {
      let random = CounterRandom(seed: 8, stream: toy)
      let classes = (0..<rows).map { UInt8($0 % 2) }
      let codes = (0..<rows).map { row -> Int32 in
        let u = random.uniform(UInt64(row))
        return Int32(min(levels - 1, tables[row % 2].firstIndex { u < $0 } ?? levels - 1))
      }
      let bins = ClassBins(codes: codes, levels: levels, classes: classes, classCount: 2)
      let separation = try #require(BinnedSeparation(bins, positive: 1))
      sum += separation.value / Double(toys)
      squares += separation.value * separation.value / Double(toys)
      errors += separation.standardError / Double(toys)
    }
    let scatter = (squares - sum * sum).squareRoot()
    // Scatter of 150 toys is known to 6 %. Where nothing separates, each half has an order of its own.
    let most = slope == 0 ? 1.6 : slope < 0.5 ? 1.4 : 1.3
    #expect(errors > 0.85 * scatter && errors < most * scatter, "\(errors / scatter)")
  }
}
