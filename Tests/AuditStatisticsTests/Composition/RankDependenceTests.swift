import AuditStatistics
import Testing

/// Dependence is found in any shape, and not where there is none.
struct RankDependenceTests {
  @Test func anyShapeIsFound() throws {
    var toys = CompositionToys(1)
    let x = (0..<4000).map { _ in Float(toys.normal()) }
    let groups = [Int32](repeating: 0, count: 4000)
    for shape in [{ $0 }, { $0 * $0 }, { -abs($0) }] as [(Float) -> Float] {
      let y = x.map { shape($0) + 0.1 * Float(toys.normal()) }
      let found = try #require(
        RankDependence.correlationRatio(response: y, feature: x, group: groups, confidence: 0.95))
      #expect(found.value > 0.85 && found.low > 0.8)
    }
  }

  @Test func independenceRarelyAlarms() {
    var alarms = 0
    for seed in 0..<200 as Range<UInt64> {
      var toys = CompositionToys(seed)
      let x = (0..<1500).map { _ in Float(toys.normal()) }
      let w = x.map { _ in Float(toys.weight(.logNormal)) }
      let group = x.map { _ in Int32(toys.uniform() * 2) }
      if let found = RankDependence.correlationRatio(response: w, feature: x, group: group, confidence: 0.95),
        found.low > 0
      {
        alarms += 1
      }
    }
    #expect(alarms <= 21)
  }

  @Test func aGroupAloneIsNoDependence() throws {
    // Weight and feature both follow the class, and nothing else.
    var toys = CompositionToys(2)
    let group = (0..<5000).map { Int32($0 % 2) }
    let x = group.map { Float(3 * Double($0) + toys.normal()) }
    let w = group.map { Float(10 * Double($0) + toys.uniform()) }
    let within = try #require(
      RankDependence.correlationRatio(response: w, feature: x, group: group, confidence: 0.95))
    #expect(within.low == 0 && within.value < 0.1)
    let across = try #require(
      RankDependence.correlationRatio(
        response: w, feature: x, group: [Int32](repeating: 0, count: 5000), confidence: 0.95))
    #expect(across.low > 0.5)
  }

  @Test func constantWeightsSayNothing() {
    let x = (0..<100).map { Float($0) }
    #expect(
      RankDependence.correlationRatio(
        response: [Float](repeating: 2, count: 100), feature: x, group: [Int32](repeating: 0, count: 100),
        confidence: 0.95) == nil)
  }
}
