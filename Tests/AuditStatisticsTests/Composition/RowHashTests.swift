import AuditStatistics
import Testing

/// Fingerprints of rows are equal exactly when the rows are.
struct RowHashTests {
  private func hash(_ columns: [[Double]], order: [Int]? = nil) -> RowHash {
    var result = RowHash()
    result.extend(by: columns[0].count)
    for column in order ?? Array(columns.indices) {
      result.add(columns[column], key: RowHash.Key(column: "c\(column)", seed: 3))
    }
    return result
  }

  @Test func groupsAreThoseOfADictionary() {
    for seed in 0..<20 as Range<UInt64> {
      var toys = CompositionToys(seed)
      let rows = Int.random(in: 0...3000, using: &toys)
      let columns = (0..<2).map { _ in (0..<rows).map { _ in Double(Int.random(in: 0..<40, using: &toys)) } }
      let groups = RowGroups(of: hash(columns))
      var expected: [[Double]: [Int]] = [:]
      for row in 0..<rows { expected[[columns[0][row], columns[1][row]], default: []].append(row) }
      let wanted = expected.values.filter { $0.count > 1 }.sorted { $0[0] < $1[0] }
      #expect((0..<groups.count).map { Array(groups[$0]) } == wanted)
    }
  }

  @Test func groupsAreFoundInLargeTables() {
    // More rows than one part holds, with pairs far apart.
    let rows = 50_000
    var column = (0..<rows).map { Double($0) * 1.1 }
    for row in 0..<100 { column[rows - 1 - row] = column[row] }
    let groups = RowGroups(of: hash([column]))
    #expect(groups.count == 100)
    #expect(Array(groups[7]) == [7, rows - 8])
  }

  @Test func partsAndOrderChangeNothing() {
    var toys = CompositionToys(5)
    let columns = (0..<5).map { _ in (0..<200).map { _ in toys.normal() } }
    let whole = hash(columns)
    #expect(hash(columns, order: [4, 2, 0, 1, 3]) == whole)
  }

  /// Columns in groups, rows in runs: the same groups of rows, also where many rows repeat others and where fingerprints are short.
  @Test(arguments: [false, true])
  func groupsOfColumnsAndRunsOfRowsChangeNothing(isShort: Bool) {
    var toys = CompositionToys(6)
    let columns = (0..<4).map { _ in
      (0..<9000).map { _ in Double(Int.random(in: 0..<5, using: &toys)) + 0.5 }
    }
    func hashes(_ wanted: [Int], _ rows: Range<Int>) -> RowHash {
      var result = RowHash(isShort: isShort)
      result.extend(by: rows.count)
      for column in wanted {
        result.add(Array(columns[column][rows]), key: RowHash.Key(column: "c\(column)", seed: 3))
      }
      return result
    }
    let whole = [[hashes([0, 1, 2, 3], 0..<9000)]]
    let parted = [[0, 3], [1, 2]].map { wanted in
      [0..<77, 77..<77, 77..<8000, 8000..<9000].map { hashes(wanted, $0) }
    }
    let groups = RowGroups(of: whole)
    #expect(RowGroups(of: parted) == groups)
    #expect(groups.members.count == 9000 && groups.count == 625)
    #expect(RowGroups.repeats(of: parted) == 9000 - 625 && RowGroups.repeats(of: whole) == 9000 - 625)
  }

  @Test func valuesCompareAsInDataFrames() {
    let key = RowHash.Key(column: "x", seed: 1)
    var doubles = RowHash()
    doubles.extend(by: 6)
    doubles.add([0, -0.0, .nan, -Double.nan, 0.5, 9_007_199_254_740_992], key: key)
    var floats = RowHash()
    floats.extend(by: 4)
    floats.add([Float(0), -0.0, .nan, 0.5], key: key)
    var integers = RowHash()
    integers.extend(by: 3)
    integers.add([0 as Int64, 9_007_199_254_740_992, 9_007_199_254_740_993], key: key)
    #expect(doubles.low[0] == doubles.low[1] && doubles.low[2] == doubles.low[3])
    #expect(floats.low == [doubles.low[0], doubles.low[0], doubles.low[2], doubles.low[4]])
    #expect(integers.low[0] == doubles.low[0] && integers.low[1] == doubles.low[5])
    #expect(integers.low[2] != integers.low[1])
  }

  @Test func roundingJoinsNeighbours() {
    let key = RowHash.Key(column: "x", seed: 1)
    var near = RowHash()
    near.extend(by: 4)
    near.add([1.3, 1.3000001, 1.3001, 1.31], roundedTo: 13, key: key)
    #expect(near.low[0] == near.low[1])
    #expect(near.low[0] != near.low[3])
  }
}
