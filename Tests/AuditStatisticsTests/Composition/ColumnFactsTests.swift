import AuditStatistics
import Testing

/// Extremes, grids, quantile bins and the choice of rows.
struct ColumnFactsTests {
  @Test func extremesAreExact() {
    var toys = CompositionToys(1)
    let values = (0..<5000).map { _ in Double(Int.random(in: 0..<60, using: &toys)) }
    var whole = DistinctExtremes()
    var left = DistinctExtremes()
    var right = DistinctExtremes()
    for (row, value) in values.enumerated() {
      whole.add(value)
      if row % 3 == 0 { left.add(value) } else { right.add(value) }
    }
    left.merge(right)
    #expect(left.lowest == whole.lowest && left.highest == whole.highest)
    #expect(whole.lowest.map(\.value) == [0, 1, 2, 3])
    #expect(whole.highest.map(\.value) == [59, 58, 57, 56])
    #expect(whole.lowest.map(\.rows) == (0..<4).map { level in values.count { $0 == Double(level) } })
  }

  @Test func decimalsAreRecognisedInBothPrecisions() {
    var toys = CompositionToys(2)
    let raw = (0..<500).map { _ in 100 * toys.uniform() }
    let rounded = raw.map { ($0 * 100).rounded() / 100 }
    let step = ValueGrid.decimal(digits: 2)
    #expect(
      step.tally(rounded, isSinglePrecision: false).on == step.tally(rounded, isSinglePrecision: false).of)
    let single = rounded.map { Double(Float($0)) }
    #expect(step.tally(single, isSinglePrecision: true).on == step.tally(single, isSinglePrecision: true).of)
    let plain = raw.map { Double(Float($0)) }
    #expect(step.tally(plain, isSinglePrecision: true).on < 10)
    let half = raw.map { Double(Float16($0)) }
    let bits = ValueGrid.mantissa(bits: 10)
    #expect(bits.tally(half, isSinglePrecision: true).on == bits.tally(half, isSinglePrecision: true).of)
    #expect(bits.tally(plain, isSinglePrecision: true).on < 10)
  }

  @Test func largeNumbersCannotTell() {
    #expect(ValueGrid.decimal(digits: 5).contains(123456.7, isSinglePrecision: true) == nil)
  }

  @Test func quantileBinsShareTheRows() {
    let values = (0..<1000).map { Float($0) } + [.nan, .nan]
    let bins = QuantileBins(values, maximum: 10)
    #expect(bins.count == 11)
    var sizes = [Int](repeating: 0, count: bins.count)
    for value in values { sizes[bins.bin(of: value)] += 1 }
    #expect(sizes[0] == 2 && sizes.dropFirst().allSatisfy { $0 == 100 })
    #expect(QuantileBins([1, 1, 1], maximum: 10).count == 2)
  }

  @Test func roundEdgesAreRound() {
    var toys = CompositionToys(3)
    let values = (0..<5000).map { _ in Float(300 + 100 * toys.normal()) }
    let bins = QuantileBins(roundly: values, maximum: 20)
    #expect(bins.edges.count == 19)
    for edge in bins.edges { #expect(edge == edge.rounded()) }
  }

  @Test func theSameRowsAreChosenWhateverTheChunks() {
    let thinning = RowThinning(rows: 10_000, limit: 1000, seed: 4)
    let whole = thinning.offsets(in: 0..<10_000, kept: nil)
    #expect(abs(whole.count - 1000) < 120)
    let pieces = (0..<10).flatMap { part in
      thinning.offsets(in: part * 1000..<(part + 1) * 1000, kept: nil).map { $0 + part * 1000 }
    }
    #expect(pieces == whole)
    let kept = Array(stride(from: 0, to: 10_000, by: 3))
    #expect(thinning.offsets(in: 0..<10_000, kept: kept).map { kept[$0] } == whole.filter { $0 % 3 == 0 })
    #expect(RowThinning(rows: 10, limit: 100, seed: 1).offsets(in: 0..<10, kept: nil).count == 10)
  }
}

extension ValueGrid {
  /// The tallies of all sizes together.
  fileprivate func tally(_ values: [Double], isSinglePrecision: Bool) -> Tally {
    talliesBySize(values, isSinglePrecision: isSinglePrecision).reduce(into: Tally()) {
      $0.on += $1.on
      $0.of += $1.of
    }
  }
}
