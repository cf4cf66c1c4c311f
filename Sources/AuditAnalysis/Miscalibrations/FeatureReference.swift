import AuditSamples
import AuditStatistics

/// What is known of a feature's distribution before it is distorted.
public struct FeatureReference: Sendable, Equatable {
  /// Weighted mean.
  public var mean: Double
  /// Half the width of the central 68.3 %: σ of a Gaussian, and not moved by tails.
  public var spread: Double
  /// Smallest value.
  public var low: Double
  /// Largest value.
  public var high: Double
  /// The distribution.
  public var distribution: WeightedDistribution

  /// Summarises a distribution; nil when it is not normalisable.
  public init?(_ distribution: WeightedDistribution) {
    guard let mean = distribution.mean, let low = distribution.minimum, let high = distribution.maximum,
      let lower = distribution.quantile(0.158_655_254), let upper = distribution.quantile(0.841_344_746)
    else { return nil }
    self.mean = mean
    self.low = low
    self.high = high
    spread = (upper - lower) / 2
    self.distribution = distribution
  }

  /// Measures features over all events of a sample, handed over in row order. O(rows log rows).
  ///
  /// Features without a usable value are left out. Tensors: the distribution of all their numbers.
  /// Errors: no such column, no numbers.
  public static func measure(_ features: [String], over blocks: [EventBlock]) throws -> [String: Self] {
    var result: [String: Self] = [:]
    for name in features {
      var builder = DistributionBuilder(missing: blocks.first?.missing[name] ?? [])
      for block in blocks {
        let size = try block.size(of: name)
        let spread = block.batch.weights?.doubles.flatMap { repeatElement($0, count: size) }
        let values = try block.values(name)
        switch values {
        case .float32(let values), .tensor(let values, _):
          if let spread {
            builder.append(values, weights: spread)
          } else {
            builder.append(values, weights: nil)
          }
        case .float64(let values):
          if let spread {
            builder.append(values, weights: spread)
          } else {
            builder.append(values, weights: nil)
          }
        case .int64, .uint64:
          let doubles = values.doubles
          if let spread {
            builder.append(doubles, weights: spread)
          } else {
            builder.append(doubles, weights: nil)
          }
        case .category: throw MiscalibrationError.notNumeric(name: name)
        }
      }
      result[name] = Self(builder.finish())
    }
    return result
  }
}
