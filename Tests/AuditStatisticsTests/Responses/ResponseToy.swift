import AuditStatistics
import Glibc

/// Events whose score is a logistic function of a Gaussian feature, before and after something happened to it.
///
/// x is N(1, 1) for positives and N(0, 1) for negatives; the score is 1/(1 + exp(½ − x)), which is calibrated.
struct ResponseToy {
  /// What happens to the feature or to the weights.
  enum Distortion: String, CaseIterable {
    case tinyShift, shift, scale, smear, deadChannel, reweight
  }
  /// How events are weighted.
  enum Weighting: String, CaseIterable {
    case unit, logNormal, correlated, negative
  }

  var scores: [Float] = []
  var distorted: [Float] = []
  var isPositive: [Bool] = []
  var weights: [Double] = []
  /// Weights afterwards; nil: unchanged.
  var distortedWeights: [Double]?

  init(_ distortion: Distortion, _ weighting: Weighting, events: Int, toy: UInt64) {
    let random = CounterRandom(seed: 99, stream: toy)
    if distortion == .reweight { distortedWeights = [] }
    for event in 0..<UInt64(events) {
      let positive = random.uniform(event) < 0.5
      let x = random.normal(event) + (positive ? 1 : 0)
      let noise = random.normal(event, part: 1)
      let after: Double =
        switch distortion {
        case .tinyShift: x + 0.001
        case .shift: x + 0.3
        case .scale: 1.2 * x
        case .smear: x + 0.5 * noise
        case .deadChannel: random.uniform(event, part: 2) < 0.1 ? 0 : x
        case .reweight: x
        }
      let weight: Double =
        switch weighting {
        case .unit: 1
        case .logNormal: exp(random.normal(event, part: 3))
        case .correlated: exp(0.5 * x)
        case .negative: random.uniform(event, part: 3) < 0.2 ? -1 : 1
        }
      scores.append(Self.score(x))
      distorted.append(Self.score(after))
      isPositive.append(positive)
      weights.append(weight)
      distortedWeights?.append(weight * exp(0.1 * x))
    }
  }

  static func score(_ x: Double) -> Float { Float(1 / (1 + exp(0.5 - x))) }

  /// Where ½ of the positives are selected.
  static let workingPoint = WorkingPoint.threshold(Double(score(1)))

  func baseline() throws -> ResponseBaseline {
    try ResponseBaseline(
      scores: scores, isPositive: isPositive, weights: weights, workingPoint: Self.workingPoint)
  }

  func response() throws -> Response {
    try baseline().response(to: distorted, weights: distortedWeights)
  }
}
