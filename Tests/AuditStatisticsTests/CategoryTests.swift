import Testing

@testable import AuditStatistics

@Suite struct CategoryTests {
  private func tally(_ counts: [String: Double]) -> CategoryTally {
    var result = CategoryTally()
    for (name, count) in counts {
      result.add(Tally(rows: Int(count), weights: count, squares: count), to: name)
    }
    return result
  }

  @Test func codesAreTallied() {
    var result = CategoryTally()
    result.append(codes: [0, 1, 1, -1, 2, 0], levels: ["a", "b", "c"], weights: [1, 2, 3, 4, 0, -1])
    #expect(result.levels["a"] == Tally(rows: 2, weights: 0, squares: 2))
    #expect(result.levels["b"] == Tally(rows: 2, weights: 5, squares: 13))
    #expect(result.levels["c"] == nil)
    #expect(result.missing == Tally(rows: 1, weights: 4, squares: 16))
    var other = CategoryTally()
    other.append(codes: [0], levels: ["b"], weights: nil)
    result.merge(other)
    #expect(result.levels["b"] == Tally(rows: 3, weights: 6, squares: 14))
    #expect(result.total.rows == 5)
  }

  @Test func sharesAndOneSidedLevels() throws {
    let result = try #require(
      CategoryComparison(
        simulation: tally(["a": 50, "b": 30, "old": 20]), data: tally(["a": 60, "b": 20, "new": 20])))
    #expect(result.onlyInSimulation == ["old"] && result.onlyInData == ["new"])
    // ½ (0.1 + 0.1 + 0.2 + 0.2).
    #expect(isClose(result.totalVariation, 0.3))
    #expect(result.levels.map(\.name) == ["a", "b", "new", "old"])
    #expect(CategoryComparison(simulation: tally([:]), data: tally(["a": 1])) == nil)
  }

  @Test func rareLevelsAreOneBin() throws {
    let simulation = tally(["a": 100, "b": 80, "c": 60, "d": 3, "e": 4])
    let result = try #require(CategoryComparison(simulation: simulation, data: simulation))
    // d + e have 7 events: c joins them. a, b, the rest.
    #expect(result.binsForChiSquare.simulation.weights.sorted() == [67, 80, 100])
    #expect(result.binsForChiSquare.data.squares.sorted() == [67, 80, 100])
    let lone = tally(["a": 100, "b": 2])
    let one = try #require(CategoryComparison(simulation: lone, data: lone))
    #expect(one.binsForChiSquare.simulation.weights == [102])
    // A level that one side alone has is no rare one.
    let other = tally(["a": 100, "new": 90])
    let sides = try #require(CategoryComparison(simulation: lone, data: other)).binsForChiSquare
    #expect(sides.data.weights.contains(90))
  }
}
