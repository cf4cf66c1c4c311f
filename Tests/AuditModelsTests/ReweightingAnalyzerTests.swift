import AuditAnalysis
import AuditModels
import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Foundation
import Testing

@Suite struct ReweightingAnalyzerTests {
  @Test func ratiosAreTheTrueOnesOfTwoGaussians() throws {
    let toy = DistinguishToy(simulationRows: 12_000, dataRows: 12_000, shift: 0.5)
    let (data, simulation) = (
      DensityRatio.Rows(columns: toy.columns(.data)), DensityRatio.Rows(columns: toy.columns(.simulation))
    )
    let ratio = try #require(
      try DensityRatio(simulation: simulation, data: data, trainer: BoostedTrees(), seed: 1))
    // ln r = δx − δ²/2 in the bulk.
    var (sum, count) = (0.0, 0.0)
    for (x, r) in zip(simulation.columns[0], ratio.simulation) where abs(x) < 2 {
      let error = log(r) - (0.5 * Double(x) - 0.125)
      sum += error * error
      count += 1
    }
    #expect((sum / count).squareRoot() < 0.25)
    #expect(abs(ratio.simulation.reduce(0, +) / Double(simulation.count) - 1) < 1e-9)
    // Rows that were not trained on have ratios, too.
    let new = try ratio.ratios(columns: [[-1, 0, 1], [-1, 0, 1], [0, 0, 0]])
    #expect(new[0] < new[1] && new[1] < new[2])
  }

  @Test func nothingIsReweightedWhereNothingDiffers() throws {
    let readings = try DistinguishToy(simulationRows: 3000, dataRows: 3000, negative: 0.1).readings(
      ReweightingAnalyzer())
    let loss = try #require(readings.estimate("reweighting-loss"))
    #expect(loss.value < 0.05)
    let closure = try #require(readings.estimate("closure-auc"))
    #expect(closure.low <= 0.5 && closure.high >= 0.5)
  }

  @Test func theShiftIsMended() throws {
    let readings = try DistinguishToy(simulationRows: 6000, dataRows: 6000, shift: 0.5, negative: 0.1)
      .readings(
        ReweightingAnalyzer())
    let closure = try #require(readings.estimate("closure-auc"))
    #expect(closure.low < 0.515 && closure.high < 0.56)
    let loss = try #require(readings.estimate("reweighting-loss"))
    // n_eff falls by 1/E[r²] = exp(−δ²): 22 %; a little more or less by noise.
    #expect(loss.value > 0.08 && loss.value < 0.4)
    let x = try #require(readings.estimate("residual-ks", of: "x"))
    #expect(x.value < 0.05)
    let slope = try #require(readings.estimate("ratio-slope"))
    #expect(slope.low < 1.25 && slope.high > 0.85)
    #expect(try #require(readings.estimate("largest-weight")).value < 0.01)
  }

  @Test func batchesChangeNothing() throws {
    let toy = DistinguishToy(shift: 0.3, negative: 0.1)
    #expect(
      try toy.readings(ReweightingAnalyzer()) == toy.readings(ReweightingAnalyzer(), batchRows: 113))
  }

  @Test func saysWhyThereIsNothing() throws {
    let few = try DistinguishToy(simulationRows: 80).readings(ReweightingAnalyzer())
    #expect(
      few.map(\.message) == [
        "No density ratio could be learned: simulation has 80 rows, but 10 folds need 100."
      ])
    var analyzer = ReweightingAnalyzer()
    analyzer.largest = 0.5
    #expect(
      try DistinguishToy().readings(analyzer).map(\.message) == [
        "No density ratio could be learned: a ratio cannot be cut off at 0.5, which is not above 1."
      ])
  }
}
