import AuditStatistics

/// One question put to boosted trees: can they tell these rows from those by these columns?
struct ModelTask: Sendable {
  /// Inputs, one array per column.
  var inputs: [[Float]]
  /// 1 for rows to be recognised, 0 for the others, `RankedEvents.noClass` for rows left out.
  var classes: [UInt8]
  /// True weights; may be negative.
  var weights: [Double]?

  /// What the trees could do.
  struct Answer: Sendable {
    var area: FoldedArea
    /// AUCs with permuted labels.
    var null: [Double]
    /// ROC curve of the out-of-fold scores.
    var curve: ReceiverCurve?
    /// Index and AUC (at least ½) of each input alone, best first.
    var inputs: [(index: Int, area: Double)]
    /// Rows used.
    var rows: Int
  }

  /// Trains and measures out of fold, then again with permuted labels.
  ///
  /// Trees are trained with |w|, because negative weights make the curvature of the loss negative and trees undefined;
  /// the AUC is measured with the true weights. A score is a function like any other, so that its AUC is honest; at
  /// worst a better function exists, and the separation is larger than found. nil when a class has too few rows.
  func answer(_ trainer: any TreeTrainer, folds: Int, permutations: Int, seed: UInt64) throws -> Answer? {
    let used = classes.indices.filter { classes[$0] != RankedEvents.noClass }
    let positives = used.filter { classes[$0] == 1 }.count
    guard min(positives, used.count - positives) >= 5 * folds, !inputs.isEmpty else { return nil }
    let columns = inputs.map { column in used.map { column[$0] } }
    let labels = used.map { classes[$0] }
    let trueWeights = weights.map { all in used.map { all[$0] } }
    let training = trueWeights.map { $0.map { Float(abs($0)) } } ?? Array(repeating: 1, count: used.count)
    let random = CounterRandom(seed: seed, stream: "model-folds")
    let assigned = used.indices.map { UInt8(random.bits(UInt64($0)) % UInt64(folds)) }
    func measured(_ labels: [UInt8]) throws -> (area: FoldedArea?, scores: [Float]) {
      let scores = try trainer.outOfFoldScores(
        columns: columns, isPositive: labels.map { $0 == 1 }, weights: training, folds: assigned,
        foldCount: folds, seed: seed)
      let area = FoldedArea(
        scores: scores, classes: labels, weights: trueWeights, folds: assigned, foldCount: folds)
      return (area, scores)
    }
    let (area, scores) = try measured(labels)
    guard let area else { return nil }
    let null = try (0..<permutations).compactMap { number in
      try measured(Self.permuted(labels, CounterRandom(seed: seed, stream: UInt64(number)))).area?.value
    }
    let alone = columns.indices.map { index -> (index: Int, area: Double) in
      let events = RankedEvents(scores: columns[index], classes: labels, weights: trueWeights)
      return (index, 0.5 + abs((events.areaUnderCurve()?.value ?? 0.5) - 0.5))
    }
    return Answer(
      area: area, null: null,
      curve: ReceiverCurve(RankedEvents(scores: scores, classes: labels, weights: trueWeights), maximum: 61),
      inputs: alone.sorted { ($1.area, $0.index) < ($0.area, $1.index) }, rows: used.count)
  }

  /// Fisher-Yates with addressed random numbers.
  private static func permuted(_ labels: [UInt8], _ random: CounterRandom) -> [UInt8] {
    var result = labels
    for index in stride(from: result.count - 1, to: 0, by: -1) {
      result.swapAt(index, Int(random.bits(UInt64(index)) % UInt64(index + 1)))
    }
    return result
  }
}
