import AuditStatistics
import Glibc

/// A population whose true distances to another are known.
struct ToyPopulation: Sendable {
  enum Feature: String, Sendable, CaseIterable { case normal, exponential, integer, logNormal, pareto }
  var feature: Feature
  var shift = 0.0
  var width = 1.0

  /// Value of the feature for a standard normal latent variable.
  func value(latent z: Double) -> Double {
    switch feature {
    case .normal: shift + width * z
    case .exponential: shift - width * log(0.5 * erfc(z / 2.0.squareRoot()))
    case .integer: (4 * width + 4 * shift + 2 * width * z).rounded()
    case .logNormal: shift + width * exp(z)
    // x⁻³·⁵: a variance, but no fourth moment.
    case .pareto: shift + width * pow(0.5 * erfc(z / 2.0.squareRoot()), -0.4)
    }
  }

  /// P(X ≤ x).
  func cumulative(_ x: Double) -> Double {
    func phi(_ z: Double) -> Double { 0.5 * erfc(-z / 2.0.squareRoot()) }
    switch feature {
    case .normal: return phi((x - shift) / width)
    case .exponential: return x > shift ? 1 - exp(-(x - shift) / width) : 0
    case .integer: return phi((x.rounded(.down) + 0.5 - 4 * width - 4 * shift) / (2 * width))
    case .logNormal: return x > shift ? phi(log((x - shift) / width)) : 0
    case .pareto: return x > shift + width ? 1 - pow((x - shift) / width, -2.5) : 0
    }
  }

  /// The smallest x with P(X ≤ x) ≥ u.
  func quantile(_ u: Double) -> Double {
    var low = -60.0
    var high = 1e4
    for _ in 0..<90 {
      let middle = (low + high) / 2
      if cumulative(middle) < u { low = middle } else { high = middle }
    }
    return feature == .integer ? high.rounded() : high
  }

  /// The quantile of the mid-distribution function, as ``QuantileShifts`` reads tied values.
  func midQuantile(_ u: Double) -> Double {
    guard feature == .integer else { return quantile(u) }
    func middle(_ k: Double) -> Double { (cumulative(k) + cumulative(k - 1)) / 2 }
    var k = quantile(u) + 1
    while middle(k) > u { k -= 1 }
    return k + (u - middle(k)) / (middle(k + 1) - middle(k))
  }

  /// √π ∫ F (1 − F) dx, from closed forms of E|X − X′|.
  var giniWidth: Double {
    let root = Double.pi.squareRoot() / 2
    switch feature {
    case .normal: return width
    case .exponential: return root * width
    case .integer:
      return 2 * root * (-60...80).reduce(0) { $0 + cumulative(Double($1)) * (1 - cumulative(Double($1))) }
    case .logNormal: return root * width * 2 * exp(0.5) * erf(0.5)
    case .pareto: return root * width * 5 / 6
    }
  }

  /// ∫ |F − G| dx and the largest |F − G| of a population and one that is wider by a factor: for positive features the
  /// difference of the means.
  private func distancesByScale(to other: ToyPopulation) -> (supremum: Double, integral: Double) {
    let mean = feature == .pareto ? 5.0 / 3 : exp(0.5)
    let supremum = (1..<20_000).reduce(0.0) { largest, step in
      let x = quantile(Double(step) / 20_000)
      return max(largest, abs(cumulative(x) - other.cumulative(x)))
    }
    return (supremum, abs(other.width - width) * mean)
  }

  /// Kolmogorov-Smirnov and Wasserstein distance of two populations.
  func distances(to other: ToyPopulation) -> (supremum: Double, integral: Double) {
    if feature == .logNormal || feature == .pareto { return distancesByScale(to: other) }
    let step = feature == .integer ? 1 : 0.0005
    var (supremum, integral) = (0.0, 0.0)
    for index in 0..<(feature == .integer ? 140 : 84000) {
      let x = Double(index) * step - (feature == .integer ? 60 : 12)
      let difference = abs(cumulative(x) - other.cumulative(x))
      supremum = max(supremum, difference)
      integral += difference * step
    }
    return (supremum, integral)
  }
}

/// Weights as physicists have them.
enum ToyWeights: String, Sendable, CaseIterable {
  static let allCases: [ToyWeights] = [.unit, .logNormal, .importance, .negative]
  case unit
  /// σ = 1: n_eff is 37 % of n.
  case logNormal
  /// Latent N(0, 1) reweighted to N(1, 1): weights correlated with the feature, n_eff is 37 % of n.
  case importance
  /// A fifth is −1: n_eff is 36 % of n.
  case negative
  /// Three tenths are −1: n_eff is 16 % of n.
  case manyNegative
}

/// Seeded samples of toy populations.
struct ToyGenerator {
  private let random: CounterRandom
  private var position: UInt64 = 0

  init(seed: UInt64, toy: Int) { random = CounterRandom(seed: seed, stream: UInt64(toy) &+ 1000) }

  mutating func normals(_ count: Int) -> [Float] {
    var values = [Float](repeating: 0, count: count)
    random.fillNormals(&values, from: position)
    position += UInt64(count)
    return values
  }

  mutating func uniforms(_ count: Int) -> [Double] {
    let start = position
    position += UInt64(count)
    return (0..<UInt64(count)).map { random.uniform(start + $0) }
  }

  /// Rows whose weighted distribution is the population's.
  mutating func rows(
    _ population: ToyPopulation, _ kind: ToyWeights, _ count: Int
  ) -> (values: [Double], weights: [Float]?) {
    let latent = normals(count)
    let origin = kind == .importance ? 1.0 : 0
    let values = latent.map { population.value(latent: Double($0) - origin) }
    switch kind {
    case .unit: return (values, nil)
    case .logNormal: return (values, normals(count).map { expf($0) })
    case .importance: return (values, latent.map { expf($0 - 0.5) })
    case .negative: return (values, normals(count).map { $0 < -0.841_621_2 ? -1 : 1 })
    case .manyNegative: return (values, normals(count).map { $0 < -0.524_400_5 ? -1 : 1 })
    }
  }

  mutating func sample(
    _ population: ToyPopulation, _ kind: ToyWeights, _ count: Int
  ) -> WeightedDistribution {
    let rows = rows(population, kind, count)
    var builder = DistributionBuilder(expectedRows: count)
    builder.append(rows.values, weights: rows.weights)
    return builder.finish()
  }
}
