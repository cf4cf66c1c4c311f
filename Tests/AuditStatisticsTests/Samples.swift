@testable import AuditStatistics

/// Seeded toy samples of the tests in this folder.
struct Sample: Sendable {
  var values: [Double]
  var weights: [Double]?

  /// Kinds of weights that statistics must cope with.
  enum Weights: String, CaseIterable, Sendable {
    case unit, logNormal, negative, wide
  }

  /// Normal values (whole numbers where `isTied`), exact in single precision unless weights are `wide`.
  static func normal(
    _ count: Int, _ weights: Weights, seed: UInt64, shift: Double = 0, isTied: Bool = false
  ) -> Sample {
    let random = CounterRandom(seed: seed, stream: "sample")
    let values = (0..<UInt64(count)).map { index in
      let x = random.normal(index) + shift
      return isTied ? (3 * x).rounded() : weights == .wide ? x : Double(Float(x))
    }
    let drawn: [Double]? =
      switch weights {
      case .unit: nil
      case .logNormal: (0..<UInt64(count)).map { Double(Float(1 + abs(random.normal($0, part: 1)))) }
      case .negative: (0..<UInt64(count)).map { random.uniform($0, part: 1) < 0.2 ? -0.75 : 1.5 }
      case .wide: (0..<UInt64(count)).map { 0.1 + random.uniform($0, part: 1) }
      }
    return Sample(values: values, weights: drawn)
  }

  func distribution(capacity: Int = WeightedDistribution.defaultCapacity) -> WeightedDistribution {
    var builder = DistributionBuilder(capacity: capacity)
    append(to: &builder)
    return builder.finish()
  }

  func append(to builder: inout DistributionBuilder) {
    if let weights {
      builder.append(values, weights: weights)
    } else {
      builder.append(values, weights: [Float]?.none)
    }
  }

  subscript(range: Range<Int>) -> Sample {
    Sample(values: Array(values[range]), weights: weights.map { Array($0[range]) })
  }

  func weight(_ index: Int) -> Double { weights.map { $0[index] } ?? 1 }

  /// Slow plain version of F(x) Σw.
  func sum(where isIncluded: (Double) -> Bool) -> Double {
    values.indices.reduce(0) { isIncluded(values[$1]) ? $0 + weight($1) : $0 }
  }
}

/// Equality up to rounding.
func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-9) -> Bool {
  guard let a, let b else { return a == nil && b == nil }
  return abs(a - b) <= tolerance * max(1, abs(a), abs(b))
}
