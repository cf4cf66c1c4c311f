import AuditStatistics
import Glibc
import Testing

/// Changes of metrics on the same events: plain oracles, laws, coverage.
@Suite struct ResponseTests {
  /// AUC by all pairs, ties counting half.
  private func area(_ scores: [Float], _ isPositive: [Bool], _ weights: [Double]) -> Double {
    var (sum, norm) = (0.0, 0.0)
    for i in scores.indices where isPositive[i] {
      for j in scores.indices where !isPositive[j] {
        let weight = weights[i] * weights[j]
        norm += weight
        sum += weight * (scores[i] > scores[j] ? 1 : scores[i] == scores[j] ? 0.5 : 0)
      }
    }
    return sum / norm
  }

  private func fraction(
    _ toy: ResponseToy, _ scores: [Float], _ weights: [Double], positive: Bool, threshold: Double
  ) -> Double {
    var (passing, all) = (0.0, 0.0)
    for i in scores.indices where toy.isPositive[i] == positive {
      all += weights[i]
      if Double(scores[i]) >= threshold { passing += weights[i] }
    }
    return passing / all
  }

  @Test(arguments: ResponseToy.Distortion.allCases, ResponseToy.Weighting.allCases)
  func equalsPlainLoops(_ distortion: ResponseToy.Distortion, _ weighting: ResponseToy.Weighting) throws {
    let toy = ResponseToy(distortion, weighting, events: 600, toy: 3)
    let baseline = try toy.baseline()
    let response = try baseline.response(to: toy.distorted, weights: toy.distortedWeights)
    let after = toy.distortedWeights ?? toy.weights
    let threshold = baseline.threshold
    func expect(_ metric: ResponseMetric, _ before: Double, _ distorted: Double) throws {
      #expect(abs(try #require(baseline.nominal(metric)).value - before) < 1e-9, "\(metric)")
      #expect(abs(try #require(response.value(metric)).value - distorted) < 1e-9, "\(metric)")
      #expect(abs(try #require(response.change(metric)).value - (distorted - before)) < 1e-9, "\(metric)")
    }
    try expect(
      .auc, area(toy.scores, toy.isPositive, toy.weights), area(toy.distorted, toy.isPositive, after))
    for (metric, side) in [(ResponseMetric.efficiency, true), (.backgroundEfficiency, false)] {
      try expect(
        metric, fraction(toy, toy.scores, toy.weights, positive: side, threshold: threshold),
        fraction(toy, toy.distorted, after, positive: side, threshold: threshold))
    }
    func brier(_ scores: [Float], _ weights: [Double]) -> Double {
      let sum = weights.reduce(0, +)
      return scores.indices.reduce(0) { total, i in
        let miss = Double(scores[i]) - (toy.isPositive[i] ? 1 : 0)
        return total + weights[i] * miss * miss
      } / sum
    }
    try expect(.brier, brier(toy.scores, toy.weights), brier(toy.distorted, after))
  }

  @Test func nothingChangesNothing() throws {
    let toy = ResponseToy(.shift, .negative, events: 1000, toy: 1)
    let response = try toy.baseline().response(to: toy.scores)
    #expect(response.changedRows == 0)
    for metric in ResponseMetric.allCases {
      guard let change = response.change(metric) else { continue }
      #expect(change.value == 0, "\(metric)")
      // What could have changed and was not seen: a few events of a thousand; for the rejection relative to few.
      let most = metric == .rejection || metric == .calibrationError ? 0.5 : 0.05
      #expect(change.low <= 0 && change.high >= 0 && change.high < most, "\(metric) \(change.high)")
    }
  }

  @Test func weightsInAnotherUnitAndEventsWithoutWeightChangeNothing() throws {
    let toy = ResponseToy(.smear, .logNormal, events: 1500, toy: 2)
    var other = toy
    other.weights = toy.weights.map { 8 * $0 }
    for event in 0..<200 {
      other.scores.append(toy.scores[event])
      other.distorted.append(toy.distorted[event + 1])
      other.isPositive.append(event % 2 == 0)
      other.weights.append(0)
    }
    let (a, b) = (try toy.response(), try other.response())
    for metric in [ResponseMetric.auc, .efficiency, .backgroundEfficiency, .logLoss, .brier] {
      let (x, y) = (try #require(a.change(metric)), try #require(b.change(metric)))
      #expect(abs(x.value - y.value) < 1e-12 && abs(x.low - y.low) < 1e-3 * abs(x.value) + 1e-6, "\(metric)")
    }
  }

  @Test func theOrderOfEventsDoesNotMatter() throws {
    let toy = ResponseToy(.scale, .correlated, events: 800, toy: 5)
    var other = toy
    other.scores.reverse()
    other.distorted.reverse()
    other.isPositive.reverse()
    other.weights.reverse()
    let (a, b) = (try toy.response(), try other.response())
    for metric in [ResponseMetric.auc, .efficiency, .backgroundEfficiency, .rejection, .brier] {
      let (x, y) = (try #require(a.change(metric)), try #require(b.change(metric)))
      #expect(abs(x.value - y.value) < 1e-12 && abs(x.high - y.high) < 1e-9, "\(metric)")
    }
  }

  @Test func aClassWithoutWeightIsRefused() {
    #expect(throws: ResponseError.noPositiveWeight(isPositive: false, sum: 0)) {
      _ = try ResponseBaseline(
        scores: [0.1, 0.2], isPositive: [true, true], workingPoint: .threshold(0.5))
    }
    #expect(throws: ResponseError.scoreIsNotANumber(row: 1)) {
      _ = try ResponseBaseline(
        scores: [0.1, .nan], isPositive: [true, false], workingPoint: .threshold(0.5))
    }
  }

