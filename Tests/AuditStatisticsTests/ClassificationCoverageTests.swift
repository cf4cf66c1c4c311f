import AuditStatistics
import Glibc
import Testing

/// Toys: how often the intervals contain the truth. Numbers of toys are small enough for every run; the limits are
/// binomial around 93 to 97.5 %.
@Suite struct ClassificationCoverageTests {
  @Test(arguments: ClassToy.Weights.allCases, [0.0, 1.0, 2.33])
  func areaIntervalsCover(weights: ClassToy.Weights, shift: Double) throws {
    for rows in [200, 2000] {
      let trials = rows == 200 ? 600 : 200
      var toys = ClassToy(seed: 77, rows: rows, shift: shift, weights: weights)
      var hits = 0
      for _ in 0..<trials {
        let interval = try #require(toys.next().ranked.areaUnderCurve()).interval(confidence: 0.95)
        if interval.low <= toys.area, toys.area <= interval.high { hits += 1 }
      }
      #expect(
        isConsistent(hits, of: trials, between: 0.93, and: 0.975), "\(weights) \(rows) \(hits)/\(trials)")
    }
  }

  @Test(arguments: ClassToy.Weights.allCases)
  func falseAlarmsOfTheAreaStayAtFivePercent(weights: ClassToy.Weights) throws {
    var toys = ClassToy(seed: 41, rows: 400, shift: 0, weights: weights)
    var alarms = 0
    for _ in 0..<600 where try #require(toys.next().ranked.areaUnderCurve()).pValue < 0.05 { alarms += 1 }
    #expect(isConsistent(alarms, of: 600, between: 0.025, and: 0.07), "\(weights) \(alarms)/600")
  }

  @Test(arguments: ClassToy.Weights.allCases)
  func binnedSeparationIsUnbiasedAndRarelyAlarmsWithoutSeparation(weights: ClassToy.Weights) throws {
    let trials = 500
    var toys = ClassToy(seed: 43, rows: 1000, shift: 0, weights: weights)
    var sum = 0.0
    var square = 0.0
    var alarms = 0
    var hits = 0
    for _ in 0..<trials {
      let bins = ClassBins(toys.next().ranked, classCount: 2, maximum: 24)
      let separation = try #require(BinnedSeparation(bins, positive: 1))
      sum += separation.value
      square += (separation.value - 0.5) * (separation.value - 0.5)
      if separation.pValue < 0.05 { alarms += 1 }
      let interval = separation.interval(confidence: 0.95)
      if interval.low <= 0.5, interval.high >= 0.5 { hits += 1 }
    }
    let deviation = (square / Double(trials)).squareRoot()
    #expect(abs(sum / Double(trials) - 0.5) < 4 * deviation / Double(trials).squareRoot())
    #expect(isConsistent(alarms, of: trials, between: 0.005, and: 0.07), "\(weights) \(alarms)")
    #expect(isConsistent(hits, of: trials, between: 0.93, and: 0.995), "\(weights) \(hits)")
  }

  @Test(arguments: ClassToy.Weights.allCases, [0.03, 0.5])
  func efficiencyIntervalsCover(weights: ClassToy.Weights, efficiency: Double) throws {
    let trials = 800
    var hits = 0
    for toy in 0..<trials {
      let random = CounterRandom(seed: 91, stream: UInt64(toy))
      var passing = PowerSums()
      var failing = PowerSums()
      for row in UInt64(0)..<400 {
        let weight =
          switch weights {
          case .unit, .correlated: 1.0
          case .lognormal: exp(random.normal(row))
          case .negative: random.uniform(row, part: 1) < 0.2 ? -1.0 : 1.0
          }
        if random.uniform(row) < efficiency { passing.add(weight) } else { failing.add(weight) }
      }
      let interval = try #require(SelectionEfficiency(passing: passing, failing: failing))
        .interval(confidence: 0.95)
      if interval.low <= efficiency, efficiency <= interval.high { hits += 1 }
    }
    #expect(
      isConsistent(hits, of: trials, between: 0.93, and: 0.98), "\(weights) \(efficiency) \(hits)/\(trials)")
  }

  @Test(arguments: ClassToy.Weights.allCases, [0.0, 0.5])
  func distanceIntervalsCover(weights: ClassToy.Weights, shift: Double) throws {
    // Largest difference of two normal CDFs shifted by s: 2Φ(s/2) − 1; Φ(0.25) = 0.598706.
    let truth = shift == 0 ? 0 : 2 * 0.598_706_325_682_924 - 1
    let trials = 300
    var hits = 0
    var alarms = 0
    for toy in 0..<trials {
      var toys = ClassToy(seed: 1000 + UInt64(toy), rows: 500, shift: shift, weights: weights)
      let events = toys.next().ranked
      let bins = ClassBins(events, classCount: 2, maximum: 200)
      let distance = try #require(
        ClassDistance(
          events, bins: bins, positive: 1, replicas: 199, random: CounterRandom(seed: 2, stream: UInt64(toy)))
      )
      // e^(s/2) moves both classes alike, so the truth is the same for correlated weights.
      if distance.low <= truth, truth <= distance.high { hits += 1 }
      if distance.pValue <= 0.05 { alarms += 1 }
    }
    #expect(isConsistent(hits, of: trials, between: 0.93, and: 1), "\(weights) \(hits)")
    if shift == 0 {
      #expect(isConsistent(alarms, of: trials, between: 0.025, and: 0.075), "\(weights) \(alarms)")
    }
  }

}
