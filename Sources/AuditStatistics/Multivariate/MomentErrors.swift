/// Means and covariances of two samples, with their resampled errors.
struct MomentErrors {
  /// Means of one sample, and its covariance matrix with the factor n/(n − 1) for n effective rows.
  struct Moments: Sendable {
    var means: [Double]
    var covariance: SymmetricMatrix

    /// O(rows · features²).
    init(_ table: FeatureTable) {
      let features = table.features
      let shares = table.shares
      let means = table.columns.map { column in
        shares.indices.reduce(0.0) { $0 + shares[$1] * Double(column[$1]) }
      }
      var covariance = SymmetricMatrix(size: features)
      let factor = table.effectiveRows / (table.effectiveRows - 1)
      for j in 0..<features {
        let weighted = shares.indices.map { shares[$0] * (Double(table.columns[j][$0]) - means[j]) }
        for k in 0...j {
          let column = table.columns[k]
          var sum = 0.0
          for row in weighted.indices { sum += weighted[row] * (Double(column[row]) - means[k]) }
          covariance[j, k] = factor * sum
          covariance[k, j] = factor * sum
        }
      }
      self.means = means
      self.covariance = covariance
    }
  }

  let features: Int
  let simulation: Moments
  let data: Moments
  /// A row for each mean and then for each pair j ≥ k: sums of the influences over each group.
  let simulationSums: [Float]
  let dataSums: [Float]
  /// The same rows, resampled: simulation and data apart.
  let simulationErrors: [Float]
  let dataErrors: [Float]

  /// Place of the covariance of a pair among the quantities.
  func place(_ j: Int, _ k: Int) -> Int { features + max(j, k) * (max(j, k) + 1) / 2 + min(j, k) }
  /// Means and pairs.
  var quantities: Int { features + features * (features + 1) / 2 }

  /// O(features² · (rows + groups · resamples)).
  init(simulation: FeatureTable, data: FeatureTable, multipliers: Multipliers) {
    features = simulation.features
    self.simulation = Moments(simulation)
    self.data = Moments(data)
    simulationSums = Self.sums(simulation, self.simulation)
    dataSums = Self.sums(data, self.data)
    let quantities = simulation.features + simulation.features * (simulation.features + 1) / 2
    simulationErrors = multipliers.errors(
      ofSimulation: simulationSums, stride: simulation.groups, quantities: quantities)
    dataErrors = multipliers.errors(ofData: dataSums, stride: data.groups, quantities: quantities)
  }

  private static func sums(_ table: FeatureTable, _ moments: Moments) -> [Float] {
    let features = table.features
    let groups = table.groups
    let inflation = table.inflation
    var result = [Float](repeating: 0, count: (features + features * (features + 1) / 2) * groups)
    let shares = table.shares
    result.withUnsafeMutableBufferPointer { result in
      guard let out = result.baseAddress else { return }
      var place = features
      for j in 0..<features {
        let column = table.columns[j]
        let mean = moments.means[j]
        let weighted = shares.indices.map { inflation * shares[$0] * (Double(column[$0]) - mean) }
        table.groupSums(into: out + j * groups) { weighted[$0] }
        for k in 0...j {
          let other = table.columns[k]
          let (otherMean, covariance) = (moments.means[k], moments.covariance[j, k])
          table.groupSums(into: out + place * groups) { row in
            weighted[row] * (Double(other[row]) - otherMean) - inflation * shares[row] * covariance
          }
          place += 1
        }
      }
    }
    return result
  }
}
