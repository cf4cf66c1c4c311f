import Foundation
import Testing

@testable import AuditStatistics

@Suite struct WeightedDistributionTests {
  private func distribution(_ values: [Float], _ weights: [Float]? = nil) -> WeightedDistribution {
    var builder = DistributionBuilder()
    builder.append(values, weights: weights)
    return builder.finish()
  }

  @Test func closedForms() {
    let sample = distribution([3, 1, 2, 4, 2], [1, 2, 0.5, 1, 0.5])
    #expect(sample.rows == 5)
    #expect(sample.sumOfWeights == 5)
    #expect(sample.sumOfSquaredWeights == 6.5)
    #expect(sample.effectiveRows == 25 / 6.5)
    #expect(sample.minimum == 1 && sample.maximum == 4)
    #expect(sample.distinctValues == 4)
    #expect(sample.cumulative(atOrBelow: 0.99) == 0)
    #expect(sample.cumulative(atOrBelow: 1) == 0.4)
    #expect(sample.cumulative(atOrBelow: 2) == 0.6)
    #expect(sample.cumulative(atOrBelow: 2.5) == 0.6)
    #expect(sample.cumulative(atOrBelow: .infinity) == 1)
    #expect(isClose(sample.mean, (3 + 2 + 2 + 4) / 5))
    #expect(isClose(sample.variance, (2 * 1.44 + 0.04 + 0.64 + 3.24) / 5))
  }

  @Test func quantilesOfEqualWeights() {
    let even = distribution([4, 1, 3, 2])
    #expect(even.quantile(0.5) == 2.5)
    #expect(even.quantile(0) == 1)
    #expect(even.quantile(1) == 4)
    #expect(even.quantile(0.25) == 1.5)
    #expect(even.quantile(0.3) == 2)
    let odd = distribution([5, 1, 3])
    #expect(odd.quantile(0.5) == 3)
    #expect(odd.quantile(-0.1) == nil && odd.quantile(.nan) == nil)
    #expect(distribution([]).quantile(0.5) == nil)
  }

  @Test func quantilesOfWeights() {
    #expect(distribution([1, 2, 3], [1, 2, 1]).quantile(0.5) == 2)
    #expect(distribution([1, 2, 3], [2, 1, 1]).quantile(0.5) == 1.5)
    // F = 1, 0.5, 1 after 1, 2, 3: it reaches 0.5 first at 1 and is last at or below it until 3.
    #expect(distribution([1, 2, 3], [2, -1, 1]).quantile(0.5) == 2)
    #expect(distribution([1, 2], [1, -1]).quantile(0.5) == nil)
  }

  /// Quantiles against their definition, evaluated at every value.
  @Test(arguments: Sample.Weights.allCases, [false, true])
  func quantilesAgainstDefinition(_ weights: Sample.Weights, isTied: Bool) {
    let sample = Sample.normal(3000, weights, seed: 11, isTied: isTied)
    let distribution = sample.distribution()
    let total = sample.weights?.reduce(0, +) ?? Double(sample.values.count)
    let points = Set(sample.values).sorted()
    var cumulative: [Double] = []
    var byValue: [Double: Double] = [:]
    for index in sample.values.indices { byValue[sample.values[index], default: 0] += sample.weight(index) }
    var sum = 0.0
    for point in points {
      sum += byValue[point] ?? 0
      cumulative.append(sum / total)
    }
    for p in [0.001, 0.1, 0.25, 0.5, 0.77, 0.999] {
      let low = points[cumulative.firstIndex { $0 >= p - 1e-12 } ?? points.count - 1]
      let last = cumulative.lastIndex { $0 <= p + 1e-12 }
      let high = last.map { points[min($0 + 1, points.count - 1)] } ?? points[0]
      #expect(isClose(distribution.quantile(p), (low + high) / 2, 1e-12))
    }
  }

  @Test func missingValuesAreTalliedByReason() {
    var builder = DistributionBuilder(missing: [-999, -999.9])
    builder.append(
      [1, .nan, .infinity, -.infinity, -999, -999.9, 2] as [Float], weights: [1, 2, 3, 4, 5, 6, 7])
    builder.append([-999.9, 3, .nan] as [Double], weights: [1.1, 1.2, 1.3])
    let sample = builder.finish()
    #expect(sample.rows == 3)
    #expect(isClose(sample.missing.notANumber.weights, 3.3))
    #expect(sample.missing.notANumber.rows == 2)
    #expect(sample.missing.positiveInfinity == Tally(rows: 1, weights: 3, squares: 9))
    #expect(sample.missing.negativeInfinity == Tally(rows: 1, weights: 4, squares: 16))
    #expect(sample.missing.sentinel.rows == 3)
    #expect(isClose(sample.missing.total.weights, 3.3 + 3 + 4 + 12.1))
    #expect(sample.maximum == 3 && sample.minimum == 1)
  }

