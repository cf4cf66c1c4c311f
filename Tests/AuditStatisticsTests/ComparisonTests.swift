import Testing

@testable import AuditStatistics

@Suite struct ComparisonTests {
  private func compare(_ a: Sample, _ b: Sample) throws -> Comparison {
    try #require(Comparison(simulation: a.distribution(), data: b.distribution()))
  }

  /// scipy.stats.ks_2samp and wasserstein_distance (weights), plain NumPy for negative weights.
  @Test func agreesWithReferences() throws {
    for reference in try ReferenceNumbers.load().comparisons {
      let isUnit = { (weights: [Double]) in weights.allSatisfy { $0 == 1 } }
      let simulation = Sample(
        values: reference.simulation,
        weights: isUnit(reference.simulationWeights) ? nil : reference.simulationWeights)
      let data = Sample(
        values: reference.data, weights: isUnit(reference.dataWeights) ? nil : reference.dataWeights)
      let result = try compare(simulation, data)
      #expect(isClose(result.kolmogorovSmirnov.distance, reference.ks), "\(reference.name)")
      // The maximum can be reached twice; rounding then chooses.
      let position = result.kolmogorovSmirnov.position
      let there =
        try #require(simulation.distribution().cumulative(atOrBelow: position))
        - #require(data.distribution().cumulative(atOrBelow: position))
      #expect(isClose(abs(there), reference.ks), "\(reference.name)")
      #expect(isClose(result.wasserstein, reference.wasserstein), "\(reference.name)")
      // ±3·10³⁸ cancel: no digit of that mean is left in either program.
      if reference.name == "extreme values" { continue }
      let first = simulation.distribution()
      #expect(isClose(first.mean, reference.simulationMoments[0]), "\(reference.name)")
      #expect(isClose(first.variance, reference.simulationMoments[1]), "\(reference.name)")
    }
  }

  /// ROOT, math/mathcore/test/stressGoFTest.cxx, unit test 1: 71 against 135 values, D = 0.139176; unit test 2:
  /// D = 0.5. The values are those of Scholz and Stephens, J. Am. Statist. Assoc. 82 (1987) 918.
  @Test func publishedDistances() throws {
    let first: [Double] = [
      194, 15, 41, 29, 33, 181, 413, 14, 58, 37, 100, 65, 9, 169, 447, 18, 4, 36, 201, 118, 34, 31, 18, 18,
      67,
      57, 62, 7, 22, 34, 90, 10, 60, 186, 61, 49, 14, 24, 56, 20, 79, 84, 44, 59, 29, 118, 25, 156, 310, 76,
      26,
      44, 23, 62, 130, 208, 70, 101, 208, 74, 57, 48, 29, 502, 12, 70, 21, 29, 386, 59, 27,
    ]
    let second: [Double] = [
      55, 320, 56, 104, 220, 239, 47, 246, 176, 182, 33, 23, 261, 87, 7, 120, 14, 62, 47, 225, 71, 246, 21,
      42,
      20, 5, 12, 120, 11, 3, 14, 71, 11, 14, 11, 16, 90, 1, 16, 52, 95, 97, 51, 11, 4, 141, 18, 142, 68, 77,
      80,
      1, 16, 106, 206, 82, 54, 31, 216, 46, 111, 39, 63, 18, 191, 18, 163, 24, 50, 44, 102, 72, 22, 39, 3, 15,
      197, 188, 79, 88, 46, 5, 5, 36, 22, 139, 210, 97, 30, 23, 13, 14, 359, 9, 12, 270, 603, 3, 104, 2, 438,
      50,
      254, 5, 283, 35, 12, 487, 18, 100, 7, 98, 5, 85, 91, 43, 230, 3, 130, 102, 209, 14, 57, 54, 32, 67, 59,
      134, 152, 27, 14, 230, 66, 61, 34,
    ]
    #expect(first.count == 71 && second.count == 135)
    let result = try compare(Sample(values: first), Sample(values: second))
    #expect(abs(result.kolmogorovSmirnov.distance - 0.139176) < 5e-7)

    let third: [Double] = [
      38.7, 41.5, 43.8, 44.5, 45.5, 46.0, 47.7, 58.0, 39.2, 39.3, 39.7, 41.4, 41.8, 42.9, 43.3, 45.8,
    ]
    let fourth: [Double] = [
      34.0, 35.0, 39.0, 40.0, 43.0, 43.0, 44.0, 45.0, 34.0, 34.8, 34.8, 35.4, 37.2, 37.8, 41.2, 42.8,
    ]
    #expect(try compare(Sample(values: third), Sample(values: fourth)).kolmogorovSmirnov.distance == 0.5)
  }

