import Testing

@testable import AuditStatistics

/// The same events in two samples are found however they were written, and none where there are none.
@Suite struct SharedEventsTests {
  /// Rows of some continuous columns and a flag.
  private func table(rows: Int, columns: Int, seed: UInt64) -> [[Float]] {
    let random = CounterRandom(seed: seed, stream: "shared events")
    let numbers = (0..<columns).map { column in
      (0..<UInt64(rows)).map { Float(random.normal($0, part: UInt32(column))) }
    }
    return numbers + [(0..<UInt64(rows)).map { random.uniform($0, part: 99) < 0.3 ? 1 : 0 }]
  }

  /// The rows in another order, the first `kept` of them from `table`, the others new.
  private func mixed(_ table: [[Float]], kept: Int, seed: UInt64) -> ([[Float]], [Int]) {
    let rows = table[0].count
    let fresh = self.table(rows: rows, columns: table.count - 1, seed: seed)
    // 7919 is prime and divides no number of rows used here.
    let order = (0..<rows).map { ($0 * 7919 + 13) % rows }
    let all = zip(table, fresh).map { old, new in order.map { $0 < kept ? old[$0] : new[$0] } }
    return (all, order)
  }

  @Test func equalRowsInAnotherOrderAreFound() {
    let first = table(rows: 2000, columns: 4, seed: 1)
    let (second, order) = mixed(first, kept: 1960, seed: 2)
    let found = SharedEvents(first, second, seed: 1)
    #expect(found.pairs.count == 1960 && found.wholeRows == 1960)
    #expect(found.pairs.allSatisfy { order[$0.second] == $0.first })
    #expect(found.versions.pairs.isEmpty)
  }

  @Test(arguments: [1, 2]) func aRecalibratedColumnHidesNothing(changed: Int) {
    let first = table(rows: 1500, columns: 5, seed: 3)
    var (second, _) = mixed(first, kept: 1500, seed: 4)
    for column in 0..<changed { second[column] = second[column].map { 1.01 * $0 + 0.001 } }
    let found = SharedEvents(first, second, seed: 1)
    #expect(found.pairs.count > 1490 && found.wholeRows == 0)
    #expect(found.agreement[..<changed].allSatisfy { $0 < 0.01 })
    #expect(found.agreement[changed...].allSatisfy { $0 > 0.99 })
    #expect(found.versions.pairs == found.pairs)
  }

  @Test func independentSamplesShareNothing() {
    for seed in 0..<40 as Range<UInt64> {
      let columns = seed % 2 == 0 ? 1 : 4
      var first = table(rows: 600, columns: columns, seed: 100 + 2 * seed)
      var second = table(rows: 900, columns: columns, seed: 101 + 2 * seed)
      if seed % 4 > 1 {
        // Coarse numbers agree by chance, flags always.
        first = first.map { $0.map { ($0 * 20).rounded() } }
        second = second.map { $0.map { ($0 * 20).rounded() } }
      }
      #expect(SharedEvents(first, second, seed: seed).pairs.isEmpty, "\(seed)")
    }
  }

  @Test func unequalSizes() {
    let large = table(rows: 20_000, columns: 3, seed: 5)
    let small = large.map { column in (0..<200).map { column[97 * $0] } }
    #expect(SharedEvents(small, large, seed: 1).pairs.count == 200)
    #expect(SharedEvents(table(rows: 200, columns: 3, seed: 6), large, seed: 1).pairs.isEmpty)
  }

  /// Every column was made anew; the key tells, and only where the events are alike.
  @Test func keysCountWhereTheEventsAreAlike() {
    let first = table(rows: 1000, columns: 3, seed: 7)
    let version = first.map { $0.map { 1.02 * $0 + 0.01 } }
    var keys = RowHash()
    keys.extend(by: 1000)
    keys.add((0..<1000).map { Int64($0) }, key: RowHash.Key(column: "event", seed: 1))
    #expect(SharedEvents(first, version, seed: 1).pairs.isEmpty)
    #expect(SharedEvents(first, version, keys: (keys, keys), seed: 1).pairs.count == 1000)
    // Simulation may number its events as data do.
    let other = table(rows: 1000, columns: 3, seed: 8)
    #expect(SharedEvents(first, other, keys: (keys, keys), seed: 1).pairs.isEmpty)
  }
}
