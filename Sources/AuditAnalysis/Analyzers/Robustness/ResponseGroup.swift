import AuditStatistics

/// Events of one class that have something in common: a process, a run period.
struct ResponseGroup: Sendable {
  /// The level: `ttbar`, or `A`.
  var name: String
  /// True for events of the class that the score recognises.
  var isPositive: Bool
  /// The group beside all events of the other class, so that its efficiency is that of the class.
  var baseline: ResponseBaseline

  /// Change of the fraction of the group above the threshold.
  func change(of scores: [Float], weights: [Double]?) throws -> ChangeEstimate? {
    try baseline.response(to: scores, weights: weights)
      .change(isPositive ? .efficiency : .backgroundEfficiency)
  }

  /// More levels than this are not told apart.
  private static let mostLevels = 12

  /// The groups that the levels of a column make within each class; none where there is only one level.
  ///
  /// A group without a positive sum of weights is left out. O(rows × levels).
  static func groups(
    of levels: LabelledRows, scores: [Float], isPositive: [Bool], weights: [Double]?,
    threshold: Double, confidence: Double
  ) -> [ResponseGroup] {
    guard (2...mostLevels).contains(levels.classNames.count) else { return [] }
    return [true, false].flatMap { side -> [ResponseGroup] in
      let found = levels.classNames.indices.compactMap { level -> ResponseGroup? in
        let members = levels.classes.indices.filter {
          isPositive[$0] == side && Int(levels.classes[$0]) == level
        }
        guard !members.isEmpty else { return nil }
        let rows = levels.classes.indices.filter {
          isPositive[$0] != side || Int(levels.classes[$0]) == level
        }
        let baseline = try? ResponseBaseline(
          scores: scores, isPositive: isPositive, weights: weights, rows: rows.map(UInt32.init),
          workingPoint: .threshold(threshold), confidence: confidence)
        let name = levels.classNames[level]
        return baseline.map { ResponseGroup(name: name, isPositive: side, baseline: $0) }
      }
      return found
    }
  }
}
