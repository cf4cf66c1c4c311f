import Testing

@testable import AuditStatistics

/// The first of several changes that leaves its tolerance, with few strengths.
@Suite struct BreakdownCurvesTests {
  private func change(_ value: Double, _ half: Double) -> ChangeEstimate {
    ChangeEstimate(
      value: value, low: value - half, high: value + half, confidence: 0.95, standardError: half / 2)
  }

  private func search(
    _ tolerances: [ClosedRange<Double>], _ evaluate: (Double) -> [ChangeEstimate?]
  ) -> (found: (change: Int, point: BreakdownPoint)?, evaluations: Int) {
    var curves = BreakdownCurves(tolerances: tolerances)
    var count = 0
    for strength in [0.25, 0.5, 1, 2, 4, 8, 16, 32, 64] where !curves.isDecided {
      curves.add(evaluate(strength), at: strength)
      count += 1
    }
    for _ in 0..<BreakdownCurves.rounds {
      for strength in curves.wanted {
        curves.add(evaluate(strength), at: strength)
        count += 1
      }
    }
    return (curves.first, count)
  }

  @Test func theFirstCrossingIsFoundBetweenStrengths() throws {
    // A quadratic leaves −0.02 at √20, its lower end at the root of s + s² = 20, its upper end at that of s² − s = 20; the
    // root leaves 0.02 at 11.1; one stays.
    let curves: [(Double) -> ChangeEstimate] = [
      { change(-0.001 * $0 * $0, 0.001 * $0) }, { change(0.006 * $0.squareRoot(), 0.002) },
      { _ in change(0.001, 0.0005) },
    ]
    let tolerance = -0.02...0.02
    let (found, evaluations) = search([tolerance, tolerance, tolerance]) { s in curves.map { $0(s) } }
    let first = try #require(found)
    #expect(first.change == 0 && evaluations <= 16)
    for (found, expected) in [
      (first.point.strength, 20.0.squareRoot()), (first.point.low, 4), (first.point.high, 5),
    ] {
      #expect(abs(try #require(found) - expected) < 0.02 * expected)
    }
  }

  @Test func nothingIsLeftBeforeTheLargestStrengthInside() {
    var curves = BreakdownCurves(tolerances: [-0.1...0.1, -0.1...0.1])
    #expect(curves.inside == 0)
    for strength in [-0.5, -1, -2] { curves.add([change(0.06 * strength, 0.01), nil], at: strength) }
    #expect(curves.inside == 1)
  }

  @Test func aChangeThatStaysHasNoBreakdown() throws {
    let (found, _) = search([-0.1...0.1]) { _ in [change(0.01, 0.005)] }
    let point = try #require(found).point
    #expect(point.strength == nil && point.low == nil && point.high == nil && point.searched == 64)
  }

  @Test func anIntervalThatIsTooWideFromTheStartTouchesAt0() throws {
    let (found, _) = search([-0.1...0.1]) { [change(0.01 * $0, 50)] }
    #expect(try #require(found).point.low ?? 1 < 0.01)
  }

  @Test func aChangeThatIsNotDefinedIsUnknown() throws {
    let (found, _) = search([-0.1...0.1]) { _ in [nil] }
    let point = try #require(found).point
    #expect(point.strength == nil && point.high == nil && point.low != nil)
  }
}
