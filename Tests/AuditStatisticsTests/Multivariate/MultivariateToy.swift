import Glibc

@testable import AuditStatistics

/// Two-dimensional Gaussians of correlation ¼ and the ways they are distorted (arXiv:2211.10295, section 3.1).
enum MultivariateToy: String, CaseIterable, Sendable {
  case none, mixture, uncorrelated, shiftedLittle, shifted, wide, narrow

  /// Exact squared Fréchet distance to the undistorted one.
  var frechet: Double {
    switch self {
    case .none, .mixture: 0
    case .uncorrelated: 4 - 2 * (1.25.squareRoot() + 0.75.squareRoot())
    case .shiftedLittle: 0.01
    case .shifted: 1
    case .wide: 2 * (11 - 2 * 10.0.squareRoot())
    case .narrow: 2 * (1.1 - 2 * 0.1.squareRoot())
    }
  }

  /// Largest change of the correlation.
  var correlation: Double { self == .uncorrelated ? 0.25 : 0 }

  /// Rows of the distorted population.
  ///
  /// The mixture has two peaks at ±0.8 in the first feature and the moments of the undistorted one.
  func columns(_ random: CounterRandom, _ count: Int) -> [[Float]] {
    let rho = self == .uncorrelated ? 0 : 0.25
    let width: Double = self == .wide ? 10.0.squareRoot() : self == .narrow ? 0.1.squareRoot() : 1
    let shift = self == .shifted ? 1 : self == .shiftedLittle ? 0.1 : 0
    var (first, second) = ([Float](), [Float]())
    for row in 0..<UInt64(count) {
      var x = random.normal(row, part: 0)
      if self == .mixture { x = 0.6 * x + (random.uniform(row, part: 2) < 0.5 ? -0.8 : 0.8) }
      let y = rho * x + (1 - rho * rho).squareRoot() * random.normal(row, part: 1)
      first.append(Float(width * x + shift))
      second.append(Float(width * y))
    }
    return [first, second]
  }

  /// Simulation undistorted and data distorted, both with weights of a kind.
  func tables(
    _ weights: ToyWeights, _ simulationRows: Int, _ dataRows: Int, toy: UInt64
  ) -> (simulation: FeatureTable, data: FeatureTable)? {
    func table(_ kind: MultivariateToy, _ count: Int, _ name: String) -> FeatureTable? {
      let random = CounterRandom(seed: toy, stream: name)
      return FeatureTable(
        columns: kind.columns(random, count), weights: Self.weights(weights, random, count),
        scales: Array(repeating: FeatureScale(center: 0, width: 1), count: 2), seed: toy, stream: name)
    }
    guard let simulation = table(.none, simulationRows, "simulation"),
      let data = table(self, dataRows, "data")
    else {
      return nil
    }
    return (simulation, data)
  }

  private static func weights(_ kind: ToyWeights, _ random: CounterRandom, _ count: Int) -> [Double]? {
    switch kind {
    case .unit: nil
    case .negative: (0..<UInt64(count)).map { random.uniform($0, part: 9) < 0.2 ? -1 : 1 }
    case .manyNegative: (0..<UInt64(count)).map { random.uniform($0, part: 9) < 0.3 ? -1 : 1 }
    case .logNormal, .importance: (0..<UInt64(count)).map { exp(random.normal($0, part: 9)) }
    }
  }
}
