import AuditReport
import Testing

@testable import AuditReporting

@Suite struct NumberTests {
  private let plain = NumberStyle.plain
  private let typeset = NumberStyle.typeset

  @Test func fixedDecimals() {
    #expect(plain.fixed(0.0312, decimals: 4) == "0.0312")
    #expect(plain.fixed(-0.00001, decimals: 2) == "0.00", "no negative zero")
    #expect(plain.fixed(2.5, decimals: 0) == "3")
    #expect(plain.fixed(-12.345, decimals: 1) == "−12.3")
    #expect(plain.fixed(.nan, decimals: 1) == "–")
    #expect(plain.fixed(1e300, decimals: 2) == "1.000e+300")
  }

  @Test func significantDigits() {
    #expect(plain.significant(0.031249, digits: 3) == "0.0312")
    #expect(plain.significant(123_456, digits: 3) == "123456")
    #expect(plain.significant(1_234_567, digits: 3) == "1.23e+06")
    #expect(plain.significant(9.999e-7, digits: 2) == "1.0e-06")
    #expect(typeset.significant(-2.5e-7, digits: 2) == "−2.5\u{202F}×\u{202F}10⁻⁷")
    #expect(plain.significant(0, digits: 3) == "0")
    #expect(plain.significant(.infinity, digits: 3) == "–")
    #expect(plain.rounded(8.3300, digits: 4) == "8.33")
    #expect(plain.rounded(100, digits: 4) == "100")
  }

  @Test func whatSomebodyWroteDown() {
    #expect(plain.exact(0.05) == "0.05")
    #expect(plain.exact(1) == "1")
    #expect(plain.exact(-0.5) == "−0.5")
    #expect(NumberStyle.code.exact(-0.5) == "-0.5", "what programs read")
    #expect(plain.exact(0) == "0")
    #expect(plain.exact(1e-9) == "1e-09")
    #expect(typeset.exact(2.5e8) == "2.5\u{202F}×\u{202F}10⁸")
  }

  @Test func countsAndShares() {
    #expect(typeset.count(1_234_567) == "1\u{202F}234\u{202F}567")
    #expect(typeset.count(999) == "999")
    #expect(plain.count(-1000) == "−1000")
    #expect(plain.percent(0.153) == "15.3 %")
    #expect(plain.percent(0.0000001) == "< 0.001 %")
    #expect(plain.percent(1) == "100 %")
    #expect(plain.quantity(812.25) == "812.3")
    #expect(plain.quantity(812_345.6) == "812346")
    #expect(plain.quantity(3) == "3")
    #expect(plain.probability(0.3149) == "0.31")
    #expect(plain.probability(0.001) == "0.001")
    #expect(plain.probability(2.04e-7) == "2e-07")
    #expect(plain.comparison(withProbability: 0.001) == "= 0.001")
    #expect(plain.comparison(withProbability: 0) == "< 1e-300")
  }

  @Test(arguments: [
    (0.0312, 0.0291, 0.0334, "0.0312 [0.0291, 0.0334]"), (1.0123, 0.985, 1.041, "1.012 [0.985, 1.041]"),
    (12_345.6, 12_000, 12_700, "12346 [12000, 12700]"), (0, 0, 0, "0 [0, 0]"),
    (0.5, 0.5, 0.5, "0.5000 [0.5000, 0.5000]"),
    (3.12e-6, 2.9e-6, 3.3e-6, "3.12 [2.90, 3.30]e-06"), (-0.15, -0.31, 0.01, "−0.15 [−0.31, 0.01]"),
    (4.2e8, 4.1e8, 4.3e8, "4.20 [4.10, 4.30]e+08"), (0, -0.0002, 0.0002, "0.00000 [−0.00020, 0.00020]"),
  ])
  func estimatesAreRoundedToTheirInterval(value: Double, low: Double, high: Double, expected: String) {
    #expect(EstimateText(value: value, low: low, high: high, style: .plain).line == expected)
  }

  @Test func unitsFollow() {
    #expect(
      EstimateText(value: 1.31, low: 1.12, high: 1.5, unit: "GeV", style: .plain).line
        == "1.31 [1.12, 1.50] GeV")
  }

  @Test func exponentsAreExactBesidePowersOfTen() throws {
    for exponent in -320...308 {
      let power = try #require(Double("1e\(exponent)"))
      #expect(PowerOfTen[exponent] == power)
      #expect(PowerOfTen.exponent(of: power) == exponent)
      #expect(PowerOfTen.exponent(of: -power.nextDown) == exponent - 1)
    }
  }

  @Test func limitsAreConditions() {
    #expect(Limit(max: 0.05).text(style: .typeset) == "≤ 0.05")
    #expect(Limit(min: 0.9, max: 1.1).text(style: .typeset) == "0.9 … 1.1")
    #expect(Limit(min: -1).text(style: .plain, atLeast: ">=") == ">= −1")
  }
}
