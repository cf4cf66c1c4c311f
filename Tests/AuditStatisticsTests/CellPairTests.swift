import Testing

@testable import AuditStatistics

@Suite struct CellPairTests {
  /// Contents against plain sums; cells cover everything, do not overlap and are about equal.
  @Test(arguments: Sample.Weights.allCases, [false, true])
  func contents(_ weights: Sample.Weights, isTied: Bool) {
    let simulation = Sample.normal(6000, weights, seed: 101, isTied: isTied)
    let data = Sample.normal(1500, .negative, seed: 102, shift: 0.3, isTied: isTied)
    let cells = CellPair(simulation: simulation.distribution(), data: data.distribution())
    var before = -Double.infinity
    for index in cells.upper.indices {
      #expect(cells.lower[index] > before && cells.lower[index] <= cells.upper[index])
      for (sample, contents) in [(simulation, cells.simulation), (data, cells.data)] {
        let isIn = { (x: Double) in x > before && x <= cells.upper[index] }
        #expect(isClose(contents.weights[index], sample.sum(where: isIn)))
      }
      before = cells.upper[index]
    }
    #expect(before == max(simulation.values.max() ?? 0, data.values.max() ?? 0))
    #expect(isClose(cells.data.squares.reduce(0, +), data.distribution().sumOfSquaredWeights))
    if isTied {
      #expect(cells.upper == cells.lower)
      #expect(cells.upper == Set(simulation.values + data.values).sorted())
      return
    }
    #expect((256...275).contains(cells.upper.count))
    let largest = cells.upper.indices.map { index in
      let isIn = { (x: Double) in x >= cells.lower[index] && x <= cells.upper[index] }
      return Double(simulation.values.count(where: isIn)) / 6000 / 2
        + Double(data.values.count(where: isIn)) / 1500 / 2
    }.max()
    #expect((largest ?? 1) < 1.3 / 256)
  }

  @Test func tailsAreResolved() throws {
    let sample = Sample.normal(200_000, .unit, seed: 103)
    let cells = CellPair(simulation: sample.distribution(), data: sample.distribution())
    let total = 200_000.0
    #expect(cells.simulation.weights[0] / total < 1.5 / 256 / 32)
    #expect(cells.simulation.weights[cells.upper.count - 1] / total < 1.5 / 256 / 32)
  }

  /// A value that half of all rows have is a cell of its own.
  @Test func spikesStandAlone() {
    let continuous = Sample.normal(4000, .unit, seed: 104).values
    let sample = Sample(values: continuous.map { abs($0) < 0.7 ? 0.25 : $0 }).distribution()
    let cells = CellPair(simulation: sample, data: sample)
    #expect(zip(cells.lower, cells.upper).contains { $0 == 0.25 && $1 == 0.25 })
    #expect(cells.upper.count > 100)
  }

  @Test func oneEmptySample() {
    let sample = Sample.normal(5000, .unit, seed: 105).distribution()
    let empty = Sample(values: []).distribution()
    let cells = CellPair(simulation: sample, data: empty)
    #expect(cells.upper.count > 200)
    #expect(cells.simulation.weights.reduce(0, +) == 5000)
    #expect(cells.data.weights.allSatisfy { $0 == 0 })
    #expect(CellPair(simulation: empty, data: empty).upper.isEmpty)
  }

  @Test(arguments: [1, 2, 10, 20, 100])
  func quantileGroupsAreEqual(_ count: Int) {
    let simulation = Sample.normal(50_000, .logNormal, seed: 106).distribution()
    let data = Sample.normal(20_000, .unit, seed: 107).distribution()
    let cells = CellPair(simulation: simulation, data: data)
    let groups = cells.quantileGroups(count)
    #expect(groups.count == count)
    #expect(groups.flatMap { Array($0) } == Array(cells.upper.indices))
    for group in groups {
      let share =
        cells.simulation.weights[group].reduce(0, +) / simulation.sumOfWeights / 2
        + cells.data.weights[group].reduce(0, +) / data.sumOfWeights / 2
      #expect(abs(share - 1 / Double(count)) < 1.5 / 256)
    }
  }

  @Test func quantileGroupsOfFewCells() {
    let simulation = Sample(values: [0, 0, 0, 0, 0, 0, 0, 1, 1, 2]).distribution()
    let cells = CellPair(simulation: simulation, data: simulation)
    #expect(cells.quantileGroups(10) == [0..<1, 1..<2, 2..<3])
    #expect(cells.quantileGroups(2) == [0..<1, 1..<3])
  }
}
