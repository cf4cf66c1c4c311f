import AuditStatistics
import Testing

/// What is called the largest of several changes has the interval of the largest.
@Suite struct WorstChangeTests {
  private func change(_ value: Double, error: Double) -> ChangeEstimate {
    ChangeEstimate(
      value: value, low: value - 1.96 * error, high: value + 1.96 * error, confidence: 0.95,
      standardError: error)
  }

  @Test func oneThatStandsOutKeepsItsInterval() throws {
    let worst = try #require(
      ChangeEstimate.worst(of: [change(-0.5, error: 0.01), change(0.1, error: 0.01)], bySize: true))
    #expect(worst.place == 0)
    #expect(abs(worst.change.low + 0.5196) < 1e-9 && abs(worst.change.high + 0.4804) < 1e-9)
    #expect(ChangeEstimate.worst(of: [], bySize: true) == nil)
  }

  /// The larger of two true changes, independent, correlated, equal or not: 4000 toys, ± 0.35 %.
  @Test(arguments: [0, 0.5, 1, 4], [0, 0.7, -0.7])
  func theMaximumIsCovered(distance: Double, correlation: Double) throws {
    let random = CounterRandom(seed: 3, stream: "worst")
    var covered = 0
    for toy in 0..<4000 as Range<UInt64> {
      let x = random.normal(toy, part: 1)
      let y = correlation * x + (1 - correlation * correlation).squareRoot() * random.normal(toy, part: 2)
      let worst = try #require(
        ChangeEstimate.worst(of: [change(x, error: 1), change(distance + y, error: 1)], bySize: false))
      if worst.change.low <= distance, distance <= worst.change.high { covered += 1 }
    }
    #expect(covered > 3740 && covered < 3950, "\(covered)")
  }

  /// Changes whose errors are known to go together: covered, and no wider than 1.3 times the scatter, also where both are
  /// equally large and move against each other.
  @Test(arguments: [0, 0.5, 1, 4], [-0.95, -0.5, 0, 0.7, 1])
  func theMaximumOfWhatGoesTogetherIsKnownBetter(distance: Double, correlation: Double) throws {
    let random = CounterRandom(seed: 4, stream: "worst")
    let rest = (1 - correlation * correlation).squareRoot()
    func change(_ value: Double, _ influences: [Double]) -> ChangeEstimate {
      ChangeEstimate(
        value: value, low: value - 1.96, high: value + 1.96, confidence: 0.95, standardError: 1,
        influences: influences)
    }
    let toys = 2000
    var (covered, sum, squares, width) = (0, 0.0, 0.0, 0.0)
    for toy in 0..<UInt64(toys) {
      let (a, b) = (random.normal(toy, part: 1), random.normal(toy, part: 2))
      let worst = try #require(
        ChangeEstimate.worst(
          of: [change(a, [1, 0]), change(distance + correlation * a + rest * b, [correlation, rest])],
          bySize: false)
      ).change
      covered += worst.low <= distance && distance <= worst.high ? 1 : 0
      sum += worst.value
      squares += worst.value * worst.value
      width += (worst.high - worst.low) / (2 * 1.96)
      #expect(worst.low <= worst.value && worst.value <= worst.high)
    }
    let count = Double(toys)
    let scatter = (squares / count - sum / count * sum / count).squareRoot()
    #expect(covered > 1860, "\(covered) of 2000 cover")
    #expect(width / count < 1.3 * scatter, "width/scatter \(width / count / scatter)")
  }
}
