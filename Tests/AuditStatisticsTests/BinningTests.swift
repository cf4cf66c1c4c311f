import Glibc
import Testing

@testable import AuditStatistics

@Suite struct BinningTests {
  private func binning(_ values: [Double], _ others: [Double]? = nil) throws -> Binning {
    let data = Sample(values: others ?? values).distribution()
    return try #require(Binning.automatic(simulation: Sample(values: values).distribution(), data: data))
  }

  private func normal(_ count: Int, seed: UInt64 = 1) -> [Double] {
    Sample.normal(count, .wide, seed: seed).values
  }

  private func expectSane(_ binning: Binning, _ comment: Comment) {
    #expect(zip(binning.edges, binning.edges.dropFirst()).allSatisfy { $0 < $1 }, comment)
    #expect(binning.edges.count - 1 <= Binning.mostBins, comment)
    #expect(binning.edges.allSatisfy { $0.isFinite }, comment)
  }

  @Test func normalFeature() throws {
    let result = try binning(normal(20_000))
    expectSane(result, "normal")
    #expect(result.axis == .linear)
    #expect((20...60).contains(result.edges.count - 1))
    #expect(result.edges.contains(0))
    #expect((result.edges.first ?? 0) <= -3 && (result.edges.first ?? 0) > -6)
  }

  /// One wild value must not squeeze all others into a bin.
  @Test func outliersAreLeftOutside() throws {
    let result = try binning(normal(20_000) + [1e6])
    #expect((result.edges.last ?? 0) < 10)
  }

  @Test func boundedRangeIsShownWhole() throws {
    let random = CounterRandom(seed: 3, stream: 0)
    let result = try binning((0..<5000).map { random.uniform($0) })
    #expect(result.edges.first == 0 && result.edges.last == 1)
  }

  @Test func integersGetIntegerBins() throws {
    let few = try binning((0..<1000).map { Double($0 % 7) })
    #expect(few.axis == .integer)
    #expect(few.edges == [-0.5, 0.5, 1.5, 2.5, 3.5, 4.5, 5.5, 6.5])
    let many = try binning((0..<100_000).map { Double($0 % 1000) })
    expectSane(many, "many integers")
    #expect(many.axis == .integer)
    let width = many.edges[1] - many.edges[0]
    #expect(width == 20 && (many.edges[0] + 0.5).truncatingRemainder(dividingBy: 20) == 0)
    // A rare large multiplicity is still shown while there are few integers.
    let rare = try binning([Double](repeating: 1, count: 10_000) + [40])
    #expect(rare.edges.last == 40.5)
  }

  @Test func spansOfDecadesGetALogAxis() throws {
    let values = normal(20_000).map { exp(2 * $0) }
    let result = try binning(values)
    expectSane(result, "log-normal")
    #expect(result.axis == .log)
    let ratios = zip(result.edges, result.edges.dropFirst()).map { $1 / $0 }
    #expect(ratios.allSatisfy { isClose($0, ratios[0], 1e-9) })
    #expect(try binning(values.map { -$0 }).axis == .linear)
    #expect(try binning(normal(20_000).map { exp(0.5 * $0) }).axis == .linear)
  }

  @Test func hardCases() throws {
    expectSane(try binning([5]), "one value")
    expectSane(try binning([0, 0, 0]), "constant zero")
    expectSane(try binning([0, 1e-300]), "subnormal range")
    expectSane(try binning([-1e300, 1e300]), "huge range")
    expectSane(try binning([1.6e9, 1.6e9 + 1e-6]), "narrow range far out")
    expectSane(try binning([1, 1.0.nextUp]), "neighbouring numbers")
    expectSane(try binning(normal(3), normal(20_000, seed: 2)), "three rows")
    expectSane(try binning([3e9, 9e18, -9e18]), "large integers")
    expectSane(try binning([1e-30, 1e30] + normal(100).map { exp($0) }), "sixty decades")
    expectSane(try binning([Double](repeating: 0.5, count: 1000) + normal(10)), "IQR 0")
    let empty = Sample(values: []).distribution()
    #expect(Binning.automatic(simulation: empty, data: empty) == nil)
    #expect(Binning.automatic(simulation: empty, data: Sample(values: [1, 2.5]).distribution()) != nil)
    let cancelled = Sample(values: [1, 2.5], weights: [1, -1]).distribution()
    #expect(Binning.automatic(simulation: cancelled, data: cancelled) != nil)
  }

  @Test func edgesPrintShort() throws {
    let result = try binning(normal(20_000).map { 0.01 * $0 })
    #expect(result.edges.allSatisfy { "\($0)".count <= 7 }, "\(result.edges)")
  }
}
