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

  static let plan = ResamplingPlan(seed: 7)

  private func test(
    _ simulation: [Double], _ data: [Double], variances: ([Double], [Double])? = nil
  ) throws -> ChiSquareShift {
    let shifts = BinnedShifts(
      simulation: CellPair.Contents(weights: simulation, squares: variances?.0 ?? simulation),
      data: CellPair.Contents(weights: data, squares: variances?.1 ?? data), plan: Self.plan)
    return try #require(shifts?.chiSquare)
  }

  /// scipy.stats.chi2_contingency without correction, whose expectation is that of the pooled share: in samples of 205 and 191 events
  /// not quite the mean of both. p-values of 1000 resamples.
  @Test func twoHistogramsOfCounts() throws {
    let reference = try ReferenceNumbers.load().contingency
    let result = try test(reference.first, reference.second)
    #expect(abs(result.statistic / reference.statistic - 1) < 0.01)
    #expect(result.degreesOfFreedom == reference.degreesOfFreedom)
    let p = reference.pValue
    #expect(abs((result.reduced.pValue ?? 0) - p) < 4 * (p * (1 - p) / 1000).squareRoot() + 0.002)
  }

  /// Contents and errors of ROOT's tutorial chi2test.C (Gagunashvili, Haertl, Moneta), whose TH1::Chi2Test gives 21.09 for
  /// 19 degrees of freedom and p 0.33; with 17 more events in bin 15: 32.33, p 0.029. Here bins weigh by their mean share
  /// and not by their own errors.
  @Test func tutorialOfROOT() throws {
    let counts: [Double] = [0, 1, 0, 1, 1, 6, 7, 2, 22, 30, 27, 20, 13, 9, 9, 13, 19, 11, 9, 0]
    let contents: [Double] = [
      2.20173025, 3.30143857, 2.5892849, 2.99990201, 4.92877054, 8.33036995, 6.95084763, 15.206357,
      23.9236012, 44.3848114, 49.4465599, 25.1868858, 16.3129692, 13.0289612, 16.7857609, 22.9914703,
      30.5279255, 12.5252123, 16.4104557, 7.86067867,
    ]
    let errors: [Double] = [
      0.38974303, 0.536510944, 0.529702604, 0.642001867, 0.969341516, 1.47611344, 1.69797957, 3.28577447,
      5.40784931, 9.10106468, 9.73541737, 5.55019951, 3.57914758, 2.77877331, 3.23697519, 4.3608489,
      5.77172089, 3.38666105, 2.98861837, 1.58402085,
    ]
    let result = try test(counts, contents, variances: (counts, errors.map { $0 * $0 }))
    #expect(result.degreesOfFreedom == 19)
    let p = try #require(result.reduced.pValue)
    #expect(abs(result.statistic - 21.1) < 5 && (0.1...0.5).contains(p), "\(result)")
    var more = counts
    more[14] += 17
    let changed = try test(more, contents, variances: (more, errors.map { $0 * $0 }))
    #expect((changed.reduced.pValue ?? 1) < p / 2 && changed.statistic > result.statistic + 5, "\(changed)")
  }

  @Test func scalingWeightsChangesNothing() throws {
    let contents = [3.5, 8, 12.5, 9, 4]
    let squares = contents.map { 1.5 * $0 }
    let other = [5.0, 9, 11, 8, 7]
    let a = try test(contents, other, variances: (squares, other))
    let b = try test(contents.map { $0 / 1024 }, other, variances: (squares.map { $0 / 1024 / 1024 }, other))
    #expect(a == b)
    let same = try test(contents, contents)
    #expect(same.statistic < 1e-20 && same.reduced.pValue == 1 && same.reduced.low == same.reduced.value)
  }
}
