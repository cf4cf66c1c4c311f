import AuditStatistics
import Glibc

/// Events of two classes with three features, two of them dependent, and a classifier that is a logistic function.
struct ImpactToy {
  var columns: [[Float]] = [[], [], []]
  var isPositive: [Bool] = []
  var weights: [Double] = []
  private var keys: [UInt64] = []

  /// What data do to a value of a feature: monotone, alike in both classes.
  static func distorted(_ feature: Int, _ value: Double) -> Double {
    switch feature {
    case 0: 0.97 * value
    case 1: value + 0.08
    default: value + 0.03 * sin(2 * value)
    }
  }
  static let threshold: Float = 0.5

  init(rows: Int, stream: UInt64, share: Double = 0.5, isData: Bool, negative: Double = 0) {
    let r = CounterRandom(seed: 11, stream: stream)
    for i in 0..<UInt64(rows) {
      let isSignal = r.uniform(i) < share
      let a = r.normal(i)
      let b = 0.6 * a + 0.8 * r.normal(i, part: 1)
      let values = [
        isSignal ? 60 * exp(0.25 * a) : 45 * exp(0.4 * a), (isSignal ? 1 : 0) + b,
        (isSignal ? 0.8 : 0) + r.normal(i, part: 2),
      ]
      for (feature, value) in values.enumerated() {
        columns[feature].append(Float(isData ? Self.distorted(feature, value) : value))
      }
      isPositive.append(isSignal)
      weights.append(r.uniform(i, part: 3) < negative ? -1 : 1)
      keys.append(stream &* 7919 &+ i)
    }
  }

  var events: MorphingEvents {
    MorphingEvents(
      columns: columns, weights: weights, components: isPositive.map { $0 ? 1 : 0 }, componentCount: 2,
      keys: keys)
  }

  static func scores(_ columns: [[Float]]) -> [Float] {
    columns[0].indices.map { row in
      let sum =
        (columns[0][row] - 52) / 12 + 1.2 * (columns[1][row] - 0.5) + (columns[2][row] - 0.4)
      return 1 / (1 + exp(-sum))
    }
  }

  /// Signal and background efficiency of columns with some features distorted.
  func efficiencies(distorting features: [Int] = []) -> (signal: Double, background: Double) {
    var changed = columns
    for feature in features {
      changed[feature] = columns[feature].map { Float(Self.distorted(feature, Double($0))) }
    }
    let scores = Self.scores(changed)
    var (passing, all) = ([0.0, 0.0], [0.0, 0.0])
    for row in scores.indices {
      let place = isPositive[row] ? 0 : 1
      all[place] += weights[row]
      if scores[row] >= Self.threshold { passing[place] += weights[row] }
    }
    return (passing[0] / all[0], passing[1] / all[1])
  }

  /// Scores of simulation with some features moved, and one of them a step below and above.
  func moved(_ features: [Int], in comparison: SampleComparison) -> ImpactMeasurement.MovedScores? {
    let maps = features.compactMap { comparison.mapped($0) }
    guard maps.count == features.count else { return nil }
    var base = columns
    for (feature, map) in zip(features, maps) { base[feature] = map.values }
    func scores(_ feature: Int, _ values: [Float]) -> [Float] {
      var changed = base
      changed[feature] = values
      return Self.scores(changed)
    }
    let smeared = features.indices.compactMap { place in
      LocationFit(.offset, of: [features[place]], in: comparison, keepsInfluences: true)
        .flatMap { SharedSmearing($0) }
        .flatMap { smearing in
          comparison.mapped(features[place], after: smearing).map { draws in
            (place, smearing, draws.map { scores(features[place], $0) })
          }
        }
    }
    func scores(by map: (Int) -> [Float]?) -> [Float]? {
      var changed = columns
      for feature in features {
        guard let values = map(feature) else { return nil }
        changed[feature] = values
      }
      return Self.scores(changed)
    }
    let halves =
      features.count < 2
      ? [] : (0..<2).compactMap { half in scores { comparison.mappedValues($0, half: half) } }
    let mixVariations = comparison.mixVariations.compactMap { variation -> MixVariation.Scores? in
      guard let up = scores(by: { comparison.mappedValues($0, shares: variation.shares.up) }),
        let down = scores(by: { comparison.mappedValues($0, shares: variation.shares.down) })
      else { return nil }
      return MixVariation.Scores(variation, up: up, down: down)
    }
    return ImpactMeasurement.MovedScores(
      features: features, maps: maps, scores: Self.scores(base),
      below: zip(features, maps).map { scores($0, $1.below) },
      above: zip(features, maps).map { scores($0, $1.above) }, halves: halves,
      mixVariations: mixVariations,
      additions: smeared.map { MapAddition($0.1, scores: $0.2) }, in: comparison)
  }
}
