import AuditStatistics
import AuditTestSupport
import Foundation
import Testing

/// Margins become log ratios, with signed weights.
@Suite struct LogisticCalibrationTests {
  /// Two Gaussians one apart: the log ratio at x is x − ½; margins that say `exaggeration` times as much.
  private func calibration(
    _ rows: Int, exaggeration: Double, negative: Double, seed: UInt64
  ) -> LogisticCalibration? {
    let sampling = Sampling(seed: seed, "calibration")
    let isPositive = (0..<rows).map { $0 % 2 == 0 }
    let x = zip(sampling.normal(rows), isPositive).map { $0 + ($1 ? 1 : 0) }
    let signs = sampling.signs(rows, negative: negative)
    return LogisticCalibration(
      margins: x.map { Float(exaggeration * ($0 - 0.5)) }, isPositive: isPositive,
      weights: negative > 0 ? zip(signs, isPositive).map { $1 ? 1 : $0 } : nil)
  }

  @Test(arguments: [0, 0.2]) func slopeIsRecoveredWithinItsInterval(negative: Double) throws {
    var covered = 0
    let toys = 200
    for seed in 0..<UInt64(toys) {
      let fit = try #require(calibration(2000, exaggeration: 2, negative: negative, seed: seed))
      let interval = fit.slopeInterval(confidence: 0.95)
      if interval.low <= 0.5, interval.high >= 0.5 { covered += 1 }
    }
    // 190 ± 3.1 are expected.
    #expect(covered >= 180)
  }

  @Test func weightsScaleAndZeroRowsChangeNothing() throws {
    let margins: [Float] = [0.5, -0.2, 1.5, 0.3, -1, 2, 0.4, -0.6]
    let isPositive = [true, false, true, false, false, true, false, true]
    let weights = [1.0, 2, 1, 1, 3, 0.5, 1, 1]
    let fit = try #require(LogisticCalibration(margins: margins, isPositive: isPositive, weights: weights))
    let scaled = try #require(
      LogisticCalibration(margins: margins, isPositive: isPositive, weights: weights.map { 7 * $0 }))
    let padded = try #require(
      LogisticCalibration(
        margins: margins + [9], isPositive: isPositive + [true], weights: weights + [0]))
    for other in [scaled, padded] {
      #expect(abs(other.slope - fit.slope) < 1e-6 && abs(other.offset - fit.offset) < 1e-6)
    }
  }

  @Test func marginsThatSayNothingGiveARatioOfOne() throws {
    let flat = try #require(
      LogisticCalibration(margins: [1, 1, 1, 1], isPositive: [true, false, true, false], weights: nil))
    #expect(abs(flat.logRatio(1)) < 1e-6)
    // The wrong way round is noise.
    let wrong = try #require(
      LogisticCalibration(
        margins: [1, 2, 3, 4, 2, 3], isPositive: [true, true, false, false, false, true], weights: nil))
    #expect(wrong.slope == 0 && wrong.logRatio(3) == 0)
    #expect(LogisticCalibration(margins: [1, 2], isPositive: [true, true], weights: nil) == nil)
  }
}
