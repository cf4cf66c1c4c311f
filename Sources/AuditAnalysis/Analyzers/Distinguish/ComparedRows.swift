import AuditReport
import AuditSamples
import AuditStatistics

/// Rows of one process for analyses of several features at once: thinned by a hash of the row number, as float32.
public struct CollectedRows: Sendable {
  let thinning: RowThinning
  /// columns[feature][row]; NaN where missing or infinite.
  var columns: [[Float]]
  var weights: [Double] = []
  var isWeighted = false
  /// Row number of each in the process.
  var numbers: [Int] = []
  /// Fingerprints of the event keys; nil where none are read.
  var keys: RowHash?
  private let missing: [[Float]]
  /// Key of each column of the set that identifies events; nil for features.
  private let roles: [RowHash.Key?]

  /// No rows yet: about `limit` of the rows of the sample that the process belongs to are wanted.
  init(for set: ColumnSet, of process: ProcessDescription, limit: Int, in context: AuditContext) {
    thinning = RowThinning(rows: context.rows(around: process), limit: limit, seed: context.seed)
    let features = context.features(of: set)
    columns = [[Float]](repeating: [], count: features.count)
    roles = set.columns.map {
      context.eventKey.contains($0) ? RowHash.Key(column: $0, seed: context.seed) : nil
    }
    if features.count < set.columns.count { keys = RowHash() }
    missing = features.map { name in
      let declared = context.features.first { $0.name == name }?.missing ?? []
      return (declared + (process.column(name)?.missing ?? [])).map { Float($0) }
    }
  }

  /// Takes in some rows; those of weight 0 count for nothing and are left out. O(rows).
  mutating func append(_ batch: Batch, keepingZeroWeights: Bool = false) {
    var offsets = thinning.offsets(in: batch.rows, kept: batch.keptRows)
    if !keepingZeroWeights, let weights = batch.doubleWeights { offsets.removeAll { weights[$0] == 0 } }
    let chosen = batch.picked(offsets)
    keys?.extend(by: chosen.count)
    var place = 0
    for (values, role) in zip(chosen.columns, roles) {
      if let role {
        keys?.add(values, key: role)
        continue
      }
      let stands = missing[place]
      columns[place] += values.floats.map { $0.isFinite && !stands.contains($0) ? $0 : .nan }
      place += 1
    }
    numbers += chosen.keptRows ?? []
    isWeighted = isWeighted || chosen.weights != nil
    weights += chosen.doubleWeights ?? Array(repeating: 1, count: chosen.count)
  }
}

/// Simulation and, after it, data: the rows that a classifier is to tell apart.
struct ComparedRows: Sendable {
  /// Features.
  var names: [String]
  /// columns[feature][row]; NaN where missing.
  var columns: [[Float]]
  var isData: [Bool]
  /// nil: every weight is 1.
  var weights: [Double]?
  /// Where each row is: process in its sample, and number in the process.
  var places: [(process: Int, row: Int)]
  /// Rows of simulation, which come first.
  var simulationCount: Int
  /// Fingerprints of the event keys of both samples; nil where none are declared.
  var keys: (simulation: RowHash, data: RowHash)?
  /// Part of the rows of each sample that was taken.
  var rates: (simulation: Double, data: Double)
  /// True where not all rows were taken.
  var isThinned: Bool { min(rates.simulation, rates.data) < 1 }

  /// n_eff of both samples.
  func effectiveCounts(_ subject: Subject) -> [(name: String, effective: Double)] {
    [
      ("'\(subject.simulation ?? "")'", tally(ofData: false).effectiveRows),
      ("'\(subject.data ?? "")'", tally(ofData: true).effectiveRows),
    ]
  }

  init(names: [String], simulation: [CollectedRows], data: [CollectedRows]) {
    let parts = simulation + data
    self.names = names
    columns = names.indices.map { place in parts.flatMap { $0.columns[place] } }
    simulationCount = simulation.reduce(0) { $0 + $1.numbers.count }
    let dataCount = data.reduce(0) { $0 + $1.numbers.count }
    isData = Array(repeating: false, count: simulationCount) + Array(repeating: true, count: dataCount)
    weights = parts.contains(where: \.isWeighted) ? parts.flatMap(\.weights) : nil
    places =
      [simulation, data].flatMap { sample in
        sample.enumerated().flatMap { process, part in part.numbers.map { (process, $0) } }
      }
    func joined(_ parts: [CollectedRows]) -> RowHash? {
      parts.dropFirst().reduce(into: parts.first?.keys) { all, part in
        if let more = part.keys { all?.append(more) }
      }
    }
    keys = joined(simulation).flatMap { one in joined(data).map { (one, $0) } }
    rates = (simulation.first?.thinning.rate ?? 1, data.first?.thinning.rate ?? 1)
  }

  /// Number of rows.
  var count: Int { isData.count }
  /// Class of each row for rank statistics: data are positive.
  var classes: [UInt8] { isData.map { $0 ? 1 : 0 } }
  /// Weights to train with.
  var trainingWeights: [Float] { weights?.map { Float($0) } ?? Array(repeating: 1, count: count) }

  /// Σw, Σw² of a side.
  func tally(ofData: Bool) -> WeightTally {
    var result = WeightTally()
    for row in isData.indices where isData[row] == ofData { result.add(weights?[row] ?? 1) }
    return result
  }

  /// The rows of some columns only.
  func keeping(_ features: [Int]) -> ComparedRows {
    var result = self
    result.names = features.map { names[$0] }
    result.columns = features.map { columns[$0] }
    return result
  }

  /// Why trees cannot be trained, as a clause; nil when they can.
  func fault(folds: Int) -> String? {
    let fewest = 10 * folds
    for isData in [false, true] {
      let side = tally(ofData: isData)
      let name = isData ? "data have" : "simulation has"
      if side.rows < fewest { return "\(name) \(side.rows) rows, but \(folds) folds need \(fewest)" }
      if !(side.sum > 0) { return "\(name) no positive sum of weights" }
    }
    return names.isEmpty ? "there is no feature that both samples have" : nil
  }
}

extension AuditContext {
  /// Rows of the sample that a process belongs to.
  func rows(around process: ProcessDescription) -> Int {
    let owner = samples.firstIndex {
      $0.processes.contains {
        $0.name == process.name && $0.rows == process.rows && $0.sumOfWeights == process.sumOfWeights
      }
    }
    return owner.map { rows(of: $0) } ?? process.rows
  }

  /// Simulations and data with the features that both have: what is compared in several features at once.
  var comparedSets: [ColumnSet] {
    simulationIndices.flatMap { simulation in
      dataIndices.map { data in
        let names = properFeatures.map(\.name).filter { name in
          !nuisance.contains(name)
            && [simulation, data].allSatisfy { sample in
              samples[sample].processes.allSatisfy {
                $0.column(name).map { $0.shape.isEmpty && !$0.isJagged } ?? false
              }
            }
        }
        // Keys tell whether an event is in both.
        let hasKeys = [simulation, data].allSatisfy { side in eventKey.allSatisfy { sample(side, has: $0) } }
        return ColumnSet(
          columns: names.isEmpty ? [] : names + (hasKeys ? eventKey : []), samples: [simulation, data])
      }
    }.filter { !$0.columns.isEmpty }
  }

  /// The same with the features by name: of equal splits trees take the first, and the order of a file must decide nothing.
  var comparedSetsByName: [ColumnSet] {
    comparedSets.map { ColumnSet(columns: $0.columns.sorted(), samples: $0.samples) }
  }
}
