import AuditStatistics
import Testing

/// Holes in the reference are found, and only those.
struct CoverageTreeTests {
  private func rows(_ count: Int, hole: Bool, seed: UInt64) -> BinnedRows {
    var toys = CompositionToys(seed)
    var codes = [[UInt8]](repeating: [], count: 4)
    while codes[0].count < count {
      let row = (0..<4).map { _ in UInt8(1 + toys.uniform() * 32) }
      if hole, row[0] > 24, row[2] > 26 { continue }
      for column in 0..<4 { codes[column].append(row[column]) }
    }
    return BinnedRows(codes: codes, weights: [Double](repeating: 1, count: count))
  }

  @Test func namesTheHole() throws {
    let target = rows(20_000, hole: false, seed: 1)
    let reference = rows(20_000, hole: true, seed: 2)
    let leaves = CoverageTree().leaves(
      target: target, reference: reference, binCounts: [33, 33, 33, 33])
    let empty = leaves.filter { $0.tally(reference).rows == 0 }
    let found = try #require(empty.max { $0.tally(target).sum < $1.tally(target).sum })
    #expect(
      found.cuts.sorted { $0.feature < $1.feature } == [
        CoverageRegion.Cut(feature: 0, bins: 25...32), CoverageRegion.Cut(feature: 2, bins: 27...32),
      ])
  }

  /// The corner holds 4.7 % of the target: no single cut of so few rows is worth a split.
  @Test func seesACornerOfFewRows() throws {
    for seed in 0..<10 as Range<UInt64> {
      let target = rows(1200, hole: false, seed: 2 * seed + 500)
      let reference = rows(3000, hole: true, seed: 2 * seed + 501)
      let leaves = CoverageTree().leaves(
        target: target, reference: reference, binCounts: [33, 33, 33, 33])
      let empty = leaves.filter { $0.tally(reference).rows == 0 }
      #expect(CoverageRegion.tally(target, inAnyOf: empty).sum > 0.03 * 1200, "seed \(seed)")
    }
  }

  @Test func leavesTileEverything() {
    let target = rows(3000, hole: false, seed: 3)
    let leaves = CoverageTree().leaves(
      target: target, reference: rows(3000, hole: true, seed: 4), binCounts: [33, 33, 33, 33])
    for row in 0..<3000 { #expect(leaves.count { $0.contains(row, of: target) } == 1) }
  }

  @Test func likeSamplesAreNotSplit() {
    for seed in 0..<20 as Range<UInt64> {
      let leaves = CoverageTree().leaves(
        target: rows(2000, hole: false, seed: 2 * seed + 100),
        reference: rows(2000, hole: false, seed: 2 * seed + 101), binCounts: [33, 33, 33, 33])
      #expect(leaves.count <= 2)
    }
  }
}
