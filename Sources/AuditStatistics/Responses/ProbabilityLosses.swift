import Glibc

/// Losses of scores that are probabilities.
struct ProbabilityLosses: Sendable {
  /// Scores are kept this far from 0 and 1 in the logarithm: the spacing of float32 numbers at 1.
  static let margin = Double(Float.ulpOfOne)

  /// −ln s of positives, −ln(1 − s) of negatives.
  let logLosses: [Double]
  let logLoss: Double
  let brier: Double
  let bins: CalibrationBins

  /// nil without edges or where a score leaves [0, 1]. O(n · bins).
  init?(scores: [Float], classes: [UInt8], weights: [Double], total: Double, edges: [Float]?) {
    guard let edges else { return nil }
    var outside = false
    var (sumLog, sumBrier) = (0.0, 0.0)
    logLosses = scores.withUnsafeBufferPointer { scores in
      classes.withUnsafeBufferPointer { classes in
        weights.withUnsafeBufferPointer { weights in
          [Double](unsafeUninitializedCapacity: scores.count) { output, size in
            for index in 0..<scores.count {
              let score = scores[index]
              outside = outside || !(score >= 0 && score <= 1)
              let probability = Double(score)
              let isPositive = classes[index] == 1
              let chosen = isPositive ? probability : 1 - probability
              let loss = -log(max(Self.margin, min(chosen, 1 - Self.margin)))
              output[index] = loss
              sumLog += weights[index] * loss
              let residual = 1 - chosen
              sumBrier += weights[index] * residual * residual
            }
            size = scores.count
          }
        }
      }
    }
    guard !outside else { return nil }
    logLoss = sumLog / total
    brier = sumBrier / total
    bins = CalibrationBins(scores: scores, classes: classes, weights: weights, total: total, edges: edges)
  }
}
