import AuditStatistics
import Glibc
import Testing

/// The heaviest weights, from bins, against sorting.
struct WeightSpectrumTests {
  @Test func agreesWithSorting() throws {
    var toys = CompositionToys(3)
    let weights = (0..<20_000).map { _ in toys.weight(.logNormal) * (toys.uniform() < 0.1 ? -1 : 1) }
    var spectrum = WeightSpectrum()
    for weight in weights { spectrum.add(weight) }
    let sizes = weights.map { abs($0) }.sorted(by: >)
    let share = try #require(spectrum.shareOfHeaviest(0.01, confidence: 0.95))
    let exact = sizes.prefix(200).reduce(0, +) / sizes.reduce(0, +)
    #expect(abs(share.value - exact) < 0.002 * exact)
    #expect(abs((spectrum.quantile(0.5) ?? 0) - sizes[10_000]) < 0.002 * sizes[10_000])
    #expect(spectrum.heaviest.magnitude == sizes[0])
    #expect(spectrum.lightest == sizes[19_999])
  }

  @Test func sharesOfTheHeaviestAreCovered() {
    // Log-normal with σ = 0.8: the heaviest 1 % carry 1 − Φ(z₀.₉₉ − σ).
    let truth = erfc((2.326347874 - 0.8) / 2.0.squareRoot()) / 2
    var hits = 0
    for seed in 0..<300 as Range<UInt64> {
      var toys = CompositionToys(seed)
      var spectrum = WeightSpectrum()
      for _ in 0..<4000 { spectrum.add(toys.weight(.logNormal)) }
      if let share = spectrum.shareOfHeaviest(0.01, confidence: 0.95), share.low <= truth, share.high >= truth
      {
        hits += 1
      }
    }
    #expect(hits >= 270)
  }

  @Test func equalWeightsCarryTheirShare() throws {
    var spectrum = WeightSpectrum()
    spectrum.add(0.37, count: 1000)
    let share = try #require(spectrum.shareOfHeaviest(0.01, confidence: 0.95))
    // No spread among 1000 weights says little of a heavier one in a thousand: no interval has no width.
    #expect(abs(share.value - 0.01) < 1e-12 && share.low < 0.01 && share.high > 0.01 && share.high < 0.02)
    #expect(spectrum.isFlat)
  }

  @Test func mergingIsAddingUp() {
    var toys = CompositionToys(6)
    let weights = (0..<1000).map { _ in Double(Int(8 * toys.weight(.logNormal))) }
    var whole = WeightSpectrum()
    var left = WeightSpectrum()
    var right = WeightSpectrum()
    for (row, weight) in weights.enumerated() {
      whole.add(weight)
      if row < 300 { left.add(weight) } else { right.add(weight) }
    }
    left.merge(right)
    #expect(left.tally == whole.tally && left.zeroRows == whole.zeroRows)
    #expect(left.shareOfHeaviest(0.1, confidence: 0.95) == whole.shareOfHeaviest(0.1, confidence: 0.95))
  }

  @Test func whatIsNotFiniteIsCountedApart() {
    var spectrum = WeightSpectrum()
    for weight in [1, .nan, .infinity, 0, 2] { spectrum.add(weight) }
    #expect(spectrum.nonFiniteRows == 2 && spectrum.zeroRows == 1 && spectrum.tally.rows == 3)
  }
}
