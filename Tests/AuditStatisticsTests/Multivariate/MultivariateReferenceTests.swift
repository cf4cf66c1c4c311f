import Foundation
import Testing

@testable import AuditStatistics

/// Reference numbers of NumPy and SciPy, see Fixtures/references/multivariate/make.py.
struct MultivariateReference: Decodable {
  struct Case: Decodable {
    var name: String
    var simulation: [[Double]]
    var simulationWeights: [Double]
    var data: [[Double]]
    var dataWeights: [Double]
    var kernelWidth: Double
    var frechet: Double
    var mmdSquared: Double
    var energySquared: Double
    var pearson: [[Double]]
    var spearman: [[Double]]
    var energyDistance: Double?
    var wasserstein: Double?

    func table(ofData: Bool) -> FeatureTable? {
      let columns = (ofData ? data : simulation).map { $0.map { Float($0) } }
      return FeatureTable(
        columns: columns, weights: ofData ? dataWeights : simulationWeights,
        scales: columns.map { _ in FeatureScale(center: 0, width: 1) }, limit: 1e9, seed: 3,
        stream: ofData ? "data" : "simulation")
    }
  }
  struct Gaussians: Decodable {
    var means: [[Double]]
    var covariances: [[[Double]]]
    var frechet: Double
    var eigenvalues: [Double]
  }
  var cases: [Case]
  var gaussians: [Gaussians]

  static func load() throws -> MultivariateReference {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/references/multivariate/multivariate.json")
    return try JSONDecoder().decode(MultivariateReference.self, from: Data(contentsOf: file))
  }
}

@Suite struct MultivariateReferenceTests {
  private let multipliers = Multipliers(resamples: 59, seed: 5)

  @Test func statisticsAgreeWithNumPyAndSciPy() throws {
    let cases = try MultivariateReference.load().cases
    #expect(cases.count == 10)
    for reference in cases {
      let simulation = try #require(reference.table(ofData: false))
      let data = try #require(reference.table(ofData: true))
      let frechet = FrechetDistance.distance(.init(simulation), .init(data))
      #expect(isClose(frechet, reference.frechet, 1e-6), "\(reference.name): Fréchet")
      func squared(_ kernel: KernelDistance.Kernel) -> Double {
        KernelDistance.test(kernel, simulation: simulation, data: data, multipliers).observed
      }
      #expect(
        isClose(squared(.gaussian(width: reference.kernelWidth)), max(0, reference.mmdSquared), 1e-8),
        "\(reference.name): MMD")
      #expect(isClose(squared(.energy), max(0, reference.energySquared), 1e-8), "\(reference.name): energy")
      if let energy = reference.energyDistance {
        #expect(isClose(squared(.energy).squareRoot(), energy, 1e-7), "\(reference.name): energy, SciPy")
      }
      let moments = MomentComparison(simulation: simulation, data: data, multipliers)
      for (found, wanted) in [(moments.pearson, reference.pearson), (moments.spearman, reference.spearman)] {
        #expect((found == nil) == (wanted.count == 1))
        for pair in found?.pairs ?? [] {
          #expect(
            isClose(pair.difference, wanted[pair.first][pair.second], 1e-6), "\(reference.name): correlation")
        }
      }
    }
  }

  /// One dimension: slices are the distance itself, up to what cells blur.
  @Test func slicesOfOneFeatureAgreeWithSciPy() throws {
    for reference in try MultivariateReference.load().cases {
      guard let energy = reference.energyDistance, let wasserstein = reference.wasserstein else { continue }
      let simulation = try #require(reference.table(ofData: false))
      let data = try #require(reference.table(ofData: true))
      let slice = try #require(
        ProjectedCells(
          simulation, data, direction: [1], cells: 96, wantsEdges: false, multipliers))
      let area = zip(slice.lengths, slice.differences).reduce(0) { $0 + $1.0 * abs($1.1) }
      let square = zip(slice.lengths, slice.differences).reduce(0) { $0 + 2 * $1.0 * $1.1 * $1.1 }
      #expect(abs(area / wasserstein - 1) < 0.01, "\(reference.name)")
      #expect(abs(square.squareRoot() / energy - 1) < 0.01, "\(reference.name)")
    }
  }

  @Test func distanceOfGaussiansAgreesWithTheMatrixRootOfSciPy() throws {
    for reference in try MultivariateReference.load().gaussians {
      let found = FrechetDistance.exact(
        means: reference.means[0], reference.means[1], covariances: reference.covariances[0],
        reference.covariances[1])
      #expect(isClose(found, reference.frechet, 1e-9))
      var matrix = SymmetricMatrix(size: reference.eigenvalues.count)
      matrix.values = reference.covariances[0].flatMap { $0 }
      for (a, b) in zip(matrix.eigenvalues().sorted(), reference.eigenvalues) { #expect(isClose(a, b, 1e-9)) }
      let system = matrix.eigensystem()
      for (a, b) in zip(system.values.sorted(), reference.eigenvalues) { #expect(isClose(a, b, 1e-9)) }
      // A v = λ v.
      let size = matrix.size
      for k in 0..<size {
        for i in 0..<size {
          let product = (0..<size).reduce(0.0) { $0 + matrix[i, $1] * system.vectors[k * size + $1] }
          #expect(isClose(product, system.values[k] * system.vectors[k * size + i], 1e-8))
        }
      }
    }
  }

  /// The published exact values of the 2-D Gaussian study, and JetNet's FPD(zeros, ones) = 2.
  @Test func closedForms() {
    let study: [[Double]] = [[1, 0.25], [0.25, 1]]
    func times(_ factor: Double) -> [[Double]] { study.map { $0.map { factor * $0 } } }
    func distance(_ shift: Double, _ other: [[Double]]) -> Double {
      FrechetDistance.exact(means: [0, 0], [shift, 0], covariances: study, other)
    }
    #expect(abs(1000 * distance(0, [[1, 0], [0, 1]]) - 31.88) < 0.005)
    #expect(abs(1000 * distance(0, times(10)) - 9350.9) < 0.05)
    #expect(abs(1000 * distance(0, times(0.1)) - 935.1) < 0.05)
    #expect(isClose(distance(0.1, study), 0.01))
    #expect(isClose(distance(1, study), 1))
    let zero: [[Double]] = [[0, 0], [0, 0]]
    #expect(FrechetDistance.exact(means: [0, 0], [1, 1], covariances: zero, zero) == 2)
    for toy in MultivariateToy.allCases where toy == .wide || toy == .narrow {
      #expect(isClose(distance(0, times(toy == .wide ? 10 : 0.1)), toy.frechet))
    }
  }

  @Test func constantSamplesAreTwoApart() throws {
    func table(_ value: Float, _ name: String) -> FeatureTable? {
      FeatureTable(
        columns: Array(repeating: Array(repeating: value, count: 300), count: 2), weights: nil,
        scales: Array(repeating: FeatureScale(center: 0, width: 1), count: 2), seed: 1, stream: name)
    }
    let zeros = try #require(table(0, "zeros"))
    let ones = try #require(table(1, "ones"))
    let multipliers = Multipliers(resamples: 59, seed: 1)
    let found = try #require(MomentComparison(simulation: zeros, data: ones, multipliers).frechet)
    #expect(isClose(found.value, 2, 1e-6) && isClose(found.low, 2, 1e-5) && isClose(found.high, 2, 1e-5))
    let none = try #require(MomentComparison(simulation: zeros, data: zeros, multipliers).frechet)
    #expect(none.value == 0 && none.low == 0 && none.pValue == 1)
  }
}
