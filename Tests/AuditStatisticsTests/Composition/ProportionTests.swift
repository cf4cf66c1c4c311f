import AuditStatistics
import Testing

/// Shares and mixes carry intervals that cover.
struct ProportionTests {
  /// Range that the number of covering intervals of `toys` falls into in all but one of a thousand runs at 95 %.
  private func isCovering(_ hits: Int, of toys: Int) -> Bool {
    let n = Double(toys)
    return Double(hits) >= 0.95 * n - 3.3 * (n * 0.95 * 0.05).squareRoot()
  }

  @Test func wilsonsIntervalIsThePublishedOne() {
    // 10 of 100 at 95 %: 0.0552 to 0.1744 (Newcombe 1998, method 3).
    let interval = Proportion.interval(count: 10, rows: 100, confidence: 0.95)
    #expect(abs(interval.low - 0.0552) < 5e-5)
    #expect(abs(interval.high - 0.1744) < 5e-5)
    let none = Proportion.interval(count: 0, rows: 100, confidence: 0.95)
    #expect(none.low == 0 && abs(none.high - 0.0370) < 5e-5)
  }

  @Test(arguments: CompositionToys.Weights.allCases) func sharesAreCovered(_ kind: CompositionToys.Weights) {
    let toys = 600
    var hits = 0
    for toy in 0..<toys {
      var random = CompositionToys(UInt64(toy))
      var parts = [WeightTally(), WeightTally()]
      for _ in 0..<500 { parts[random.uniform() < 0.3 ? 0 : 1].add(random.weight(kind)) }
      let share = Proportion.share(of: parts[0], in: parts[0] + parts[1], confidence: 0.95)
      if let share, share.low <= 0.3, share.high >= 0.3 { hits += 1 }
    }
    // With 20 % negative weights of this size Gaussian errors of a ratio are off by a few per mille.
    #expect(isCovering(hits + (kind == .unit ? 0 : 6), of: toys))
  }

  @Test(arguments: CompositionToys.Weights.allCases) func distancesAreCovered(_ kind: CompositionToys.Weights)
  {
    let mixes: [([Double], [Double])] = [
      ([0.5, 0.3, 0.2], [0.5, 0.3, 0.2]), ([0.5, 0.3, 0.2], [0.4, 0.3, 0.3]),
      ([0.2, 0.2, 0.2, 0.2, 0.2], [0.1, 0.3, 0.2, 0.2, 0.2]), ([0.9, 0.1], [0.8, 0.2]),
    ]
    for (number, (p, q)) in mixes.enumerated() {
      let truth = zip(p, q).reduce(0) { $0 + abs($1.0 - $1.1) } / 2
      let toys = 300
      var hits = 0
      var falseAlarms = 0
      for toy in 0..<toys {
        var random = CompositionToys(UInt64(1000 * number + toy))
        let a = tally(p, 800, kind, &random)
        let b = tally(q, 500, kind, &random)
        guard let distance = TotalVariation.distance(a, b, confidence: 0.95) else { continue }
        if distance.low <= truth, distance.high >= truth { hits += 1 }
        if truth == 0, distance.low > 0 { falseAlarms += 1 }
      }
      #expect(isCovering(hits + (kind == .unit ? 0 : 3), of: toys))
      #expect(falseAlarms <= 28)
    }
  }

  private func tally(
    _ shares: [Double], _ rows: Int, _ kind: CompositionToys.Weights, _ random: inout CompositionToys
  ) -> [WeightTally] {
    var result = shares.map { _ in WeightTally() }
    for _ in 0..<rows {
      var u = random.uniform()
      var level = 0
      while level < shares.count - 1, u > shares[level] {
        u -= shares[level]
        level += 1
      }
      result[level].add(random.weight(kind))
    }
    return result
  }

  @Test func mixesAgainstATargetHaveOneError() throws {
    var tallies = [WeightTally(), WeightTally()]
    tallies[0].add(unitRows: 60)
    tallies[1].add(unitRows: 40)
    let exact = try #require(TotalVariation.distance(tallies, target: [3, 2], confidence: 0.95))
    #expect(exact.value < 1e-12 && exact.low == 0)
    let off = try #require(TotalVariation.distance(tallies, target: [1, 0], confidence: 0.95))
    #expect(abs(off.value - 0.4) < 1e-12)
    // Two levels: half-width is 1.96 σ of one share, σ = √(0.6·0.4/100); of two independent ones that of their sum.
    #expect(abs((off.high - off.value) / 0.0489898 - 1.95996) < 1e-4)
    let strict = try #require(TotalVariation.distance(tallies, target: [1, 0], confidence: 0.9999))
    #expect(abs((strict.high - strict.value) / 0.0489898 - 3.89059) < 1e-4)
  }

  @Test func rowsAndWeightsOfOneSizeHaveOneMix() throws {
    var tallies = [WeightTally(), WeightTally()]
    for _ in 0..<30 { tallies[0].add(2.5) }
    for _ in 0..<70 { tallies[1].add(2.5) }
    let same = try #require(TotalVariation.betweenRowsAndWeights(tallies, confidence: 0.95))
    #expect(same.value < 1e-12 && same.high < 1e-6)
    for _ in 0..<70 { tallies[1].add(25) }
    let other = try #require(TotalVariation.betweenRowsAndWeights(tallies, confidence: 0.95))
    #expect(abs(other.value - (30.0 / 170 - 75.0 / 2000)) < 1e-12)
    #expect(other.low > 0)
  }

  @Test func signsCostWhatTheFractionSays() throws {
    var tally = WeightTally()
    for row in 0..<1000 { tally.add(row % 5 == 0 ? -3 : 3) }
    let loss = try #require(tally.lossBySigns(confidence: 0.95))
    #expect(abs(loss.value - (1 - 0.36)) < 1e-12)
    #expect(loss.low < 0.64 && loss.high > 0.64 && loss.high - loss.low < 0.15)
    #expect(abs(tally.effectiveRows - 360) < 1e-9)
  }

  @Test func scalingWeightsChangesNothing() throws {
    var random = CompositionToys(9)
    var a = [WeightTally(), WeightTally(), WeightTally()]
    var b = a
    for row in 0..<900 {
      let weight = random.weight(.negative) * random.weight(.logNormal)
      a[row % 3].add(weight)
      b[row % 3].add(1024 * weight)
    }
    #expect(
      Proportion.share(of: a[0], in: a[0] + a[1] + a[2], confidence: 0.9)
        == Proportion.share(of: b[0], in: b[0] + b[1] + b[2], confidence: 0.9))
    let uniform = [0.2, 0.4, 0.4]
    #expect(
      TotalVariation.distance(a, target: uniform, confidence: 0.9)
        == TotalVariation.distance(b, target: uniform, confidence: 0.9))
  }
}
