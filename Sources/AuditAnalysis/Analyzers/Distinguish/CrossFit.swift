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
    self = try Self.all(
      [folds], table, isData: isData, weights: weights, foldCount: foldCount, size: size,
      keepsTrees: keepsTrees, pieces: pieces)[0]
  }

  /// One for each division into folds, all trainings side by side; only the first keeps trees. Errors: those of the trainer.
  static func all(
    _ divisions: [[UInt8]], _ table: any TreeTable, isData: [Bool], weights: [Float], foldCount: Int,
    size: TreeSize, keepsTrees: Bool, pieces: IndependentPieces
  ) throws -> [CrossFit] {
    let held = try pieces.map(divisions.count * foldCount) { piece in
      let (division, fold) = piece.quotientAndRemainder(dividingBy: foldCount)
      return try HeldFold(
        table, isData: isData, weights: weights, folds: divisions[division], fold: fold, size: size,
        keepsTrees: keepsTrees && division == 0)
    }
    return divisions.enumerated().map { division, folds in
      CrossFit(
        Array(held[division * foldCount..<(division + 1) * foldCount]), folds: folds, foldCount: foldCount)
    }
  }

  private init(_ held: [HeldFold], folds: [UInt8], foldCount: Int) {
    self.folds = folds
    self.foldCount = foldCount
    margins = [Float](repeating: 0, count: folds.count)
    var next = [Int](repeating: 0, count: foldCount)
    for row in folds.indices {
      let fold = Int(folds[row])
      margins[row] = held[fold].margins[next[fold]]
      next[fold] += 1
    }
    trees = held.compactMap(\.trees)
  }

  /// Out-of-fold AUC of data against simulation; weights may be negative.
  func area(classes: [UInt8], weights: [Double]?) -> FoldedArea? {
    FoldedArea(scores: margins, classes: classes, weights: weights, folds: folds, foldCount: foldCount)
  }
}

/// What trees say of the rows of a fold that they were not trained on.
private struct HeldFold: Sendable {
  /// Margins of the fold's rows, in their order.
  var margins: [Float]
  /// The trees, if they are kept.
  var trees: (any TreeModel)?

  init(
    _ table: any TreeTable, isData: [Bool], weights: [Float], folds: [UInt8], fold: Int, size: TreeSize,
    keepsTrees: Bool
  ) throws {
    var used = weights
    for row in folds.indices where Int(folds[row]) == fold { used[row] = 0 }
    let all: [Float]?
    if keepsTrees {
      let trained = try table.trained(isPositive: isData, weights: used, size: size)
      (all, trees) = (trained?.margins, trained?.trees)
    } else {
      all = try table.margins(isPositive: isData, weights: used, size: size)
    }
    margins = folds.indices.filter { Int(folds[$0]) == fold }.map { all?[$0] ?? 0 }
  }
}
