import AuditStatistics

/// Trees that tell data from simulation, each scoring the rows that it was not trained on.
struct CrossFit: Sendable {
  /// Out-of-fold margin of each row: log odds of data.
  var margins: [Float]
  /// Fold of each row.
  var folds: [UInt8]
  /// Trees trained without the fold; empty when they were not kept.
  var trees: [any TreeModel]
  let foldCount: Int

  /// Folds of rows: a function of seed, repetition and place. O(rows).
  static func folds(rows: Int, count: Int, seed: UInt64, repetition: Int = 0) -> [UInt8] {
    let random = CounterRandom(seed: seed, stream: "two-sample folds")
    return (0..<rows).map { UInt8(random.bits(UInt64($0), part: UInt32(repetition)) % UInt64(count)) }
  }

  /// Trains once for each fold. Errors: those of the trainer. O(folds · training).
  init(
    _ table: any TreeTable, isData: [Bool], weights: [Float], folds: [UInt8], foldCount: Int, size: TreeSize,
    keepsTrees: Bool, pieces: IndependentPieces
  ) throws {
    self.folds = folds
    self.foldCount = foldCount
    let trained = try pieces.map(foldCount) { fold -> (margins: [Float], trees: (any TreeModel)?) in
      var used = weights
      for row in folds.indices where Int(folds[row]) == fold { used[row] = 0 }
      if keepsTrees {
        let result = try table.trained(isPositive: isData, weights: used, size: size)
        return (Self.held(result?.margins, folds, fold), result?.trees)
      }
      return (
        Self.held(try table.margins(isPositive: isData, weights: used, size: size), folds, fold), nil
      )
    }
    margins = [Float](repeating: 0, count: folds.count)
    var next = [Int](repeating: 0, count: foldCount)
    for row in folds.indices {
      let fold = Int(folds[row])
      margins[row] = trained[fold].margins[next[fold]]
      next[fold] += 1
    }
    trees = trained.compactMap(\.trees)
  }

  /// Margins of the rows of a fold only: the others were trained on.
  private static func held(_ margins: [Float]?, _ folds: [UInt8], _ fold: Int) -> [Float] {
    folds.indices.filter { Int(folds[$0]) == fold }.map { margins?[$0] ?? 0 }
  }

  /// Out-of-fold AUC of data against simulation; weights may be negative.
  func area(classes: [UInt8], weights: [Double]?) -> FoldedArea? {
    FoldedArea(scores: margins, classes: classes, weights: weights, folds: folds, foldCount: foldCount)
  }
}