  /// Uniform on a grid against the same shifted by s: D = s, W₁ = s, median shift s/IQR.
  @Test func closedFormOfAShift() throws {
    let values = (0..<10_000).map { (Double($0) + 0.5) / 8192 }
    let result = try compare(Sample(values: values), Sample(values: values.map { $0 + 0.125 }))
    let share = 1024 / 10_000.0
    #expect(isClose(result.kolmogorovSmirnov.distance, share))
    #expect(result.kolmogorovSmirnov.difference > 0)
    #expect(isClose(result.wasserstein, 0.125))
    #expect(isClose(result.wassersteinInWidths, 0.125 / (10_000 / 8192.0 / 6 * Double.pi.squareRoot()), 1e-6))
    #expect(isClose(result.medianShift, 0.125 / (5000 / 8192.0)))
    #expect(isClose(result.interquartileRatio, 1))
    #expect(isClose(result.fractionOutsideSimulation, share + 0.001, 0.01))
    let reversed = try compare(Sample(values: values.map { $0 + 0.125 }), Sample(values: values))
    #expect(isClose(reversed.kolmogorovSmirnov.difference, -share))
  }

  @Test func withoutCommonRange() throws {
    let result = try compare(Sample(values: [1, 2]), Sample(values: [10, 11, 12]))
    #expect(result.kolmogorovSmirnov.distance == 1 && result.kolmogorovSmirnov.position == 2)
    #expect(result.fractionOutsideSimulation == 1)
    #expect(isClose(result.wasserstein, 9.5))
  }

  @Test func degenerateSamples() throws {
    #expect(
      Comparison(simulation: Sample(values: []).distribution(), data: Sample(values: [1]).distribution())
        == nil)
    let cancelled = Sample(values: [1, 2], weights: [1, -1]).distribution()
    #expect(Comparison(simulation: cancelled, data: Sample(values: [1]).distribution()) == nil)
    let constant = try compare(Sample(values: [1, 1]), Sample(values: [1, 2]))
    #expect(constant.kolmogorovSmirnov.distance == 0.5)
    #expect(constant.wassersteinInWidths == nil && constant.medianShift == nil)
    #expect(constant.cells.upper == [1, 2])
  }

  // MARK: laws

  @Test(arguments: Sample.Weights.allCases, [false, true])
  func aSampleAgainstItselfShowsNoShift(_ weights: Sample.Weights, isTied: Bool) throws {
    let sample = Sample.normal(3000, weights, seed: 71, isTied: isTied)
    let result = try compare(sample, sample)
    #expect(result.kolmogorovSmirnov.distance < 1e-12)
    #expect(result.wasserstein < 1e-11)
    #expect(result.medianShift == 0 && result.interquartileRatio == 1)
    #expect(result.cells.simulation == result.cells.data)
  }

  @Test(arguments: Sample.Weights.allCases, Sample.Weights.allCases)
  func scalingWeightsAndSwappingSamples(_ weights: Sample.Weights, _ others: Sample.Weights) throws {
    let simulation = Sample.normal(2500, weights, seed: 81)
    let data = Sample.normal(1000, others, seed: 82, shift: 0.2)
    let result = try compare(simulation, data)
    let scaled = Sample(
      values: simulation.values, weights: simulation.values.indices.map { 3.7 * simulation.weight($0) })
    let again = try compare(scaled, data)
    #expect(isClose(again.kolmogorovSmirnov.distance, result.kolmogorovSmirnov.distance))
    #expect(again.kolmogorovSmirnov.position == result.kolmogorovSmirnov.position)
    #expect(isClose(again.wasserstein, result.wasserstein))
    #expect(isClose(again.medianShift, result.medianShift))
    #expect(isClose(again.fractionOutsideSimulation, result.fractionOutsideSimulation))
    let swapped = try compare(data, simulation)
    #expect(isClose(swapped.kolmogorovSmirnov.distance, result.kolmogorovSmirnov.distance))
    #expect(isClose(swapped.kolmogorovSmirnov.difference, -result.kolmogorovSmirnov.difference))
    #expect(isClose(swapped.wasserstein, result.wasserstein))
  }

  @Test(arguments: Sample.Weights.allCases, [false, true])
  func agreesWithThePlainDefinition(_ weights: Sample.Weights, isTied: Bool) throws {
    let simulation = Sample.normal(400, weights, seed: 91, isTied: isTied)
    let data = Sample.normal(250, .negative, seed: 92, shift: 0.1, isTied: isTied)
    let result = try compare(simulation, data)
    let totals = (simulation.sum { _ in true }, data.sum { _ in true })
    var (best, area) = (0.0, 0.0)
    let points = Set(simulation.values + data.values).sorted()
    for (index, x) in points.enumerated() {
      let difference = simulation.sum { $0 <= x } / totals.0 - data.sum { $0 <= x } / totals.1
      best = max(best, abs(difference))
      if index + 1 < points.count { area += abs(difference) * (points[index + 1] - x) }
    }
    #expect(isClose(result.kolmogorovSmirnov.distance, best))
    #expect(isClose(result.wasserstein, area))
  }
}
