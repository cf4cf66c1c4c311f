import Foundation
import Testing

@testable import AuditStatistics

/// Rows in cells answer as sorted rows do; the sort is the oracle.
@Suite struct CellsTests {
  /// Toys that end up in few and many cells, with ties, gaps, both signs and far outliers.
  enum Shape: String, CaseIterable, Sendable {
    case normal, rounded, exponential, offset, outlier

    func value(_ x: Double) -> Float {
      switch self {
      case .normal: Float(x)
      case .rounded: Float((x * 500).rounded() / 500)
      case .exponential: Float(exp(2 * x))
      case .offset: Float(172.5 + 0.1 * x)
      case .outlier: x > 2.5 ? 1e30 : x < -2.6 ? -999 : Float(x)
      }
    }
  }

  struct Toy {
    var values: [Float]
    var weights: [Float]?

    init(_ shape: Shape, _ kind: Sample.Weights, count: Int = 6000, seed: UInt64, shift: Double = 0) {
      let sample = Sample.normal(count, kind == .wide ? .unit : kind, seed: seed, shift: shift)
      values = sample.values.map(shape.value)
      weights = sample.weights?.map(Float.init)
    }

    func builder(cuts: [Int] = []) -> DistributionBuilder {
      var builder = DistributionBuilder.keepingRows()
      let ends = [0] + cuts + [values.count]
      for (start, end) in zip(ends, ends.dropFirst()) {
        builder.append(Array(values[start..<end]), weights: weights.map { Array($0[start..<end]) })
      }
      return builder
    }
  }

  /// The same two samples in cells and sorted.
  struct Pair {
    var cells: (simulation: WeightedDistribution, data: WeightedDistribution)
    var sorted: (simulation: WeightedDistribution, data: WeightedDistribution)

    init(_ simulation: Toy, _ data: Toy, cells count: Int = 200) throws {
      let builders = [simulation.builder(), data.builder()]
      let made = CellGrid(of: builders, fewestRows: 1, cells: count)
      let grid = try #require(made)
      cells = (builders[0].finish(in: grid), builders[1].finish(in: grid))
      sorted = (builders[0].finish(), builders[1].finish())
      #expect(cells.simulation.cells != nil && sorted.simulation.cells == nil)
    }
  }

  static let weights: [Sample.Weights] = [.unit, .logNormal, .negative]

