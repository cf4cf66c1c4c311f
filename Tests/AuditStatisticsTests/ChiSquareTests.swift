import Testing

@testable import AuditStatistics

@Suite struct ChiSquareTests {
  /// scipy.special.gammaincc and gammainc.
  @Test func incompleteGammaAgreesWithReferences() throws {
    for row in try ReferenceNumbers.load().gamma {
      let (a, x, upper, lower) = (row[0], row[1], row[2], row[3])
      #expect(abs(IncompleteGamma.upper(a, x) - upper) <= 1e-12, "Q(\(a), \(x))")
      #expect(abs(IncompleteGamma.lower(a, x) - lower) <= 1e-12, "P(\(a), \(x))")
    }
    #expect(IncompleteGamma.upper(1, 0) == 1 && IncompleteGamma.upper(1, .infinity) == 0)
    #expect(IncompleteGamma.upper(-1, 1).isNaN && IncompleteGamma.lower(1, -1).isNaN)
  }

  /// Contents and errors of ROOT's tutorial chi2test.C (Gagunashvili, Haertl, Moneta).
  private let counts: [Double] = [
    0, 1, 0, 1, 1, 6, 7, 2, 22, 30, 27, 20, 13, 9, 9, 13, 19, 11, 9, 0,
  ]
  private let contents: [Double] = [
    2.20173025, 3.30143857, 2.5892849, 2.99990201, 4.92877054, 8.33036995, 6.95084763, 15.206357, 23.9236012,
    44.3848114, 49.4465599, 25.1868858, 16.3129692, 13.0289612, 16.7857609, 22.9914703, 30.5279255,
    12.5252123,
    16.4104557, 7.86067867,
  ]
  private let errors: [Double] = [
    0.38974303, 0.536510944, 0.529702604, 0.642001867, 0.969341516, 1.47611344, 1.69797957, 3.28577447,
    5.40784931, 9.10106468, 9.73541737, 5.55019951, 3.57914758, 2.77877331, 3.23697519, 4.3608489, 5.77172089,
    3.38666105, 2.98861837, 1.58402085,
  ]

  /// ROOT, TH1::Chi2Test: 21.09, ndf 19, p 0.33; with 17 more events in bin 15: 32.33, p 0.029.
  @Test func tutorialOfROOT() throws {
    let variances = errors.map { $0 * $0 }
    let result = try #require(ChiSquareTest.unweighted(counts, weighted: contents, variances: variances))
    #expect(result.degreesOfFreedom == 19)
    #expect(abs(result.statistic - 21.0851) < 5e-5)
    #expect(abs(result.pValue - 0.3321) < 5e-5)
    var more = counts
    more[14] += 17
    let changed = try #require(ChiSquareTest.unweighted(more, weighted: contents, variances: variances))
    #expect(abs(changed.statistic - 32.3339) < 5e-5)
    #expect(abs(changed.pValue - 0.02865) < 5e-6)
  }

  /// scipy.stats.chi2_contingency without correction.
  @Test func twoHistogramsOfCounts() throws {
    let reference = try ReferenceNumbers.load().contingency
    let result = try #require(ChiSquareTest.unweighted(reference.first, unweighted: reference.second))
    #expect(isClose(result.statistic, reference.statistic))
    #expect(result.degreesOfFreedom == reference.degreesOfFreedom)
    #expect(isClose(result.pValue, reference.pValue))
  }

  /// Two bins: (W₁w₂ − W₂w₁)² counts twice, once for each bin.
  @Test func weightedByHand() throws {
    let result = try #require(
      ChiSquareTest.weighted([3, 1], variances: [0.5, 0.25], weighted: [4, 4], variances: [1, 2]))
    // W₁ = 4, W₂ = 8: (16 − 24)²/(16·1 + 64·0.5) + (16 − 8)²/(16·2 + 64·0.25).
    #expect(isClose(result.statistic, 64.0 / 48 + 64.0 / 48, 1e-12))
    #expect(result.degreesOfFreedom == 1)
  }

  @Test func scalingWeightsChangesNothing() throws {
    let variances = errors.map { $0 * $0 }
    let first = BinContents(values: contents, variances: variances)
    let other = BinContents(values: contents.reversed(), variances: variances.reversed())
    let scaled = BinContents(values: contents.map { 0.01 * $0 }, variances: variances.map { 1e-4 * $0 })
    let a = try #require(ChiSquareTest(first, other))
    let b = try #require(ChiSquareTest(scaled, other))
    #expect(isClose(a.statistic, b.statistic) && a.degreesOfFreedom == b.degreesOfFreedom)
    let counted = BinContents(values: counts, variances: counts)
    let c = try #require(ChiSquareTest(counted, first))
    let d = try #require(ChiSquareTest(scaled, counted))
    #expect(isClose(c.statistic, d.statistic) && c.degreesOfFreedom == d.degreesOfFreedom)
    let same = try #require(ChiSquareTest(first, first))
    #expect(same.statistic < 1e-20 && same.pValue == 1)
  }

  @Test func binsAreMergedToTenEffectiveEvents() throws {
    let few = BinContents(values: [4, 4, 4, 20, 3, 30, 2], variances: [4, 4, 4, 20, 3, 30, 2])
    let result = try #require(ChiSquareTest(few, few))
    // 12, 20, 33 + 2.
    #expect(result.degreesOfFreedom == 2)
    #expect(ChiSquareTest(BinContents(values: [5, 6], variances: [5, 6]), few) == nil)
    #expect(
      ChiSquareTest(
        BinContents(values: [5, 4], variances: [5, 4]), BinContents(values: [50, 40], variances: [50, 40]))
        == nil)
    let negative = BinContents(values: [20, -5, 15, 20], variances: [20, 5, 15, 20])
    let positive = BinContents(values: [15, 15, 15, 15], variances: [15, 15, 15, 15])
    #expect(try #require(ChiSquareTest(negative, positive)).statistic.isFinite)
  }

  /// False alarms at 5 % with weights: 1000 toys, four standard deviations.
  @Test func falseAlarmsAreNominal() {
    var alarms = 0
    let toys = 1000
    for toy in 0..<toys {
      let random = CounterRandom(seed: UInt64(toy), stream: 7)
      func histogram(_ rows: Int, part: UInt32, isWeighted: Bool) -> BinContents {
        var result = BinContents(values: [0, 0, 0, 0, 0], variances: [0, 0, 0, 0, 0])
        for row in 0..<UInt64(rows) {
          let weight = isWeighted ? 0.5 + random.uniform(row, part: part + 1) : 1
          let bin = Int(5 * random.uniform(row, part: part))
          result.values[bin] += weight
          result.variances[bin] += weight * weight
        }
        return result
      }
      let simulation = histogram(300, part: 0, isWeighted: true)
      let data = histogram(200, part: 2, isWeighted: toy % 2 == 0)
      if let result = ChiSquareTest(simulation, data), result.pValue < 0.05 { alarms += 1 }
    }
    let expected = 0.05 * Double(toys)
    #expect(abs(Double(alarms) - expected) < 4 * (expected * 0.95).squareRoot())
  }
}
