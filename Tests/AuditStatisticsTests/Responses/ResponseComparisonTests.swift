import AuditStatistics
import Glibc
import Testing

/// Groups of events and models side by side: oracles, laws, coverage.
@Suite struct ResponseComparisonTests {
  @Test(arguments: ResponseToy.Weighting.allCases)
  func groupsEqualBaselinesOfTheirRows(_ weighting: ResponseToy.Weighting) throws {
    for distortion in [ResponseToy.Distortion.shift, .deadChannel, .reweight] {
      let toy = ResponseToy(distortion, weighting, events: 900, toy: 4)
      let codes: [UInt8] = toy.scores.indices.map {
        $0 % 5 == 0 ? GroupEfficiencies.none : UInt8($0 % 2) + (toy.isPositive[$0] ? 0 : 2)
      }
      let threshold = try toy.baseline().threshold
      let groups = GroupEfficiencies(
        codes: codes, count: 4, scores: toy.scores, weights: toy.weights, threshold: threshold,
        confidence: 0.95)
      let changes = groups.changes(to: toy.distorted, weights: toy.distortedWeights)
      for group in 0..<4 {
        // The group beside all events of the other class.
        let rows = codes.indices.filter { Int(codes[$0]) == group || toy.isPositive[$0] != (group < 2) }
        let baseline = try ResponseBaseline(
          scores: toy.scores, isPositive: toy.isPositive, weights: toy.weights, rows: rows.map(UInt32.init),
          workingPoint: .threshold(threshold))
        let response = try baseline.response(to: toy.distorted, weights: toy.distortedWeights)
        let expected = try #require(response.change(group < 2 ? .efficiency : .backgroundEfficiency))
        let found = try #require(changes[group])
        #expect(abs(found.value - expected.value) < 1e-12)
        #expect(abs(found.standardError - expected.standardError) < 1e-12)
      }
    }
  }

  private func terms(_ toys: [[ResponseToy]]) throws -> [CorruptionTerm] {
    try toys.map { toys in
      let baseline = try toys[0].baseline()
      return try #require(
        CorruptionTerm(try toys.map { try baseline.response(to: $0.distorted, weights: $0.distortedWeights) })
      )
    }
  }

  @Test func aModelAgainstItselfIsOne() throws {
    let toys = [[ResponseToy(.smear, .negative, events: 500, toy: 1)]]
    let mine = try terms(toys)
    let ratio = try #require(CorruptionError.mean(of: mine, relativeTo: mine, confidence: 0.95))
    #expect(ratio.value == 1 && ratio.low == 1 && ratio.high == 1)
    let loss = try #require(CorruptionError.relativeMean(of: mine, relativeTo: mine, confidence: 0.95))
    #expect(loss.value == 1 && loss.low == 1 && loss.high == 1)
    // A baseline that loses nothing is no unit.
    let nothing = try terms([[ResponseToy(.shift, .unit, events: 500, toy: 1)]])
    #expect(CorruptionError.relativeMean(of: mine, relativeTo: nothing, confidence: 0.95) == nil)
    #expect(CorruptionError.mean(of: [], relativeTo: [], confidence: 0.95) == nil)
    #expect(CorruptionError.mean(of: mine, relativeTo: mine + mine, confidence: 0.95) == nil)
    #expect(CorruptionTerm([]) == nil)
  }

  /// Two models on the same events: a smeared score of unit separation, and one whose score is smeared more.
  private struct Pair {
    var good = ResponseToy(.smear, .unit, events: 0, toy: 0)
    var bad = ResponseToy(.smear, .unit, events: 0, toy: 0)

    init(events: Int, toy: UInt64) {
      let random = CounterRandom(seed: 7, stream: toy)
      for event in 0..<UInt64(events) {
        let positive = random.uniform(event) < 0.5
        let x = random.normal(event) + (positive ? 1 : 0)
        let (noise, more) = (random.normal(event, part: 1), random.normal(event, part: 2))
        let weight = exp(0.5 * random.normal(event, part: 3))
        for model in [\Pair.good, \Pair.bad] {
          self[keyPath: model].isPositive.append(positive)
          self[keyPath: model].weights.append(weight)
        }
        good.scores.append(ResponseToy.score(x))
        good.distorted.append(ResponseToy.score(x + 0.5 * noise))
        bad.scores.append(ResponseToy.score(x + 0.3 * more))
        bad.distorted.append(ResponseToy.score(x + 0.3 * more + noise))
      }
    }

    /// Errors 1 − Φ(1/√(2 + v)) of the smeared scores, of variance 1 + v/2 each.
    static var truth: Double { error(0.09 + 1) / error(0.25) }
    static var lossTruth: Double { (error(0.09 + 1) - error(0.09)) / (error(0.25) - error(0)) }
    static func error(_ variance: Double) -> Double {
      0.5 * erfc(1 / (2 * (1 + variance)).squareRoot() / 2.0.squareRoot())
    }
  }

  /// 200 toys: at 95 % fewer than 180 covered have a probability below 10⁻³. A loss that the baseline model may not have has no ratio.
  @Test func pairedIntervalsCoverTheClosedForm() throws {
    var covered = (error: 0, loss: 0, unmeasured: 0)
    for toy in 1...200 {
      let pair = Pair(events: 1500, toy: UInt64(toy))
      let (mine, other) = (try terms([[pair.bad]]), try terms([[pair.good]]))
      let error = try #require(CorruptionError.mean(of: mine, relativeTo: other, confidence: 0.95))
      if error.low <= Pair.truth, Pair.truth <= error.high { covered.error += 1 }
      if let loss = CorruptionError.relativeMean(of: mine, relativeTo: other, confidence: 0.95) {
        if loss.low <= Pair.lossTruth, Pair.lossTruth <= loss.high { covered.loss += 1 }
      } else {
        covered.unmeasured += 1
      }
    }
    #expect(covered.error >= 180 && covered.loss + covered.unmeasured >= 180, "\(covered)")
    #expect(covered.unmeasured < 20)
  }
}
