import AuditModels
import AuditStatistics
import Testing

/// Trees trained on one table with signed weights.
@Suite struct TrainingTableTests {
  private struct Toy {
    var columns: [[Float]] = [[], [], []]
    var isPositive: [Bool] = []
    var weights: [Float] = []
  }

  /// Positives have the first column shifted; of the negatives some carry weight −1 and as many partners too much.
  private func toy(_ rows: Int, shift: Double, negative: Double, seed: UInt64) -> Toy {
    let random = CounterRandom(seed: seed, stream: "training table")
    var toy = Toy()
    for row in 0..<UInt64(rows) {
      let isPositive = random.uniform(row, part: 1) < 0.5
      toy.isPositive.append(isPositive)
      for column in 0..<3 {
        let mean = column == 0 && isPositive ? shift : 0
        toy.columns[column].append(Float(mean + random.normal(row, part: UInt32(10 + column))))
      }
      toy.weights.append(!isPositive && random.uniform(row, part: 2) < negative ? -1 : 1)
    }
    return toy
  }

  /// Without negative weights the own gradients are the library's logistic loss: the same trees, to rounding.
  @Test func agreesWithTheLibrarysOwnLoss() throws {
    let toy = toy(2000, shift: 0.7, negative: 0, seed: 1)
    var trees = BoostedTrees()
    trees.rounds = 20
    let folds = toy.isPositive.indices.map { UInt8($0 % 2) }
    let library = try trees.outOfFoldScores(
      columns: toy.columns, isPositive: toy.isPositive, weights: toy.weights, folds: folds, foldCount: 2,
      seed: 0)
    let table = try TrainingTable(columns: toy.columns)
    for fold in 0..<2 as Range<UInt8> {
      let used = zip(toy.weights, folds).map { $1 == fold ? 0 : $0 }
      let margins = try table.margins(
        isPositive: toy.isPositive, weights: used, rounds: 20, depth: 3, learningRate: 0.2)
      let held = folds.indices.filter { folds[$0] == fold }
      func area(_ scores: [Float]) -> Double {
        RankedEvents(
          scores: held.map { scores[$0] }, classes: held.map { toy.isPositive[$0] ? 1 : 0 }
        ).areaUnderCurve()?.value ?? 0
      }
      // Bins come from all rows here, and leaves need five units: close, not the same.
      #expect(abs(area(margins) - area(library)) < 0.01)
      #expect(area(margins) > 0.66)
    }
  }

  @Test func rowsOfWeightZeroTakeNoPart() throws {
    var toy = toy(1500, shift: 0.5, negative: 0.1, seed: 2)
    for row in 0..<500 { toy.weights[row] = 0 }
    let table = try TrainingTable(columns: toy.columns)
    func margins() throws -> [Float] {
      try table.margins(
        isPositive: toy.isPositive, weights: toy.weights, rounds: 10, depth: 3, learningRate: 0.2)
    }
    let before = try margins()
    for row in 0..<500 { toy.isPositive[row].toggle() }
    #expect(try margins() == before)
  }

  @Test func weightsCountUpToAFactorInEachClass() throws {
    let toy = toy(1500, shift: 0.5, negative: 0.1, seed: 3)
    let table = try TrainingTable(columns: toy.columns)
    let before = try table.margins(
      isPositive: toy.isPositive, weights: toy.weights, rounds: 10, depth: 3, learningRate: 0.2)
    let scaled = zip(toy.weights, toy.isPositive).map { $0 * ($1 ? 4 : 0.25) }
    let after = try table.margins(
      isPositive: toy.isPositive, weights: scaled, rounds: 10, depth: 3, learningRate: 0.2)
    #expect(before == after)
  }

  /// Rows of weight −1 and as many of weight +1 at the same place cancel: the ratio there is what is left.
  @Test func negativeWeightsCancel() throws {
    let plain = toy(6000, shift: 0, negative: 0, seed: 4)
    var toy = plain
    // A cloud of simulation at large values of the first column that weights of both signs cancel.
    let cloud = self.toy(2000, shift: 0, negative: 0, seed: 5)
    for row in cloud.isPositive.indices {
      for column in 0..<3 { toy.columns[column].append(cloud.columns[column][row] + (column == 0 ? 1 : 0)) }
      toy.isPositive.append(false)
      toy.weights.append(row % 2 == 0 ? 1 : -1)
    }
    let table = try TrainingTable(columns: toy.columns)
    let signed = try table.margins(
      isPositive: toy.isPositive, weights: toy.weights, rounds: 30, depth: 3, learningRate: 0.2)
    let sizes = try table.margins(
      isPositive: toy.isPositive, weights: toy.weights.map { abs($0) }, rounds: 30, depth: 3,
      learningRate: 0.2)
    func mean(_ margins: [Float]) -> Float {
      let right = plain.isPositive.indices.filter { plain.columns[0][$0] > 1 }
      return right.reduce(0) { $0 + margins[$1] } / Float(right.count)
    }
    #expect(abs(mean(signed)) < 0.25)
    #expect(mean(sizes) < -0.5)
  }

  @Test func treesScoreOtherRowsAsTheirOwn() throws {
    let toy = toy(1200, shift: 0.5, negative: 0.1, seed: 6)
    let table = try TrainingTable(columns: toy.columns)
    let grown = try #require(
      try table.grown(
        isPositive: toy.isPositive, weights: toy.weights, rounds: 10, depth: 3, learningRate: 0.2))
    let again = try grown.trees.margins(columns: toy.columns)
    for (a, b) in zip(grown.margins, again) { #expect(abs(a - b) < 1e-5) }
    let same = try grown.trees.margins(
      columns: toy.columns, variations: [(columns: [1], values: [toy.columns[1]])])
    #expect(same == [again])
  }

  @Test func badInputIsNamed() throws {
    #expect(throws: ModelError.self) { try TrainingTable(columns: [[1, 2], [1]]) }
    let table = try TrainingTable(columns: [[1, 2, 3]])
    #expect(throws: ModelError.self) {
      try table.margins(isPositive: [true], weights: [1, 1, 1], rounds: 1, depth: 1, learningRate: 0.1)
    }
    #expect(throws: ModelError.self) {
      try table.margins(
        isPositive: [true, false, true], weights: [1, .nan, 1], rounds: 1, depth: 1, learningRate: 0.1)
    }
    // A class without weight teaches nothing.
    #expect(
      try table.margins(
        isPositive: [true, false, true], weights: [1, -1, 1], rounds: 1, depth: 1, learningRate: 0.1)
        == [0, 0, 0])
  }
}