  /// Truth from half a million events; 300 toys: at 95 % fewer than 277 covered have a probability below 10⁻³.
  @Test(arguments: [200, 2000], ResponseToy.Weighting.allCases)
  func pairedIntervalsCover(events: Int, weighting: ResponseToy.Weighting) throws {
    let metrics: [ResponseMetric] = [
      .auc, .efficiency, .backgroundEfficiency, .rejection, .logLoss, .brier, .calibrationError,
    ]
    for distortion in [ResponseToy.Distortion.shift, .smear, .reweight] {
      // Weights that know nothing of the score change no truth.
      let truth = try ResponseToy(
        distortion, weighting == .correlated ? .correlated : .unit, events: 500_000, toy: 12_345
      ).response()
      // Of 200 events with negative weights no background may be left above the threshold: no rejection then.
      var (covered, measured): ([ResponseMetric: Int], [ResponseMetric: Int]) = ([:], [:])
      let toys = 300
      for toy in 1...UInt64(toys) {
        let response = try ResponseToy(distortion, weighting, events: events, toy: toy).response()
        for metric in metrics {
          guard let change = response.change(metric) else { continue }
          let expected = try #require(truth.change(metric)).value
          measured[metric, default: 0] += 1
          if change.low <= expected, expected <= change.high { covered[metric, default: 0] += 1 }
        }
      }
      for metric in metrics {
        let count = Double(measured[metric, default: 0])
        #expect(count >= 0.9 * Double(toys))
        #expect(
          Double(covered[metric, default: 0]) >= 0.91 * count,
          "\(distortion) \(weighting) \(events) \(metric)")
      }
    }
  }

  /// Widths say what estimates scatter: of the change of the calibration error, of the movement of the scores, and of the background
  /// efficiency where the working point is a signal efficiency that the same events fix.
  @Test(arguments: ResponseToy.Weighting.allCases)
  func intervalsAreNoWiderThanTheScatter(weighting: ResponseToy.Weighting) throws {
    let truthWeights = weighting == .correlated ? ResponseToy.Weighting.correlated : .unit
    func measured(_ toy: ResponseToy) throws -> [IntervalEstimate] {
      let baseline = try ResponseBaseline(
        scores: toy.scores, isPositive: toy.isPositive, weights: toy.weights,
        workingPoint: .signalEfficiency(0.5))
      let response = try baseline.response(to: toy.distorted)
      let changes = try [ResponseMetric.calibrationError, .scoreKS].map { try #require(response.change($0)) }
      return changes.map {
        IntervalEstimate(value: $0.value, low: $0.low, high: $0.high, confidence: 0.95)
      } + [
        try #require(baseline.nominal(.backgroundEfficiency)),
        try #require(response.value(.backgroundEfficiency)),
      ]
    }
    let truth = try measured(ResponseToy(.shift, truthWeights, events: 400_000, toy: 54_321)).map(\.value)
    let toys = try (1...UInt64(200)).map {
      try measured(ResponseToy(.shift, weighting, events: 3000, toy: 7000 + $0))
    }
    for place in truth.indices {
      let found = toys.map { $0[place] }
      let covered = found.count { $0.low <= truth[place] && truth[place] <= $0.high }
      let mean = found.reduce(0) { $0 + $1.value } / 200
      let scatter = (found.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) } / 199).squareRoot()
      let width = found.reduce(0) { $0 + ($1.high - $1.low) / (2 * 1.96) } / 200
      #expect(covered >= 180, "\(place) \(weighting): \(covered) of 200 cover")
      let most = place == 1 ? 1.3 : 1.35
      #expect(
        width < most * scatter, "\(place) \(weighting): width/scatter \(width / scatter), \(covered) cover")
    }
  }

  /// A distance holds the truth, and no heavy event widens its interval; the truth is that of Gaussian mixtures.
  @Test(arguments: [200, 2000, 20_000], ResponseToy.Weighting.allCases)
  func movementsOfScoresCover(events: Int, weighting: ResponseToy.Weighting) throws {
    for (distortion, truths) in [
      (ResponseToy.Distortion.shift, (0.105_323, 0.106_346)), (.scale, (0.065_888, 0.098_696)),
    ] {
      let truth = weighting == .correlated ? truths.1 : truths.0
      let toys = events > 2000 ? 60 : 200
      let found = try (1...UInt64(toys)).map { toy in
        let toy = ResponseToy(distortion, weighting, events: events, toy: 40_000 + toy)
        let baseline = try toy.baseline()
        return try #require(
          try baseline.response(to: toy.distorted, measuring: [.scoreKS]).change(.scoreKS))
      }
      let covered = found.count { $0.low <= truth && truth <= $0.high }
      #expect(
        Double(covered) >= (events > 2000 ? 0.86 : 0.9) * Double(toys),
        "\(distortion): \(covered) of \(toys) cover")
      let mean = found.reduce(0) { $0 + $1.value } / Double(toys)
      let scatter =
        (found.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) } / Double(toys - 1)).squareRoot()
      let width = found.reduce(0) { $0 + ($1.high - $1.low) / (2 * 1.96) } / Double(toys)
      // The largest difference of 200 events lies two or three standard deviations above the truth, that of 2000 two: the interval holds
      // both. Scatter of 60 toys is known to 9 %.
      #expect(
        width < (events > 200 ? 1.45 : 1.7) * scatter, "\(distortion): width/scatter \(width / scatter)")
    }
  }

  /// The calibration error from none at all to many standard errors a bin: between them its bias is largest.
  @Test(arguments: [ResponseToy.Distortion.tinyShift, .scale, .shift], ResponseToy.Weighting.allCases)
  func calibrationErrorsCover(distortion: ResponseToy.Distortion, weighting: ResponseToy.Weighting) throws {
    func measured(_ weighting: ResponseToy.Weighting, events: Int, toy: UInt64) throws -> IntervalEstimate {
      let toy = ResponseToy(distortion, weighting, events: events, toy: toy)
      let baseline = try ResponseBaseline(
        scores: toy.distorted, isPositive: toy.isPositive, weights: toy.weights,
        workingPoint: ResponseToy.workingPoint)
      return try #require(baseline.nominal(.calibrationError))
    }
    let truth = try measured(weighting == .correlated ? .correlated : .unit, events: 400_000, toy: 54_322)
      .value
    let found = try (1...UInt64(200)).map { try measured(weighting, events: 2000, toy: 9000 + $0) }
    let covered = found.count { $0.low <= truth && truth <= $0.high }
    #expect(covered >= 178, "\(distortion) \(weighting): \(covered) of 200 cover \(truth)")
    guard distortion != .tinyShift else { return }
    let mean = found.reduce(0) { $0 + $1.value } / 200
    let scatter = (found.reduce(0) { $0 + ($1.value - mean) * ($1.value - mean) } / 199).squareRoot()
    let width = found.reduce(0) { $0 + ($1.high - $1.low) / (2 * 1.96) } / 200
    #expect(width < 1.3 * scatter, "\(distortion) \(weighting): width/scatter \(width / scatter)")
  }

  @Test func metricsThatAreNotWantedAreLeftOut() throws {
    let toy = ResponseToy(.shift, .unit, events: 2000, toy: 3)
    let baseline = try toy.baseline()
    let all = try baseline.response(to: toy.distorted)
    let wanted: [ResponseMetric] = [.auc, .efficiency, .backgroundEfficiency]
    let some = try baseline.response(to: toy.distorted, measuring: wanted)
    #expect(Set(some.changes.keys) == Set(wanted))
    for metric in wanted {
      #expect(some.change(metric) == all.change(metric) && some.value(metric) == all.value(metric))
    }
  }

  @Test func slopesArePaired() throws {
    let plus = ResponseToy(.shift, .unit, events: 4000, toy: 9)
    let baseline = try plus.baseline()
    let minus = plus.scores.map { score in
      ResponseToy.score(0.5 + log(Double(score) / (1 - Double(score))) - 0.3)
    }
    let up = try baseline.response(to: plus.distorted, keeping: ResponseMetric.allCases)
    let down = try baseline.response(to: minus, keeping: ResponseMetric.allCases)
    let slope = try #require(ResponseCombination.slope(plus: up, minus: down, strength: 0.3, .efficiency))
    // d/ds Φ(s) over ±0.3: (Φ(0.3) − Φ(−0.3)) / 0.6.
    let expected = (erfc(-0.3 / 2.0.squareRoot()) - erfc(0.3 / 2.0.squareRoot())) / 2 / 0.6
    #expect(slope.low <= expected && expected <= slope.high)
    #expect(slope.high - slope.low < 0.1)
  }
}
