import AuditAnalysis
import AuditReport
import AuditSamples
import Glibc
import Testing

/// Heavy events and learnable weights are named, harmless weights are not.
struct WeightsAnalyzerTests {
  private func sample(
    rows: Int, seed: UInt64, weight: (Double, Float, inout ToyRandom) -> Double
  ) -> TableAudit.Sample {
    var random = ToyRandom(seed)
    let labels = (0..<rows).map { _ in Float(random.uniform() < 0.5 ? 0 : 1) }
    let pt = labels.map { Float(50 + 10 * Double($0) + 15 * random.normal()) }
    let eta = labels.map { _ in Float(random.normal()) }
    let weights = labels.indices.map { weight(Double(pt[$0]), labels[$0], &random) }
    return .init(
      "training", .training, [("pt", .float32(pt)), ("eta", .float32(eta)), ("y", .float32(labels))],
      weights: weights)
  }

  private func readings(_ sample: TableAudit.Sample, blockRows: Int = 1000) throws -> [Reading] {
    try TableAudit([sample], features: ["pt", "eta"], label: "y", blockRows: blockRows)
      .readings(WeightsAnalyzer())
  }

  @Test func aWeightThatFollowsAFeatureIsNamed() throws {
    let found = try readings(
      sample(rows: 5000, seed: 1) { pt, _, random in exp(-pt / 30) * (0.5 + random.uniform()) })
    let pt = try #require(found.of("weight-correlation", feature: "pt").first?.estimate)
    #expect(pt.low > 0.5)
    let eta = try #require(found.of("weight-correlation", feature: "eta").first?.estimate)
    #expect(eta.high < 0.3)
    #expect(
      found.of("weight-correlation", feature: "pt").first?.message.contains("'pt' tells the weight") == true)
  }

  @Test func cleanTwinsRaiseNothing() throws {
    var alarms = 0
    for seed in 0..<200 as Range<UInt64> {
      // Each class has its own norm, and some weights are negative.
      let found = try readings(
        sample(rows: 1000, seed: seed) { _, label, random in
          (label == 0 ? 1 : 7) * (0.5 + random.uniform()) * (random.uniform() < 0.15 ? -1 : 1)
        })
      let suggested = [
        "weight-correlation": 0.3, "heaviest-1pc-share": 0.2, "heaviest-event-share": 0.01,
        "zero-weights": 0.01,
      ]
      for reading in found {
        if let limit = suggested[reading.metric], let estimate = reading.estimate, estimate.low > limit {
          alarms += 1
        }
        #expect(reading.reason == nil)
      }
    }
    #expect(alarms == 0)
  }

  @Test func oneHeavyEventIsNamed() throws {
    var single = sample(rows: 1000, seed: 4) { _, _, _ in 1 }
    single.processes[0].weights?[17] = 999
    let found = try readings(single)
    #expect(found.of("heaviest-event-share").first?.estimate?.value == 0.5)
    #expect(found.of("heaviest-1pc-share").first?.estimate?.value == (999 + 9) / 1998.0)
  }

  @Test func zeroWeightsAreCounted() throws {
    let found = try readings(sample(rows: 1000, seed: 5) { pt, _, _ in pt < 50 ? 0 : 1 })
    let zeros = try #require(found.of("zero-weights").first?.estimate?.value)
    #expect(zeros > 0.2 && zeros < 0.6)
    #expect(found.of("zero-weights").first?.message.contains("drop them") == true)
  }

  @Test func unitWeightsAreANote() throws {
    var unit = sample(rows: 100, seed: 6) { _, _, _ in 1 }
    unit.processes[0].weights = nil
    let found = try readings(unit)
    #expect(found.count == 1 && found[0].outcome == .noted)
    #expect(found[0].message.hasPrefix("every weight of 'training' is 1"))
  }

  @Test func chunksAndScalesChangeNothing() throws {
    let plain = sample(rows: 2000, seed: 7) { pt, _, random in exp(-pt / 50) * random.uniform() }
    var scaled = plain
    scaled.processes[0].weights = plain.processes[0].weights?.map { $0 * 4 }
    let reference = try readings(plain)
    #expect(try readings(plain, blockRows: 33) == reference)
    #expect(try readings(scaled, blockRows: 33).map(\.estimate) == reference.map(\.estimate))
  }

  @Test func rowsOfNonFiniteWeightAreNamed() throws {
    var broken = sample(rows: 100, seed: 8) { _, _, random in 0.5 + random.uniform() }
    broken.processes[0].weights?[3] = .nan
    let found = try readings(broken)
    #expect(found.of("non-finite-weights").first?.estimate?.value == 0.01)
  }
}
