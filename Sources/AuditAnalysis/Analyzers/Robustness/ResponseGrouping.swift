import AuditStatistics

/// Events sorted into groups within each class: by process, by run period, by bins of a feature.
struct ResponseGrouping: Sendable {
  /// A level within a class.
  struct Group: Sendable {
    /// `ttbar`, or `20 to 35`.
    var level: String
    /// True for events of the class that the score recognises.
    var isPositive: Bool
  }

  /// The column: `process`, or `pt`.
  var column: String
  /// In the order of the codes: all levels of the positives, then those of the negatives.
  var groups: [Group]
  /// Their fractions above the threshold.
  var efficiencies: GroupEfficiencies

  /// More levels than this are not told apart.
  private static let mostLevels = 12
  /// Bins of a feature.
  private static let bins = 4

  /// Groups by the levels of a category, or by bins with equal numbers of events of a feature.
  ///
  /// nil where there is only one level, or more than twelve. O(rows log rows).
  init?(
    _ column: String, in parts: [LabelledEvents], scores: [Float], isPositive: [Bool], weights: [Double]?,
    threshold: Double, confidence: Double
  ) throws {
    let found = try EventLevels(
      column, in: parts.flatMap(\.blocks), bins: Self.bins, mostLevels: Self.mostLevels)
    let count = found.names.count
    guard (2...Self.mostLevels).contains(count), found.codes.count == isPositive.count else { return nil }
    self.column = column
    groups = [true, false].flatMap { side in
      found.names.map { Group(level: $0, isPositive: side) }
    }
    let codes = zip(found.codes, isPositive).map { code, isPositive in
      code == GroupEfficiencies.none ? code : code + (isPositive ? 0 : UInt8(count))
    }
    efficiencies = GroupEfficiencies(
      codes: codes, count: groups.count, scores: scores, weights: weights, threshold: threshold,
      confidence: confidence)
  }
}
