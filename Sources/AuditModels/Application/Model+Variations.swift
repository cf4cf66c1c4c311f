import AuditSamples

/// A batch that a model has scored: the nominal case, from which variations are scored.
public struct ScoredBatch: Sendable {
  /// The score of each row.
  public let scores: [Float]
  /// The blocks that were scored in one call each.
  let blocks: [ScoredRows]
  /// Number of the first row, for errors.
  let firstRow: Int
}

extension Model {
  /// The score of each row, together with what makes variations of the batch cheap to score.
  ///
  /// Arguments, scores and errors as those of ``scores(of:rows:firstRow:)``; `known`: the scores, where this model has given
  /// them before. Memory beside the scores: the inputs of all
  /// rows in float32, and for trees 4 bytes an input and 2 bytes a tree for each row: keep batches to some 10⁵ rows.
  public func scored(
    _ values: [Values], rows: Int, firstRow: Int = 0, known: ArraySlice<Float>? = nil
  ) throws -> ScoredBatch {
    var scores: [Float] = []
    scores.reserveCapacity(rows)
    var blocks: [ScoredRows] = []
    for block in Self.blocks(of: rows) {
      let part = try classifier.scored(
        inputRows(of: values, rows: block),
        known: known.map { Array($0.dropFirst(block.lowerBound).prefix(block.count)) })
      try check(part.scores, of: block, firstRow: firstRow)
      scores += part.scores
      blocks.append(part)
    }
    return ScoredBatch(scores: scores, blocks: blocks, firstRow: firstRow)
  }

  /// The score of each row after some columns have changed: for each variation, one score for each row.
  ///
  /// A variation has the new values of all rows of the columns that changed, by the column's name in the sample; columns
  /// that do not enter the model are ignored. `nominal` must come from this model. The scores are those that
  /// ``scores(of:rows:firstRow:)`` gives for the changed batch (trees: bit for bit; networks in ONNX: but for the
  /// last bits of float32), and a row in which no input changed keeps its score bit for bit. Give variations of the same
  /// columns, e.g. all strengths of one miscalibration, in one call: trees then find out once which of them can
  /// change at all. Errors: ``ModelError``, a score that is not finite among them.
  public func scores(of variations: [[String: Values]], from nominal: ScoredBatch) throws -> [[Float]] {
    var scores = [[Float]](repeating: [], count: variations.count)
    for place in scores.indices { scores[place].reserveCapacity(nominal.scores.count) }
    let rows = nominal.scores.count
    for variation in variations {
      for (column, values) in variation where values.count != rows && columns.contains(column) {
        throw ModelError.valueCount(
          model: classifier.name, column: column, expected: rows, found: values.count)
      }
    }
    for (block, scored) in zip(Self.blocks(of: rows), nominal.blocks) {
      let inputs = try variations.map { try inputVariation($0, rows: block) }
      for (place, part) in try classifier.scores(of: inputs, from: scored).enumerated() {
        try check(part, of: block, firstRow: nominal.firstRow)
        scores[place] += part
      }
    }
    return scores
  }

  /// The numbers that change in the classifier's rows. O(rows × changed inputs).
  private func inputVariation(_ variation: [String: Values], rows: Range<Int>) throws -> InputVariation {
    var result = InputVariation(columns: [], values: [])
    var column = 0
    for (place, feature) in features.enumerated() {
      let size = widths[place]
      defer { column += size }
      guard let values = variation[feature.column] else { continue }
      var numbers = [Float](repeating: 0, count: rows.count * size)
      try numbers.withUnsafeMutableBufferPointer { try fill($0, every: size, values, rows, place) }
      for offset in 0..<size {
        result.columns.append(column + offset)
        result.values.append(
          size == 1 ? numbers : stride(from: offset, to: numbers.count, by: size).map { numbers[$0] })
      }
    }
    return result
  }
}
