import AuditStatistics

/// Seeded columns for toys: normal, uniform and exponential values by row number.
public struct Sampling: Sendable {
  private let random: CounterRandom

  /// A stream of its own for each name.
  public init(seed: UInt64, _ name: String) {
    random = CounterRandom(seed: seed, stream: name)
  }

  /// Normal values.
  public func normal(_ count: Int, mean: Double = 0, deviation: Double = 1) -> [Double] {
    (0..<count).map { mean + deviation * random.normal(UInt64($0)) }
  }

  /// Uniform values in (0, 1).
  public func uniform(_ count: Int) -> [Double] {
    (0..<count).map { random.uniform(UInt64($0), part: 1) }
  }

  /// Weights of 1 with the given fraction of −1.
  public func signs(_ count: Int, negative: Double) -> [Double] {
    uniform(count).map { $0 < negative ? -1 : 1 }
  }
}
