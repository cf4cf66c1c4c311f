import AuditSamples

extension AuditContext {
  /// Samples that a classifier is made or measured with: all but data.
  var splitIndices: [Int] { samples.indices.filter { samples[$0].role != .data } }

  /// The sample that others are compared with: the first for training, else the first simulation.
  var referenceIndex: Int? {
    samples.firstIndex { $0.role == .training } ?? samples.firstIndex { $0.role == .simulation }
  }

  /// True when every process of the sample has the column.
  func sample(_ index: Int, has column: String) -> Bool {
    samples[index].processes.allSatisfy { $0.column(column) != nil }
  }

  /// Splits that are compared with the training sample.
  var otherSplits: [Int] {
    guard samples.contains(where: { $0.role == .training }) else { return [] }
    return samples.indices.filter { [.validation, .test].contains(samples[$0].role) }
  }

  /// Confidence of each interval that compares a column between splits, 1 − α/m for m columns and further splits.
  ///
  /// Splits are drawn alike, or should be: all their comparisons test one hypothesis, and among many that are true
  /// some interval of 95 % lies above a small limit by chance. With this confidence all of them cover together with the
  /// audit's (Bonferroni; Dunn, J. Am. Stat. Assoc. 56 (1961) 52), so that clean splits seldom raise anything.
  var confidenceOfSplits: Double {
    let columns = Set(features.map(\.name)).union(categories).union(label.map { [$0] } ?? []).count
    return 1 - (1 - confidence) / Double(max(1, columns * otherSplits.count))
  }

  /// Rows of all processes of the sample.
  func rows(of index: Int) -> Int { samples[index].processes.reduce(0) { $0 + $1.rows } }

  /// Sets that read a column with the label beside it where there is one, and alone where there is not.
  func columnSets(of column: String, in samples: [Int]) -> [ColumnSet] {
    let holders = samples.filter { sample($0, has: column) }
    guard let label, label != column else {
      return holders.isEmpty ? [] : [ColumnSet(columns: [column], samples: holders)]
    }
    let labelled = holders.filter { sample($0, has: label) }
    let others = holders.filter { !labelled.contains($0) }
    return [
      ColumnSet(columns: [column, label], samples: labelled), ColumnSet(columns: [column], samples: others),
    ].filter { !$0.samples.isEmpty }
  }

  /// Features without the label and the columns that identify events.
  var properFeatures: [FeatureDescription] {
    features.filter { $0.name != label && !eventKey.contains($0.name) }
  }
}

extension Batch {
  /// Weight of each row as float64; nil when every weight is 1. O(n).
  var doubleWeights: [Double]? { weights?.doubles }
}

extension Batch {
  /// The rows at some offsets. O(offsets · columns).
  func picked(_ offsets: [Int]) -> Batch {
    let weights: Weights? =
      switch weights {
      case nil: nil
      case .float32(let all): .float32(offsets.map { all[$0] })
      case .float64(let all): .float64(offsets.map { all[$0] })
      }
    return Batch(
      rows: rows, keptRows: offsets.map { keptRows?[$0] ?? rows.lowerBound + $0 }, weights: weights,
      columns: columns.map { $0.picked(offsets) })
  }

  /// The rows that have a weight: one of weight 0 is no event, and must decide no bin, fold or tie. O(rows).
  var weighted: Batch {
    let offsets: [Int]
    switch weights {
    case nil: return self
    case .float32(let all):
      guard all.contains(0) else { return self }
      offsets = all.indices.filter { all[$0] != 0 }
    case .float64(let all):
      guard all.contains(0) else { return self }
      offsets = all.indices.filter { all[$0] != 0 }
    }
    return picked(offsets)
  }
}

extension Values {
  /// The rows at some offsets. O(offsets).
  func picked(_ offsets: [Int]) -> Values {
    switch self {
    case .float32(let all): return .float32(offsets.map { all[$0] })
    case .float64(let all): return .float64(offsets.map { all[$0] })
    case .int64(let all): return .int64(offsets.map { all[$0] })
    case .uint64(let all): return .uint64(offsets.map { all[$0] })
    case .category(let codes, let levels):
      return .category(codes: offsets.map { codes[$0] }, levels: levels)
    case .tensor(let all, let shape):
      let size = shape.reduce(1, *)
      return .tensor(offsets.flatMap { all[$0 * size..<($0 + 1) * size] }, shape: shape)
    }
  }

  /// The rows as float32, for work on ranks; 64-bit integers and float64 are rounded. O(n).
  var floats: [Float] {
    switch self {
    case .float32(let values): values
    case .float64(let values): values.map { Float($0) }
    case .int64(let values): values.map { Float($0) }
    case .uint64(let values): values.map { Float($0) }
    case .category(let codes, _): codes.map { $0 < 0 ? .nan : Float($0) }
    case .tensor(let values, _): values
    }
  }
}
