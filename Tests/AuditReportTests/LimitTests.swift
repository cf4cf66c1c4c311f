import AuditReport
import Testing

@Suite struct LimitTests {
  private func verdict(_ low: Double, _ high: Double, _ limit: Limit) throws -> Verdict {
    let estimate = try #require(Estimate(value: (low + high) / 2, low: low, high: high, confidence: 0.95))
    return limit.verdict(on: estimate)
  }

  @Test func theIntervalDecidesAgainstALimitFromAbove() throws {
    let limit = Limit(max: 0.05)
    #expect(try verdict(0.01, 0.05, limit) == .pass, "high on the limit passes")
    #expect(try verdict(0.05, 0.08, limit) == .inconclusive, "low on the limit does not fail")
    #expect(try verdict(0.0501, 0.08, limit) == .fail)
    #expect(try verdict(0.04, 0.06, limit) == .inconclusive)
  }

  @Test func theIntervalDecidesAgainstALimitFromBelow() throws {
    let limit = Limit(min: 0.9)
    #expect(try verdict(0.9, 1, limit) == .pass)
    #expect(try verdict(0.7, 0.89, limit) == .fail)
    #expect(try verdict(0.8, 0.95, limit) == .inconclusive)
  }

  @Test func aRangeHasTwoSides() throws {
    let limit = Limit(min: -1, max: 1)
    #expect(try verdict(-0.5, 0.5, limit) == .pass)
    #expect(try verdict(1.1, 1.2, limit) == .fail)
    #expect(try verdict(-1.2, -1.1, limit) == .fail)
    #expect(try verdict(-2, 2, limit) == .inconclusive)
  }

  @Test func aLimitOfZeroIsMetByZeroOnly() throws {
    #expect(try verdict(0, 0, Limit(max: 0)) == .pass)
    #expect(try verdict(0, 0.001, Limit(max: 0)) == .inconclusive)
    #expect(try verdict(0.0001, 0.001, Limit(max: 0)) == .fail)
  }

  @Test func aLimitWithoutBoundsPasses() throws {
    #expect(try verdict(-1e300, 1e300, Limit()) == .pass)
  }

  @Test func estimatesAreFinite() {
    for bad in [Double.nan, .infinity, -.infinity] {
      #expect(Estimate(value: bad, low: 0, high: 1, confidence: 0.95) == nil)
      #expect(Estimate(value: 0, low: bad, high: 1, confidence: 0.95) == nil)
      #expect(Estimate(value: 0, low: 0, high: bad, confidence: 0.95) == nil)
      #expect(Estimate(value: 0, low: 0, high: 1, confidence: bad) == nil)
      #expect(Estimate(value: 0, low: 0, high: 1, confidence: 0.95, pValue: bad) == nil)
      #expect(Estimate(value: 0, low: 0, high: 1, confidence: 0.95, qValue: bad) == nil)
    }
  }
}
