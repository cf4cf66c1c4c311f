import AuditReport
import AuditSamples
import AuditStatistics
import AuditTestSupport
import Foundation
import Testing

@testable import AuditAnalysis

/// The blind spot where the largest change that can be reached is known.
///
/// Features are uniform, so that a value is its rank, and the score is a sum of functions of one feature each: what raises it most is to move every
/// value to the highest place of its function within the limit, whatever the other features are.
@Suite struct BlindSpotTruthTests {
  enum Shape: String, CaseIterable {
    /// Straight: all features move alike.
    case line
    /// To both sides from the middle.
    case valley
    /// Four places to go to.
    case waves
    /// A step: only what lies near it can cross.
    case step
    /// One feature matters more than the others.
    case uneven
    /// The product of two sums: what one feature should do depends on the others.
    case product

    func part(_ x: Double, _ feature: Int) -> Double {
      switch self {
      case .line: x
      case .valley: abs(x - 0.5)
      case .waves: cos(8 * .pi * x) / 4
      case .step: x > 0.6 ? 1 : 0
      case .uneven: x / Double(1 + feature * feature)
      case .product: x - 0.5
      }
    }

    func score(_ parts: [Double]) -> Double {
      self == .product ? (parts[0] + parts[1]) * (parts[2] + parts[3]) : parts.reduce(0, +)
    }
  }

  static let limit = 0.05
  static let features = ["a", "b", "c", "d"]

  private func columns(_ rows: Int, seed: UInt64, stream: String) -> [[Float]] {
    let random = CounterRandom(seed: seed, stream: stream)
    return Self.features.indices.map { feature in
      (0..<UInt64(rows)).map { Float(random.uniform($0, part: UInt32(feature + 1))) }
    }
  }

  private func found(_ shape: Shape, rows: Int, seed: UInt64, weights: [Double]?) throws -> (
    Estimate, Estimate
  ) {
    let simulation = columns(rows, seed: seed, stream: "blind/simulation")
    let labels = (0..<rows).map { Float($0 % 2) }
    let named = zip(Self.features, simulation).map { ($0, Values.float32($1)) }
    let data = zip(Self.features, columns(rows, seed: seed, stream: "blind/data")).map {
      ($0, Values.float32($1))
    }
    let audit = TableAudit(
      [
        TableAudit.Sample("simulation", .simulation, named + [("y", .float32(labels))], weights: weights),
        TableAudit.Sample("data", .data, data),
      ], features: Self.features, label: "y"
    ) { context in
      context.scorers = [
        FormulaScorer("sum", of: Self.features, threshold: Self.threshold(shape)) { values in
          shape.score(values.indices.map { shape.part(values[$0], $0) })
        }
      ]
    }
    var analyzer = BlindSpotAnalyzer()
    analyzer.ks = Self.limit
    let readings = try audit.readings(analyzer)
    return (
      try #require(readings.of("blind-spot").first?.estimate),
      try #require(readings.of("blind-spot-by-event").first?.estimate)
    )
  }

  /// Near the middle of the scores.
  private static func threshold(_ shape: Shape) -> Double {
    switch shape {
    case .line: 2.1
    case .valley: 1.05
    case .waves: 0.1
    case .step: 2
    case .uneven: 0.95
    case .product: 0.05
    }
  }

  /// The larger change of the efficiency, up or down, from many events; of the product that of all outwards, a lower bound.
  private func reachable(_ shape: Shape) -> Double {
    let columns = columns(50_000, seed: 99, stream: "blind/truth").map { $0.map(Double.init) }
    let threshold = Self.threshold(shape)
    func efficiency(_ move: (Int, Double) -> Double) -> Double {
      let parts = Self.features.indices.map { feature in
        columns[feature].map { x in shape.part(min(1, max(0, x + move(feature, x))), feature) }
      }
      let count = columns[0].indices.count { row in shape.score(parts.map { $0[row] }) >= threshold }
      return Double(count) / Double(columns[0].count)
    }
    let nominal = efficiency { _, _ in 0 }
    if shape == .product {
      return efficiency { $1 > 0.5 ? Self.limit : -Self.limit } - nominal
    }
    let steps = (-10...10).map { Double($0) / 10 * Self.limit }
    func best(_ sign: Double) -> Double {
      let table = Self.features.indices.map { feature in
        (0...4000).map { place -> Double in
          let x = Double(place) / 4000
          return steps.max { a, b in
            sign * shape.part(min(1, max(0, x + a)), feature) < sign
              * shape.part(min(1, max(0, x + b)), feature)
          } ?? 0
        }
      }
      return sign * (efficiency { table[$0][Int(($1 * 4000).rounded())] } - nominal)
    }
    return max(best(1), best(-1))
  }

  /// Of six toys the mean reaches nine tenths, and as many intervals hold what can be reached as chance allows.
  @Test(arguments: Shape.allCases)
  func theLargestReachableChangeIsFound(shape: Shape) throws {
    let truth = reachable(shape)
    var (values, covered): ([Double], Int) = ([], 0)
    for (rows, isWeighted) in [(4000, false), (8000, false), (4000, true)] {
      for seed in 0..<2 as Range<UInt64> {
        let random = CounterRandom(seed: seed, stream: "blind/weights")
        let weights = isWeighted ? (0..<UInt64(rows)).map { exp(random.normal($0)) } : nil
        let (own, byEvent) = try found(shape, rows: rows, seed: seed, weights: weights)
        values.append(own.value)
        covered += own.low <= truth && truth <= own.high ? 1 : 0
        #expect(byEvent.value >= own.value - 0.01)
      }
    }
    let mean = values.reduce(0, +) / Double(values.count)
    #expect(mean > 0.85 * truth, "\(shape): \(mean) of \(truth), \(values)")
    // Of the product steps that are chosen bin by bin reach more than all outwards.
    guard shape != .product else { return }
    #expect(mean < 1.15 * truth, "\(shape): \(mean) of \(truth), \(values)")
    #expect(covered >= 4, "\(shape): \(covered) of 6 hold \(truth)")
  }
}
