import Glibc
import Testing

@testable import AuditStatistics

@Suite struct CounterRandomTests {
  /// Known answers of Random123 (file tests/kat_vectors of DEShawResearch/random123, philox4x32 10).
  @Test func philoxKnownAnswers() {
    #expect(
      Philox.block([0, 0, 0, 0], key: [0, 0]) == [0x6627_E8D5, 0xE169_C58D, 0xBC57_AC4C, 0x9B00_DBD8])
    let ones = UInt32.max
    #expect(
      Philox.block([ones, ones, ones, ones], key: [ones, ones])
        == [0x408F_276D, 0x41C8_3B0E, 0xA20B_C7C6, 0x6D54_51FD])
    #expect(
      Philox.block([0x243F_6A88, 0x85A3_08D3, 0x1319_8A2E, 0x0370_7344], key: [0xA409_3822, 0x299F_31D0])
        == [0xD16C_FE09, 0x94FD_CCEB, 0x5001_E420, 0x2412_6EA1])
  }

  @Test func addressesAreIndependent() {
    let random = CounterRandom(seed: 1, stream: 2)
    #expect(random.uniform(7) == CounterRandom(seed: 1, stream: 2).uniform(7))
    let others = [
      random.uniform(8), random.uniform(7, part: 1), CounterRandom(seed: 2, stream: 2).uniform(7),
      CounterRandom(seed: 1, stream: 3).uniform(7), CounterRandom(seed: 2, stream: 1).uniform(7),
    ]
    #expect(!others.contains(random.uniform(7)))
    #expect(Set(others).count == others.count)
    #expect(
      CounterRandom(seed: 1, stream: "pt").bits(0) != CounterRandom(seed: 1, stream: "eta").bits(0))
  }

  @Test func uniformMoments() {
    let random = CounterRandom(seed: 3, stream: 0)
    let count = 100_000
    let numbers = (0..<count).map { random.uniform(UInt64($0)) }
    #expect(numbers.allSatisfy { $0 > 0 && $0 < 1 })
    let mean = numbers.reduce(0, +) / Double(count)
    // Standard error 1/√(12 n); five of them.
    #expect(abs(mean - 0.5) < 5 / (12 * Double(count)).squareRoot())
  }

  /// KS distance of the numbers from Φ; its 99.9 % point is 1.95/√n.
  private func distanceFromNormal(_ numbers: [Double]) -> Double {
    let sorted = numbers.sorted()
    let count = Double(sorted.count)
    var distance = 0.0
    for (rank, x) in sorted.enumerated() {
      let expected = 0.5 * erfc(-x / 2.0.squareRoot())
      distance = max(distance, abs(Double(rank + 1) / count - expected), abs(Double(rank) / count - expected))
    }
    return distance
  }

  @Test func normalsAreNormal() {
    let random = CounterRandom(seed: 4, stream: 0)
    let count = 100_000
    let single = (0..<count).map { random.normal(UInt64($0)) }
    #expect(distanceFromNormal(single) < 1.95 / Double(count).squareRoot())
    var bulk = [Float](repeating: 0, count: count)
    random.fillNormals(&bulk, from: 0)
    #expect(distanceFromNormal(bulk.map(Double.init)) < 1.95 / Double(count).squareRoot())
    let fourth = bulk.map { Double($0) * Double($0) * Double($0) * Double($0) }.reduce(0, +) / Double(count)
    // E x⁴ = 3 with standard deviation √(96/n).
    #expect(abs(fourth - 3) < 5 * (96 / Double(count)).squareRoot())
    // Lanes made of one pair must not be correlated.
    let pairs = (0..<(count / 16)).flatMap { group in
      (0..<8).map { Double(bulk[16 * group + $0]) * Double(bulk[16 * group + 8 + $0]) }
    }
    #expect(abs(pairs.reduce(0, +)) < 5 * Double(pairs.count).squareRoot())
  }

  @Test func bulkDoesNotDependOnCuts() {
    let random = CounterRandom(seed: 5, stream: 9)
    var whole = [Float](repeating: 0, count: 103)
    random.fillNormals(&whole, from: 5)
    for start in [0, 1, 11, 16, 60, 102] {
      var part = [Float](repeating: 0, count: 103 - start)
      random.fillNormals(&part, from: UInt64(5 + start))
      #expect(part == Array(whole[start...]))
    }
  }
}
