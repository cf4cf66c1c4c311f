import Testing

@testable import AuditStatistics

/// The largest change that a limit on KS lets pass, where it is known.
@Suite struct BlindSpotSearchTests {
  private func toy(rows: Int) -> (MorphingEvents, [Float], [Bool]) {
    let random = CounterRandom(seed: 2, stream: "blind")
    let column = (0..<UInt64(rows)).map { Float(random.uniform($0)) }
    let events = MorphingEvents(
      columns: [column], weights: [Double](repeating: 1, count: rows), keys: Array(0..<UInt64(rows)))
    return (events, column, (0..<rows).map { $0 % 2 == 0 })
  }

  @Test func aCutMovesByTheLimitInRank() throws {
    // The score is the feature, the same in both classes: of the signal just what lies within the limit changes.
    let (events, column, classes) = toy(rows: 20_000)
    let search = BlindSpotSearch(
      events, isPositive: classes, scores: column, threshold: 0.5, confidence: 0.95)
    let comparison = SampleComparison(simulation: events, data: events, mixUncertainty: 0)
    let limit = 0.05
    let shifted = try #require(comparison.shifted(0, by: BlindSpotSearch.parts.map { $0 * limit }))
    for raising in [false, true] {
      let choice = search.ownValueChoice(
        raising: raising, scores: shifted.values, current: column, ranks: shifted.ranks)
      let scores = search.scores(choice, shifted.values)
      let change = try #require(search.change(to: scores))
      #expect(abs(abs(change.value) - limit) < 0.008 && (change.value > 0) == raising)
      let byEvent = search.eventChoice(
        raising: raising, scores: shifted.values, current: column, ranks: shifted.ranks)
      let other = try #require(search.change(to: search.scores(byEvent, shifted.values)))
      #expect(abs(abs(other.value) - limit) < 0.008)
      // The distorted feature passes the test.
      var before = DistributionBuilder()
      before.append(column, weights: nil as [Float]?)
      var after = DistributionBuilder()
      after.append(scores, weights: nil as [Float]?)
      let distribution = (before.finish(), after.finish())
      let largest =
        stride(from: 0.01, to: 1, by: 0.01).map { x in
          abs((distribution.0.cumulative(atOrBelow: x) ?? 0) - (distribution.1.cumulative(atOrBelow: x) ?? 0))
        }.max() ?? 1
      #expect(largest <= limit + 0.006)
    }
  }

  @Test func aClassifierThatIgnoresTheFeatureCannotMove() throws {
    let (events, _, classes) = toy(rows: 4000)
    let random = CounterRandom(seed: 3, stream: "score")
    let scores = (0..<UInt64(4000)).map { Float(random.uniform($0)) }
    let search = BlindSpotSearch(
      events, isPositive: classes, scores: scores, threshold: 0.3, confidence: 0.95)
    let comparison = SampleComparison(simulation: events, data: events, mixUncertainty: 0)
    let shifted = try #require(comparison.shifted(0, by: [-0.05, 0.05]))
    let choice = search.ownValueChoice(
      raising: true, scores: [scores, scores], current: scores, ranks: shifted.ranks)
    let change = try #require(search.change(to: search.scores(choice, [scores, scores])))
    #expect(change.value == 0 && change.low <= 0 && change.high >= 0)
  }
}
