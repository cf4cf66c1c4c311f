import Glibc
import Testing

@testable import AuditStatistics

/// The mix of the components: what data say and what is assumed, from one extreme to the other.
@Suite struct ComponentMixTests {
  private func comparison(rows: Int, uncertainty: Double, share: Double = 0.4) -> SampleComparison {
    SampleComparison(
      simulation: ImpactToy(rows: rows, stream: 3, isData: false).events,
      data: ImpactToy(rows: rows, stream: 4, share: share, isData: true).events.pooled,
      mixUncertainty: uncertainty)
  }
  private func width(_ interval: IntervalEstimate) -> Double { interval.high - interval.low }

  @Test func theErrorIsNeverLargerThanWhatIsAssumedOrMeasured() throws {
    for rows in [400, 3000, 20_000] {
      let loose = comparison(rows: rows, uncertainty: 100).mix
      for uncertainty in [0.02, 0.1, 0.5] {
        let mix = comparison(rows: rows, uncertainty: uncertainty).mix
        let interval = try #require(mix.intervals.last)
        // f(1 − f)·r·√2 for two components of equal yield uncertainty.
        let assumed = 2 * 1.96 * mix.nominal[0] * mix.nominal[1] * uncertainty * 2.0.squareRoot()
        // What is contradicted is widened by an estimate, whose error comes on top: J²C + (1 − J)²sΣ⁰ with J = W + 2W(1 − W)
        // is at most 1.146² of the smaller of C and sΣ⁰.
        let bound = mix.strain > 1 ? 1.2 : 1.05
        #expect(width(interval) < bound * assumed * mix.strain.squareRoot())
        // Of few events the error depends on where it is taken.
        if rows > 10_000 {
          #expect(width(interval) < bound * width(try #require(loose.intervals.last)))
        }
        #expect(abs(mix.shares.reduce(0, +) - 1) < 1e-12)
      }
    }
  }

  @Test func whatIsKnownBeforehandStays() throws {
    let mix = comparison(rows: 3000, uncertainty: 0.001).mix
    #expect(abs(mix.shares[1] - mix.nominal[1]) < 0.002 && (mix.assumedParts.last ?? 0) > 0.95)
    #expect(comparison(rows: 3000, uncertainty: 0).mix.isFitted == false)
  }

  @Test func manyEventsForgetTheAssumption() throws {
    let mix = comparison(rows: 60_000, uncertainty: 0.5).mix
    let interval = try #require(mix.intervals.last)
    #expect(interval.low < 0.4 && interval.high > 0.4 && (mix.assumedParts.last ?? 1) < 0.1)
  }

  @Test func dataThatContradictTheAssumptionOverruleIt() throws {
    // Yields that are said to be known to 2 %, and are off by 40 %.
    let mix = comparison(rows: 60_000, uncertainty: 0.02, share: 0.3).mix
    let interval = try #require(mix.intervals.last)
    #expect(mix.strain > 9 && interval.low < 0.3 && interval.high > 0.3 && interval.high < 0.4)
  }

  @Test func componentsThatAreAlikeKeepTheirAssumedShares() throws {
    // Two components of one nature: data cannot tell them, and no decision has to be taken.
    let events = ImpactToy(rows: 4000, stream: 3, isData: false).events
    let halves = MorphingEvents(
      columns: events.columns, weights: events.weights, components: (0..<4000).map { UInt8($0 % 2) },
      componentCount: 2, keys: events.keys)
    let mix = SampleComparison(
      simulation: halves, data: ImpactToy(rows: 4000, stream: 4, isData: false).events.pooled
    ).mix
    #expect(mix.isFitted && abs(mix.shares[0] - 0.5) < 0.3)
    #expect(
      width(try #require(mix.intervals.last)) < 1.05 * 2 * 1.96 * 0.25 * (0.5 * mix.strain).squareRoot())
  }
}
