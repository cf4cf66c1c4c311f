import AuditStatistics
import Testing

/// Sorted files are told from shuffled ones.
struct PositionDriftTests {
  private func drift(_ levels: [Int32], blocks: Int = 97) -> PositionDrift {
    var result = PositionDrift(rows: levels.count)
    for start in stride(from: 0, to: levels.count, by: blocks) {
      result.add(Array(levels[start..<min(start + blocks, levels.count)]))
    }
    return result
  }

  @Test func sortedFilesDriftFully() throws {
    let levels = (0..<2000).map { Int32($0 < 500 ? 0 : 1) }
    let sorted = drift(levels)
    let found = try #require(sorted.drift(confidence: 0.95))
    #expect(found.distance.value == 1 && found.pValue < 1e-12)
    let clumping = try #require(sorted.clumping(confidence: 0.95))
    #expect(clumping.value > 0.99 && clumping.low > 0.9)
  }

  @Test func shuffledBlocksAreClumpedWithoutDrift() throws {
    var toys = CompositionToys(4)
    let levels = (0..<200).flatMap { _ in
      [Int32](repeating: toys.uniform() < 0.5 ? 0 : 1, count: 100)
    }
    let clumped = drift(levels)
    let clumping = try #require(clumped.clumping(confidence: 0.95))
    #expect(clumping.low > 0.9)
    let found = try #require(clumped.drift(confidence: 0.95))
    #expect(found.distance.value < 0.3)
  }

  @Test func takingTurnsIsNegative() throws {
    let clumping = try #require(drift((0..<1000).map { Int32($0 % 2) }).clumping(confidence: 0.95))
    #expect(abs(clumping.value + 1) < 0.01)
  }

  @Test func shuffledFilesRarelyAlarm() throws {
    var drifts = 0
    var clumps = 0
    for seed in 0..<200 as Range<UInt64> {
      var toys = CompositionToys(seed)
      let levels = (0..<1000).map { _ in Int32(toys.uniform() * 3) }
      let shuffled = drift(levels)
      if let found = shuffled.drift(confidence: 0.95), found.distance.low > 0 { drifts += 1 }
      if let found = shuffled.clumping(confidence: 0.95), found.low > 0 { clumps += 1 }
    }
    // At most 5 % and 2.5 % expected of 200; limits are exceeded in one of a thousand suites.
    #expect(drifts <= 21)
    #expect(clumps <= 14)
  }

  @Test func chunksChangeNothing() {
    var toys = CompositionToys(8)
    let levels = (0..<777).map { _ in Int32(toys.uniform() * 4) - 1 }
    let whole = drift(levels, blocks: 777)
    let pieces = drift(levels, blocks: 10)
    #expect(whole.drift(confidence: 0.95) == pieces.drift(confidence: 0.95))
    #expect(whole.clumping(confidence: 0.95) == pieces.clumping(confidence: 0.95))
  }

  @Test func oneClassHasNoOrder() {
    #expect(drift([Int32](repeating: 0, count: 100)).drift(confidence: 0.95) == nil)
    #expect(drift([Int32](repeating: 0, count: 100)).clumping(confidence: 0.95) == nil)
  }

  /// A fraction of a class that rises along the file: D = slope/8/(p(1 − p)), covered by an interval about as wide as D scatters.
  @Test func aDriftIsCovered() throws {
    let (rows, toys, slope) = (1000, 200, 0.4)
    var (covered, sum, squares, width) = (0, 0.0, 0.0, 0.0)
    for seed in 0..<UInt64(toys) {
      var toy = CompositionToys(1000 + seed)
      let levels = (0..<rows).map { row in
        Int32(toy.uniform() < 0.5 + slope * (Double(row) / Double(rows) - 0.5) ? 1 : 0)
      }
      let found = try #require(drift(levels).drift(confidence: 0.95)).distance
      covered += found.low <= slope / 2 && slope / 2 <= found.high ? 1 : 0
      sum += found.value / Double(toys)
      squares += found.value * found.value / Double(toys)
      width += (found.high - found.low) / (2 * 1.96) / Double(toys)
    }
    let scatter = (squares - sum * sum).squareRoot()
    #expect(covered >= 180, "\(covered) of 200 cover")
    #expect(width < 1.35 * scatter, "width/scatter \(width / scatter)")
  }
}
