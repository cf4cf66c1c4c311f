import AuditStatistics
import AuditTestSupport
import Foundation
import Testing

/// Numbers of rows that are there k times: independent draws never look like copies.
@Suite struct RepeatSizesTests {
  private func sizes(_ values: [Int]) -> RepeatSizes {
    var sizes = RepeatSizes()
    for times in Dictionary(grouping: values, by: { $0 }).values { sizes.add(times: times.count) }
    return sizes
  }

  /// Uniform, exponential, heavy-tailed, and a mixture of a few and of very many levels.
  @Test func independentDrawsAreNoCopies() {
    var random = SplitMix(seed: 11)
    for toy in 0..<400 {
      let levels = Double([3, 50, 1000, 20_000, 500_000][toy % 5])
      let values = (0..<3000).map { _ -> Int in
        let u = Double.random(in: 0..<1, using: &random)
        return switch toy % 4 {
        case 0: Int(u * levels)
        case 1: Int(-levels / 10 * log1p(-u))
        case 2: Int(min(1e9, levels / 100 / (1 - u)))
        default: Bool.random(using: &random) ? Int(u * 5) : Int(u * 100 * levels)
        }
      }
      #expect(!sizes(values).holdCopies, "toy \(toy)")
    }
  }

  @Test func copiesAreSeenAmongRowsThatRepeatByChance() {
    var random = SplitMix(seed: 12)
    let values = (0..<10_000).map { _ in Int.random(in: 0..<2_000_000, using: &random) }
    #expect(!sizes(values).holdCopies)
    #expect(sizes(values + values.prefix(600)).holdCopies)
    #expect(sizes(values + values).holdCopies)
    #expect(sizes(values + values + values).holdCopies)
    // Few levels: whether one of thousands of equal rows is a copy nobody can see.
    #expect(!sizes(values.map { $0 % 7 }).holdCopies)
  }

  /// By hand: 4 √400 = 80, 320² = 102 400 against 3/2 · (1000 + 4 √1004 + 2) · 10 = 16 930, and against 3/2 · 1129 · 91 with 50.
  @Test func theInequalityIsThatOfTheFormula() {
    var sizes = RepeatSizes()
    sizes.add(times: 1, count: 1000)
    sizes.add(times: 2, count: 400)
    #expect(sizes.holdCopies)
    sizes.add(times: 3, count: 50)
    #expect(!sizes.holdCopies)
  }
}
