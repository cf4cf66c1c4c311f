import AuditModels
import AuditStatistics
import Testing

@Suite struct BoostedTreesTests {
  /// Two inputs whose signs must be combined; neither tells anything alone.
  private func checkerboard(_ rows: Int, seed: UInt64, isNull: Bool = false) -> (
    columns: [[Float]], labels: [Bool], folds: [UInt8]
  ) {
    let random = CounterRandom(seed: seed, stream: 1)
    let columns = (0..<2).map { part in
      (0..<UInt64(rows)).map { Float(random.normal($0, part: UInt32(part))) }
    }
    let labels = (0..<rows).map { row in
      isNull ? random.uniform(UInt64(row)) < 0.5 : columns[0][row] * columns[1][row] > 0
    }
    return (columns, labels, (0..<rows).map { UInt8($0 % 5) })
  }

  private func area(_ scores: [Float], _ labels: [Bool], _ folds: [UInt8]) throws -> FoldedArea {
    try #require(
      FoldedArea(
        scores: scores, classes: labels.map { $0 ? 1 : 0 }, weights: nil, folds: folds, foldCount: 5))
  }

  @Test func treesLearnWhatNoSingleColumnShows() throws {
    let (columns, labels, folds) = checkerboard(2000, seed: 4)
    let scores = try BoostedTrees().outOfFoldScores(
      columns: columns, isPositive: labels, weights: Array(repeating: 1, count: 2000), folds: folds,
      foldCount: 5, seed: 1)
    #expect(try area(scores, labels, folds).value > 0.97)
  }

  @Test func withoutAnythingToLearnTheAreaIsAHalf() throws {
    var sum = 0.0
    var alarms = 0
    let toys = 40
    for seed in 1...toys {
      let (columns, labels, folds) = checkerboard(400, seed: UInt64(seed), isNull: true)
      let scores = try BoostedTrees().outOfFoldScores(
        columns: columns, isPositive: labels, weights: Array(repeating: 1, count: 400), folds: folds,
        foldCount: 5, seed: 1)
      let area = try area(scores, labels, folds)
      sum += area.value
      let ends = area.interval(confidence: 0.95)
      if ends.low > 0.5 || ends.high < 0.5 { alarms += 1 }
    }
    // Mean of 40 AUCs with σ ≈ 0.035 each; alarms at 5 %: mean 2, +3.3 σ = 7.
    #expect(abs(sum / Double(toys) - 0.5) < 0.02)
    #expect(alarms <= 7)
  }

  @Test func theSameInputGivesTheSameScoresInAnyThread() async throws {
    let (columns, labels, folds) = checkerboard(600, seed: 9)
    let weights = (0..<600).map { Float($0 % 3) + 0.5 }
    let all = try await withThrowingTaskGroup(of: [Float].self) { group in
      for _ in 0..<4 {
        group.addTask {
          try BoostedTrees().outOfFoldScores(
            columns: columns, isPositive: labels, weights: weights, folds: folds, foldCount: 5, seed: 7)
        }
      }
      return try await group.reduce(into: [[Float]]()) { $0.append($1) }
    }
    #expect(all.allSatisfy { $0 == all[0] })
    // Scaling the weights of a class changes nothing: classes are balanced. By two: exact in binary.
    let scaled = try BoostedTrees().outOfFoldScores(
      columns: columns, isPositive: labels, weights: zip(weights, labels).map { $1 ? 2 * $0 : $0 },
      folds: folds, foldCount: 5, seed: 7)
    #expect(scaled == all[0])
  }

  @Test func missingValuesAndLonelyClassesAreNoError() throws {
    var (columns, labels, folds) = checkerboard(200, seed: 3)
    for row in stride(from: 0, to: 200, by: 7) { columns[0][row] = .nan }
    labels = labels.map { _ in false }
    folds = folds.map { _ in 0 }
    let scores = try BoostedTrees().outOfFoldScores(
      columns: columns, isPositive: labels, weights: Array(repeating: 1, count: 200), folds: folds,
      foldCount: 5, seed: 1)
    #expect(scores == Array(repeating: 0, count: 200))
  }

  @Test func badInputGetsASentence() {
    func sentence(_ weights: [Float], _ column: [Float]) -> String? {
      do {
        _ = try BoostedTrees().outOfFoldScores(
          columns: [column], isPositive: [true, false], weights: weights, folds: [0, 1], foldCount: 2, seed: 1
        )
        return nil
      } catch { return "\(error)" }
    }
    #expect(
      sentence([1, -1], [1, 2])?.contains("row 1 is -1.0, but it must be finite and not negative") == true)
    #expect(sentence([1], [1, 2])?.contains("1 rows of weights where 2 were expected") == true)
    #expect(sentence([1, 1], [1])?.contains("1 rows of an input where 2 were expected") == true)
    #expect(ModelError.library(step: "training", message: "x").description.contains("training failed: x"))
  }
}
