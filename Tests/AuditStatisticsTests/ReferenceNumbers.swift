import Foundation

/// Reference numbers of SciPy and NumPy, see Fixtures/references/univariate.py.
struct ReferenceNumbers: Decodable {
  struct Case: Decodable {
    var name: String
    var simulation: [Double]
    var simulationWeights: [Double]
    var data: [Double]
    var dataWeights: [Double]
    var ks: Double
    var position: Double
    var wasserstein: Double
    var simulationMoments: [Double]
  }
  struct Shares: Decodable {
    var p: [Double]
    var q: [Double]
    var jensenShannon: Double
  }
  struct Contingency: Decodable {
    var first: [Double]
    var second: [Double]
    var statistic: Double
    var degreesOfFreedom: Int
    var pValue: Double
  }

  var comparisons: [Case]
  var shares: [Shares]
  /// a, x, Q(a, x), P(a, x).
  var gamma: [[Double]]
  var contingency: Contingency
  var pValues: [Double]
  var benjaminiHochberg: [Double]

  static func load() throws -> ReferenceNumbers {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let file = root.appending(path: "Fixtures/references/univariate.json")
    return try JSONDecoder().decode(ReferenceNumbers.self, from: Data(contentsOf: file))
  }
}
