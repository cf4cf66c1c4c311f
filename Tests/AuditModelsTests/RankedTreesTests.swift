import Testing

@testable import AuditModels

/// Trees of shapes that no fixture has, against the walk of one row and one tree after the other.
@Suite struct RankedTreesTests {
  /// A tree that splits on input 0 at 0, 1, 2 … and on input 1 at the same places: one leaf at each level.
  private func chain(length: Int, into ensemble: inout TreeEnsemble) {
    let first = ensemble.nodes.count
    for level in 0..<length {
      let child = Int32(ensemble.nodes.count + (level == 0 ? 1 : 2))
      let split = TreeEnsemble.Node(
        threshold: Float(level / 2), child: child, feature: Int32(level % 2), step: 1,
        missingStep: Int32(level % 3 == 0 ? 0 : 1), isCategorical: false)
      if level > 0 { append(leaf: Float(level), to: &ensemble) }
      ensemble.nodes.append(split)
      ensemble.values.append(0)
    }
    append(leaf: -1, to: &ensemble)
    append(leaf: -2, to: &ensemble)
    ensemble.trees.append(.init(nodes: first..<ensemble.nodes.count, depth: length, group: 0))
  }

  private func append(leaf: Float, to ensemble: inout TreeEnsemble) {
    ensemble.nodes.append(
      .init(
        threshold: 0, child: Int32(ensemble.nodes.count), feature: 0, step: 0, missingStep: 0,
        isCategorical: false))
    ensemble.values.append(leaf)
  }

  private func check(_ ensemble: TreeEnsemble, _ rows: InputRows, others: Int) {
    let forest = Forest(ensemble, inputs: rows.width, base: [0.5])
    #expect(forest.ranked.others.count == others)
    let expected = rows.values.withUnsafeBufferPointer { values in
      (0..<rows.count).map { row in
        ensemble.trees.reduce(0.5) { sum, tree in
          guard let first = values.baseAddress else { return sum }
          return sum + Double(ensemble.values[ensemble.leaf(of: first + rows.width * row, in: tree)])
        }
      }
    }
    #expect(forest.margins(of: rows) == expected)
    var shifted = rows
    let values = (0..<rows.count).map { 1.5 * rows.values[rows.width * $0] + 0.25 }
    let variation = InputVariation(columns: [0], values: [values])
    shifted.write(variation)
    #expect(forest.margins(of: [variation], rows, forest.ranked(rows)) == [forest.margins(of: shifted)])
    let other = Forest(ensemble, inputs: rows.width, base: [0.5])
    #expect(forest.margins(of: [variation], rows, other.ranked(rows)) == nil)
  }

  private let rows = InputRows(
    width: 2,
    values: (0..<400).map { $0 % 17 == 0 ? .nan : Float($0 * 37 % 101) / 4 - 1 })

  @Test(arguments: [1, 2, 8, 9, 12, 40]) func deepTreesAreWalkedToTheirEnd(_ length: Int) {
    var ensemble = TreeEnsemble()
    chain(length: length, into: &ensemble)
    chain(length: max(1, length / 2), into: &ensemble)
    check(ensemble, rows, others: 0)
  }

  /// More nodes than 16 bits count: such a tree is walked plainly, the one beside it is not.
  @Test func aTreeOfTooManyNodesIsWalkedPlainly() {
    var ensemble = TreeEnsemble()
    chain(length: 33_000, into: &ensemble)
    chain(length: 20, into: &ensemble)
    check(ensemble, rows, others: 1)
  }

  @Test func anInputOfTooManyThresholdsIsComparedPlainly() {
    var ensemble = TreeEnsemble()
    for number in 0..<65_536 {
      let first = ensemble.nodes.count
      let isOnFirst = number > 0
      ensemble.nodes.append(
        .init(
          threshold: Float(number) / 4096, child: Int32(first + 1), feature: isOnFirst ? 0 : 1, step: 1,
          missingStep: 1, isCategorical: false))
      ensemble.values.append(0)
      append(leaf: Float(number % 5), to: &ensemble)
      append(leaf: -1, to: &ensemble)
      ensemble.trees.append(.init(nodes: first..<first + 3, depth: 1, group: 0))
    }
    check(ensemble, InputRows(width: 2, values: Array(rows.values.prefix(20))), others: 65_535)
  }

  @Test func treesWithoutSplitsAndRowsWithoutTreesWork() {
    var ensemble = TreeEnsemble()
    check(ensemble, rows, others: 0)
    append(leaf: 0.25, to: &ensemble)
    ensemble.trees.append(.init(nodes: 0..<1, depth: 0, group: 0))
    check(ensemble, rows, others: 0)
    check(ensemble, InputRows(width: 2, values: []), others: 0)
  }
}