  @Test(arguments: Shape.allCases, weights)
  func aSampleAnswersAsIfSorted(_ shape: Shape, _ weights: Sample.Weights) throws {
    let pair = try Pair(Toy(shape, weights, seed: 1), Toy(shape, weights, seed: 2, shift: 0.1))
    let (cells, sorted) = (pair.cells.simulation, pair.sorted.simulation)
    #expect(cells.rows == sorted.rows && cells.negativeRows == sorted.negativeRows)
    #expect(cells.minimum == sorted.minimum && cells.maximum == sorted.maximum)
    #expect(cells.hasMoreValues(than: 11) == sorted.hasMoreValues(than: 11))
    #expect(isClose(cells.sumOfWeights, sorted.sumOfWeights))
    #expect(isClose(cells.sumOfSquaredWeights, sorted.sumOfSquaredWeights))
    #expect(isClose(cells.sumOfAbsoluteWeights, sorted.sumOfAbsoluteWeights))
    #expect(isClose(cells.effectiveRows, sorted.effectiveRows))
    #expect(isClose(cells.mean, sorted.mean))
    #expect(isClose(cells.standardDeviation, sorted.standardDeviation))
    for p in [0, 1e-4, 0.001, 0.01, 0.25, 0.3, 0.5, 0.75, 0.999, 1] {
      #expect(cells.quantile(p) == sorted.quantile(p))
    }
    let places = Array(stride(from: 0, to: cells.rows, by: 97)) + [cells.rows - 1]
    for index in places { #expect(cells.value(at: index) == sorted.value(at: index)) }
    let probes = places.map { sorted.value(at: $0) }
    let beside = probes.map { $0 + 1e-9 }
    for x in probes + beside + [-1e300, 1e300, -.infinity, .infinity, 0, -0.0] {
      #expect(cells.pointCount(atOrBelow: x) == sorted.pointCount(atOrBelow: x))
      #expect(cells.pointCount(below: x) == sorted.pointCount(below: x))
      #expect(isClose(cells.cumulative(atOrBelow: x), sorted.cumulative(atOrBelow: x)))
    }
    let edges = Array(Set(probes)).sorted()
    let (a, b) = (cells.histogram(edges: edges), sorted.histogram(edges: edges))
    #expect(zip(a.values + a.variances, b.values + b.variances).allSatisfy { isClose($0, $1) })
    #expect(cells.suspectedSentinels.map(\.value) == sorted.suspectedSentinels.map(\.value))
  }

  @Test(arguments: Shape.allCases, weights)
  func twoSamplesCompareAsIfSorted(_ shape: Shape, _ weights: Sample.Weights) throws {
    for (shift, seed) in [(0.0, UInt64(3)), (0.03, 4), (1.0, 5)] {
      let pair = try Pair(
        Toy(shape, weights, seed: seed), Toy(shape, weights, count: 4000, seed: 6, shift: shift))
      let cells = try #require(
        Comparison(simulation: pair.cells.simulation, data: pair.cells.data, cells: 32))
      let sorted = try #require(
        Comparison(simulation: pair.sorted.simulation, data: pair.sorted.data, cells: 32))
      let (ks, plain) = (cells.kolmogorovSmirnov, sorted.kolmogorovSmirnov)
      #expect(isClose(ks.distance, plain.distance, 1e-13))
      #expect(isClose(ks.difference, plain.difference, 1e-13))
      #expect(ks.position == plain.position)
      #expect(isClose(cells.wasserstein / sorted.wasserstein, 1, 1e-11))
      #expect(cells.cells.upper == sorted.cells.upper)
      #expect(cells.cells.lower == sorted.cells.lower)
      #expect(zip(cells.cells.data.weights, sorted.cells.data.weights).allSatisfy { isClose($0, $1) })
      #expect(cells.medianShift == sorted.medianShift)
      #expect(cells.interquartileRatio == sorted.interquartileRatio)
      #expect(isClose(cells.fractionOutsideSimulation, sorted.fractionOutsideSimulation))
    }
  }

  /// Which rows share an array, and what was asked before, changes no bit.
  @Test(arguments: weights) func blocksAndQuestionsChangeNothing(_ weights: Sample.Weights) throws {
    let toy = Toy(.normal, weights, count: 20_000, seed: 7)
    let other = Toy(.normal, weights, count: 20_000, seed: 8, shift: 0.02)
    let whole = [toy.builder(), other.builder()]
    let cut = [toy.builder(cuts: [1, 7, 5000, 9999, 15_000]), other.builder(cuts: [4096, 8192, 8193])]
    let comparisons = try [whole, cut].map { builders -> Comparison? in
      let grid = try #require(CellGrid(of: builders, fewestRows: 1, cells: 500))
      let (a, b) = (builders[0].finish(in: grid), builders[1].finish(in: grid))
      if builders[1].rows % 2 == 0 { _ = b.quantile(0.123) }
      return Comparison(simulation: a, data: b)
    }
    #expect(comparisons[0] == comparisons[1] && comparisons[0] != nil)
  }

  @Test func cellsAreTheSameDistribution() throws {
    let pair = try Pair(Toy(.normal, .negative, seed: 9), Toy(.normal, .unit, seed: 10))
    #expect(pair.cells.simulation == pair.sorted.simulation)
    #expect(pair.cells.data == pair.sorted.data)
    var (merged, plain) = (pair.cells.simulation, pair.sorted.simulation)
    merged.merge(pair.cells.data)
    plain.merge(pair.sorted.data)
    #expect(merged == plain)
    let decoded = try JSONDecoder().decode(
      WeightedDistribution.self, from: JSONEncoder().encode(pair.cells.simulation))
    #expect(decoded == pair.sorted.simulation)
  }

  @Test func aSampleDoesNotDifferFromItself() throws {
    let toy = Toy(.exponential, .negative, seed: 11)
    let pair = try Pair(toy, toy)
    let comparison = try #require(Comparison(simulation: pair.cells.simulation, data: pair.cells.simulation))
    #expect(comparison.kolmogorovSmirnov.distance == 0)
    #expect(comparison.wasserstein == 0)
  }

  /// Where cells do not pay or cannot hold the rows, rows are sorted.
  @Test func cellsAreNotForAll() {
    let toy = Toy(.normal, .unit, seed: 12)
    #expect(CellGrid(of: [toy.builder()]) == nil)
    var tied = DistributionBuilder.keepingRows()
    tied.append(toy.values.map { $0.rounded() }, weights: nil)
    #expect(CellGrid(of: [tied, tied], fewestRows: 1, cells: 100) == nil)
    var wide = DistributionBuilder.keepingRows()
    wide.append(toy.values.map { Double($0) / 3 }, weights: [Float]?.none)
    #expect(CellGrid(of: [toy.builder(), wide], fewestRows: 1, cells: 100) == nil)
    #expect(CellGrid(of: [DistributionBuilder.keepingRows()], fewestRows: 0, cells: 100) == nil)
    var full = DistributionBuilder.keepingRows(capacity: 1000)
    full.append(toy.values, weights: nil)
    #expect(CellGrid(of: [full], fewestRows: 1, cells: 100) == nil)
    var plain = DistributionBuilder(capacity: 1000)
    plain.append(toy.values, weights: nil)
    #expect(full.finish() == plain.finish())
  }

  /// Missing values, sentinels and rows without weight are left out one by one.
  /// More cells have more bins: otherwise they end at the width of a bin, and the part of the rows that needs order grows.
  @Test func manyCellsAreAsSmallAsWanted() throws {
    let builders = [1, 2].map { Toy(.normal, .unit, count: 200_000, seed: $0).builder() }
    let grid = try #require(CellGrid(of: builders, fewestRows: 1, cells: 50_000))
    #expect(grid.count > 30_000)
  }

  @Test func unusableRowsAreLeftOut() throws {
    let toy = Toy(.normal, .negative, count: 9000, seed: 13)
    var values = toy.values
    var weights = try #require(toy.weights)
    for row in stride(from: 0, to: values.count, by: 501) {
      values[row] = row % 2 == 0 ? .nan : -999
      weights[row + 1] = 0
    }
    var rows = DistributionBuilder.keepingRows(missing: [-999])
    var plain = DistributionBuilder(missing: [-999])
    rows.append(values, weights: weights)
    plain.append(values, weights: weights)
    let grid = try #require(CellGrid(of: [rows], fewestRows: 1, cells: 100))
    #expect(rows.finish(in: grid) == plain.finish())
    #expect(rows.finish() == plain.finish())
  }

  @Test func negativeRowsMayBeTold() {
    let toy = Toy(.normal, .negative, seed: 14)
    var told = DistributionBuilder.keepingRows()
    told.append(
      toy.values, weights: toy.weights, negativeRows: toy.weights?.reduce(0) { $0 + ($1 < 0 ? 1 : 0) })
    #expect(told.finish() == toy.builder().finish())
  }

  /// There is no number of rows from which on distributions become coarse, or cells many times as large.
  @Test func moreThan2To24RowsStayExactAndInSmallCells() throws {
    let rows = (1 << 24) + 4097
    // Every value once: consecutive numbers in another order.
    let values = [Float](unsafeUninitializedCapacity: rows) { buffer, count in
      for row in 0..<rows { buffer[row] = Float(bitPattern: 0x3F80_0000 + UInt32(row * 7919 % rows)) }
      count = rows
    }
    var builder = DistributionBuilder.keepingRows()
    for start in stride(from: 0, to: rows, by: 1 << 20) {
      builder.append(Array(values[start..<min(rows, start + (1 << 20))]), weights: nil)
    }
    let grid = try #require(CellGrid(of: [builder]))
    #expect(grid.count > 25_000 && grid.count < 1 << 16)
    let distribution = builder.finish(in: grid)
    #expect(distribution.rows == rows && distribution.cumulativeErrorBound == 0)
    for place in [0, 1, rows / 3, rows - 1] {
      let value = Double(Float(bitPattern: 0x3F80_0000 + UInt32(place)))
      #expect(distribution.value(at: place) == value)
      #expect(distribution.pointCount(atOrBelow: value) == place + 1)
    }
  }
}
