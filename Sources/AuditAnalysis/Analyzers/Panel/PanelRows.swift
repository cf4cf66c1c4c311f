import AuditStatistics

/// Complete rows of two samples, standardised, with an account of what was left out.
struct PanelRows: Sendable {
  /// What one sample contributed.
  struct Side: Sendable {
    var table: FeatureTable
    /// Rows taken of the sample, and those of them with a value in every feature.
    var takenRows: Int
    var completeRows: Int
    var isThinned: Bool
  }

  /// Features compared, in report order.
  var names: [String]
  var simulation: Side
  var data: Side
  /// Features left out: missing too often, not varying, beyond the number of features.
  var oftenMissing: [String]
  var constant: [String]
  var beyond: [String]

  /// Why there is nothing to compare, as a clause.
  struct Fault: Error { var reason: String }

  /// O(rows · features).
  init(
    _ names: [String], simulation: [CollectedRows], data: [CollectedRows], settings: PanelAnalyzer,
    seed: UInt64
  ) throws(Fault) {
    var collected = [Collected(simulation, features: names.count), Collected(data, features: names.count)]
    for side in collected where side.weights.isEmpty { throw Fault(reason: "a sample has no rows") }
    var kept = Array(names.indices)
    var oftenMissing: [String] = []
    var constant: [String] = []
    kept.removeAll { feature in
      let isOften = collected.contains { $0.missingShare(of: feature) > settings.mostMissing }
      if isOften { oftenMissing.append(names[feature]) }
      return isOften
    }
    var scales: [FeatureScale] = []
    let limit = max(1, settings.features)
    var beyond: [String] = []
    kept.removeAll { feature in
      if scales.count >= limit {
        beyond.append(names[feature])
        return true
      }
      guard let scale = FeatureScale(collected[0].distribution(of: feature)) else {
        constant.append(names[feature])
        return true
      }
      scales.append(scale)
      return false
    }
    (self.oftenMissing, self.constant, self.beyond) = (oftenMissing, constant, beyond)
    guard !kept.isEmpty else { throw Fault(reason: "no feature has enough values in both samples") }
    self.names = kept.map { names[$0] }
    var sides: [Side] = []
    for (place, part) in ["simulation", "data"].enumerated() {
      let taken = collected[place].weights.count
      collected[place].keepComplete(kept)
      guard
        let table = FeatureTable(
          columns: collected[place].columns, weights: collected[place].weights, scales: scales,
          limit: settings.clip, seed: seed, stream: "panel \(part)")
      else {
        throw Fault(reason: "\(part) has too few complete rows with a positive sum of weights")
      }
      sides.append(
        Side(
          table: table, takenRows: taken, completeRows: table.count, isThinned: collected[place].isThinned))
    }
    self.simulation = sides[0]
    self.data = sides[1]
  }

  /// Rows of one sample, processes one after the other; rows without weight are left out.
  private struct Collected {
    var columns: [[Float]]
    var weights: [Double]
    var isThinned: Bool

    init(_ parts: [CollectedRows], features: Int) {
      isThinned = parts.contains { $0.thinning.rate < 1 }
      let all = parts.flatMap(\.weights)
      let rows = all.indices.filter { all[$0] != 0 }
      let isComplete = rows.count == all.count
      weights = isComplete ? all : rows.map { all[$0] }
      columns = (0..<features).map { feature in
        let values = parts.flatMap { $0.columns[feature] }
        return isComplete ? values : rows.map { values[$0] }
      }
    }

    func missingShare(of feature: Int) -> Double {
      Double(columns[feature].count { $0.isNaN }) / Double(max(1, weights.count))
    }

    func distribution(of feature: Int) -> WeightedDistribution {
      var builder = DistributionBuilder(expectedRows: weights.count)
      let isUnit = weights.allSatisfy { $0 == 1 }
      builder.append(columns[feature], weights: isUnit ? nil : weights.map { Float($0) })
      return builder.finish()
    }

    mutating func keepComplete(_ features: [Int]) {
      columns = features.map { columns[$0] }
      let rows = weights.indices.filter { row in columns.allSatisfy { !$0[row].isNaN } }
      guard rows.count < weights.count else { return }
      columns = columns.map { column in rows.map { column[$0] } }
      weights = rows.map { weights[$0] }
    }
  }
}
