import Foundation
import Testing

@testable import AuditStatistics

@Suite struct BinnedSharesTests {
  /// scipy.spatial.distance.jensenshannon(p, q, base=2).
  @Test func jensenShannonAgreesWithReferences() throws {
    for reference in try ReferenceNumbers.load().shares {
      let shares = try #require(BinnedShares(simulation: reference.p, data: reference.q))
      #expect(isClose(shares.jensenShannonDistance, reference.jensenShannon))
    }
  }

  /// PSI of (½, ½) against (¼, ¾) by hand: ¼ ln 2 + ¼ ln 3/2.
  @Test func populationStabilityByHand() throws {
    let shares = try #require(BinnedShares(simulation: [2, 2], data: [1, 3]))
    #expect(isClose(shares.populationStabilityIndex(), 0.25 * log(2) + 0.25 * log(1.5), 1e-12))
  }

  @Test func emptyAndNegativeBinsAreFinite() throws {
    let shares = try #require(BinnedShares(simulation: [5, -1, 0, 6], data: [0, 2, 0, 8]))
    let index = shares.populationStabilityIndex()
    #expect(index.isFinite && index > 0)
    // By hand with floor 10⁻⁴: simulation 0.5, −0.1, 0, 0.6; data 0, 0.2, 0, 0.8.
    let expected =
      (1e-4 - 0.5) * log(1e-4 / 0.5) + (0.2 - 1e-4) * log(0.2 / 1e-4) + 0.2 * log(0.8 / 0.6)
    #expect(isClose(index, expected))
    let positive = try #require(BinnedShares(simulation: [5, 0, 0, 6], data: [0, 2, 0, 8]))
    #expect(isClose(shares.jensenShannonDistance, positive.jensenShannonDistance))
    #expect(BinnedShares(simulation: [1, -1], data: [1, 1]) == nil)
  }

  @Test func missingRowsHaveABin() throws {
    let values = Sample.normal(4000, .unit, seed: 111).values.map { Float($0) }
    var simulation = DistributionBuilder()
    simulation.append(values, weights: nil)
    var data = DistributionBuilder()
    data.append(values, weights: nil)
    data.append([Float](repeating: .nan, count: 4000), weights: nil)
    let pair = (simulation: simulation.finish(), data: data.finish())
    let result = try #require(Comparison(simulation: pair.simulation, data: pair.data))
    #expect(result.kolmogorovSmirnov.distance == 0)
    let shifts = try #require(
      BinnedShifts(
        cells: result.cells, bins: 20,
        missing: (pair.simulation.missing.total, pair.data.missing.total), plan: ResamplingPlan(seed: 1)))
    // p = (1, 0), q = (½, ½): JSD = ½ log₂ 4/3 + ½ (½ log₂ 2/3 + ½ log₂ 2).
    let divergence = 0.5 * log2(4.0 / 3) + 0.25 * log2(2.0 / 3) + 0.25
    #expect(isClose(shifts.jensenShannon.value, divergence.squareRoot()))
  }
}