  @Test func weightsThatAreNotNumbersAreCounted() {
    let sample = distribution([1, 2, 3, 4], [1, .nan, .infinity, 0])
    #expect(sample.rows == 1 && sample.invalidWeightRows == 2 && sample.zeroWeightRows == 1)
  }

  @Test func integersAndOrderAreNoticed() {
    #expect(distribution([1, 2, 3e9, -7]).holdsOnlyIntegers)
    #expect(!distribution([1, 2, 0.5]).holdsOnlyIntegers)
    var builder = DistributionBuilder()
    builder.append([1e15 + 1, 2], weights: [Float]?.none)
    #expect(builder.finish().holdsOnlyIntegers)
    var half = DistributionBuilder()
    half.append([1e15 + 0.5], weights: [Float]?.none)
    #expect(!half.finish().holdsOnlyIntegers)

    let rising = distribution([1, 1, 2, .nan, 3])
    #expect(rising.order.isNonDecreasing && !rising.order.isNonIncreasing)
    #expect(rising.order.first == 1 && rising.order.last == 3)
    #expect(distribution([3, 2, 2]).order.isNonIncreasing)
    #expect(distribution([2, 2]).order.isConstant && distribution([2, 2]).isConstant)
    #expect(!distribution([1, 3, 2]).order.isNonDecreasing)
  }

  /// Two single bits around each value: keys must order and round-trip.
  @Test func keysSortLikeValues() {
    let values: [Float] = [
      -.greatestFiniteMagnitude, -1, -.leastNonzeroMagnitude, 0, .leastNonzeroMagnitude, 1e-30, 1, 2, 3e38,
    ]
    for (a, b) in zip(values, values.dropFirst()) { #expect(SortKey.key(a) < SortKey.key(b)) }
    for value in values {
      #expect(SortKey.value(SortKey.key(value)) == value)
      #expect(SortKey.value(SortKey.key(Double(value))) == Double(value))
    }
    #expect(SortKey.key(-0.0 as Float) == SortKey.key(0 as Float))
    #expect(distribution([0, -0.0]).distinctValues == 1)
  }

  @Test func storageIsTheNarrowestExactOne() {
    #expect(distribution([1, 2]).points == .unit(keys: [SortKey.key(1 as Float), SortKey.key(2 as Float)]))
    if case .packed = distribution([1, 2], [1, 2]).points {} else { Issue.record("expected packed words") }
    if case .unit = distribution([1, 2], [1, 1]).points {} else { Issue.record("expected keys") }
    var builder = DistributionBuilder()
    builder.append([1, 2] as [Double], weights: [Float]?.none)
    builder.append([0.1], weights: [Float]?.none)
    let sample = builder.finish()
    #expect(!sample.points.isNarrow)
    #expect(sample.minimum == 0.1 && sample.rows == 3)
    #expect(!Sample(values: [1], weights: [0.1]).distribution().points.isNarrow)
  }

  @Test func histogramAgainstPlainSums() {
    for weights in Sample.Weights.allCases {
      let sample = Sample.normal(5000, weights, seed: 5)
      let edges = [-2, -1, -0.5, 0, 0.1, 1, 2.0]
      let histogram = sample.distribution().histogram(edges: edges)
      for bin in 0..<6 {
        let isIn = { (x: Double) in x >= edges[bin] && (x < edges[bin + 1] || bin == 5 && x == edges[6]) }
        #expect(isClose(histogram.values[bin], sample.sum(where: isIn)))
        let squares = sample.values.indices.reduce(0) {
          isIn(sample.values[$1]) ? $0 + sample.weight($1) * sample.weight($1) : $0
        }
        #expect(isClose(histogram.variances[bin], squares))
      }
      #expect(isClose(histogram.underflow, sample.sum { $0 < -2 }))
      #expect(isClose(histogram.overflow, sample.sum { $0 > 2 }))
    }
    let edge = distribution([0, 1, 1, 2]).histogram(edges: [0, 1, 2])
    #expect(edge.values == [1, 3] && edge.overflow == 0)
  }

  @Test(arguments: Sample.Weights.allCases)
  func survivesEncoding(_ weights: Sample.Weights) throws {
    let sample = Sample.normal(500, weights, seed: 8).distribution()
    let decoded = try JSONDecoder().decode(
      WeightedDistribution.self, from: JSONEncoder().encode(sample))
    #expect(decoded == sample)
    let empty = DistributionBuilder().finish()
    let decodedEmpty = try JSONDecoder().decode(
      WeightedDistribution.self, from: JSONEncoder().encode(empty))
    #expect(decodedEmpty == empty)
  }
}
