import AuditStatistics
import Glibc
import Testing

/// Independence of a score and a spectator: plain oracles, closed forms, coverage.
@Suite struct IndependenceTests {
  private struct Toy {
    var scores: [Float] = []
    var mass: [Double] = []
    var weights: [Double] = []

    /// Score and mass are normal with correlation ρ; weights know the mass.
    init(events: Int, correlation: Double, toy: UInt64, isWeighted: Bool = false) {
      let random = CounterRandom(seed: 41, stream: toy)
      for event in 0..<UInt64(events) {
        let x = random.normal(event)
        let y = correlation * x + (1 - correlation * correlation).squareRoot() * random.normal(event, part: 1)
        mass.append(x)
        scores.append(Float(y))
        weights.append(
          !isWeighted
            ? 1 : random.uniform(event, part: 2) < 0.15 ? -0.5 : exp(0.3 * random.normal(event, part: 3)))
      }
    }
  }

  /// The definition: every window against all events, ECDFs by counting.
  private func plain(_ toy: Toy, neighbours: Int) -> Double {
    let order = toy.mass.indices.sorted { toy.mass[$0] < toy.mass[$1] }
    let total = toy.weights.reduce(0, +)
    let square = toy.weights.reduce(0) { $0 + $1 * $1 }
    let length = Int((Double(neighbours) * Double(order.count) * square / (total * total)).rounded())
    func level(_ rows: [Int], _ score: Float) -> Double {
      let below = rows.reduce(0) { $0 + (toy.scores[$1] <= score ? toy.weights[$1] : 0) }
      return below / rows.reduce(0) { $0 + toy.weights[$1] }
    }
    let levels = order.map { level(order, toy.scores[$0]) }
    var distances: [Double] = []
    for start in stride(from: 0, through: order.count - length, by: max(1, length / 4)) {
      let window = Array(order[start..<start + length])
      guard window.reduce(0, { $0 + toy.weights[$1] }) > 0 else { continue }
      let sum = zip(order, levels).reduce(0.0) { sum, event in
        let difference = level(window, toy.scores[event.0]) - event.1
        return sum + toy.weights[event.0] * difference * difference
      }
      distances.append(sum / total)
    }
    return distances.reduce(0, +) / Double(distances.count)
  }

  @Test(arguments: [false, true])
  func windowsEqualThePlainLoop(isWeighted: Bool) throws {
    var toy = Toy(events: 700, correlation: 0.4, toy: 1, isWeighted: isWeighted)
    // Ties, too.
    toy.scores = toy.scores.map { ($0 * 8).rounded() / 8 }
    let found = try #require(
      WindowedIndependence(
        scores: toy.scores, spectator: toy.mass, weights: isWeighted ? toy.weights : nil, neighbours: 40))
    #expect(abs(found.statistic - plain(toy, neighbours: 40)) < 1e-12)
  }

  @Test func laws() throws {
    let toy = Toy(events: 3000, correlation: 0.3, toy: 2, isWeighted: true)
    func measure(_ scores: [Float], _ mass: [Double], _ weights: [Double]) throws -> [Double] {
      let windows = try #require(WindowedIndependence(scores: scores, spectator: mass, weights: weights))
      let distance = try #require(DistanceCorrelation(scores.map(Double.init), mass, weights: weights))
      return [windows.estimate.value, windows.estimate.high, distance.estimate.value, distance.estimate.high]
    }
    let one = try measure(toy.scores, toy.mass, toy.weights)
    let scaled = try measure(toy.scores, toy.mass, toy.weights.map { 8 * $0 })
    for (a, b) in zip(one, scaled) { #expect(abs(a - b) < 1e-9) }
    // Windows know the order only; distances know the unit, and divide it out.
    let monotone = try measure(toy.scores.map { 3 * $0 + 1 }, toy.mass.map { 2 * $0 }, toy.weights)
    for (a, b) in zip(one, monotone) { #expect(abs(a - b) < 1e-5) }
    // Events without weight or without a mass are none.
    let more = try measure(
      toy.scores + [0, 0.5], toy.mass + [0, .nan], toy.weights + [0, 1])
    for (a, b) in zip(one, more) { #expect(abs(a - b) < 1e-12) }
    #expect(WindowedIndependence(scores: [1, 2], spectator: [1, 2]) == nil)
    #expect(DistanceCorrelation([1, 2], [1, 2]) == nil)
    #expect(DistanceCorrelation(toy.mass.map { _ in 1 }, toy.mass) == nil)
  }

  /// 1/6 (1/n − 1/N) for independent events, by counting; exactly what the challenge's number is on average.
  @Test func independentEventsGiveWhatIsExpected() throws {
    var mean = 0.0
    for toy in 1...200 {
      let toy = Toy(events: 2000, correlation: 0, toy: UInt64(toy))
      let found = try #require(WindowedIndependence(scores: toy.scores, spectator: toy.mass))
      #expect(abs(found.expected - (1.0 / 200 - 1.0 / 2000) / 6) < 1e-15)
      mean += found.statistic / 200
      #expect(found.estimate.low == 0 || found.estimate.value > 0)
    }
    #expect(abs(mean / ((1.0 / 200 - 1.0 / 2000) / 6) - 1) < 0.05)
  }

  /// Closed form of two normal numbers: Székely, Rizzo and Bakirov, Ann. Statist. 35 (2007) 2769, theorem 7.
  private func closedForm(_ r: Double) -> Double {
    let top = r * asin(r) + (1 - r * r).squareRoot() - r * asin(r / 2) - (4 - r * r).squareRoot() + 1
    return (top / (1 + Double.pi / 3 - 3.0.squareRoot())).squareRoot()
  }

  /// 200 toys: at 95 % fewer than 180 covered have a probability below 10⁻³.
  @Test(arguments: [0, 0.3, 0.8], [false, true])
  func intervalsOfTheDistanceCorrelationCover(correlation: Double, isWeighted: Bool) throws {
    let truth = closedForm(correlation)
    var covered = 0
    for toy in 1...200 {
      let toy = Toy(events: 800, correlation: correlation, toy: UInt64(1000 + toy), isWeighted: isWeighted)
      let found = try #require(
        DistanceCorrelation(
          toy.scores.map(Double.init), toy.mass, weights: isWeighted ? toy.weights : nil))
      if found.estimate.low <= truth, truth <= found.estimate.high { covered += 1 }
    }
    #expect(covered >= 180, "\(covered)")
  }

  /// The truth is the mean over other toys.
  @Test(arguments: [0, 0.3], [false, true])
  func intervalsOfTheWindowsCover(correlation: Double, isWeighted: Bool) throws {
    func measure(_ toy: Int) throws -> IntervalEstimate {
      let toy = Toy(events: 3000, correlation: correlation, toy: UInt64(toy), isWeighted: isWeighted)
      return try #require(
        WindowedIndependence(
          scores: toy.scores, spectator: toy.mass, weights: isWeighted ? toy.weights : nil)
      ).estimate
    }
    let truth =
      correlation == 0 ? 0 : try (1...200).reduce(0.0) { try $0 + measure(10_000 + $1).value / 200 }
    let covered = try (1...200).filter {
      let found = try measure(20_000 + $0)
      return found.low <= truth && truth <= found.high
    }.count
    #expect(covered >= 180, "\(covered)")
  }
}
