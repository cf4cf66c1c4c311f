import AuditStatistics
import Glibc

/// Two normal classes with the weights that the field has; each call draws another sample.
struct ClassToy {
  enum Weights: String, CaseIterable {
    case unit, lognormal, correlated, negative
  }
  struct Sample {
    var scores: [Double]
    var classes: [UInt8]
    var weights: [Double]
    var ranked: RankedEvents { RankedEvents(scores: scores, classes: classes, weights: weights) }
  }
  let seed: UInt64
  let rows: Int
  let shift: Double
  let weights: Weights
  private var toy: UInt64 = 0

  init(seed: UInt64, rows: Int, shift: Double, weights: Weights) {
    self.seed = seed
    self.rows = rows
    self.shift = shift
    self.weights = weights
  }

  /// Positives are N(shift, 1), negatives N(0, 1): A = Φ(shift/√2) for all kinds of weights, also for e^(s/2), which
  /// moves both classes by the same amount.
  mutating func next() -> Sample {
    toy += 1
    let random = CounterRandom(seed: seed, stream: toy)
    var sample = Sample(scores: [], classes: [], weights: [])
    for row in 0..<UInt64(rows) {
      let isPositive = random.uniform(row) < 0.5
      let score = random.normal(row) + (isPositive ? shift : 0)
      sample.scores.append(score)
      sample.classes.append(isPositive ? 1 : 0)
      switch weights {
      case .unit: sample.weights.append(1)
      case .lognormal: sample.weights.append(exp(random.normal(row, part: 1)))
      case .correlated: sample.weights.append(exp(0.5 * score))
      case .negative: sample.weights.append(random.uniform(row, part: 1) < 0.2 ? -1 : 1)
      }
    }
    return sample
  }

  /// Φ(shift/√2)
  var area: Double { 0.5 * erfc(-shift / 2) }
}

/// True when `hits` of `trials` agrees with a probability between the two bounds, within 3.3 binomial deviations.
func isConsistent(_ hits: Int, of trials: Int, between low: Double, and high: Double) -> Bool {
  let fraction = Double(hits) / Double(trials)
  func deviation(_ p: Double) -> Double { 3.3 * (p * (1 - p) / Double(trials)).squareRoot() }
  return fraction >= low - deviation(low) && fraction <= min(1, high + deviation(high))
}
