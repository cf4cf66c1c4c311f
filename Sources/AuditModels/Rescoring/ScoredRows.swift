/// Rows with their scores, and what the classifier keeps of them to score variations of them cheaply.
public struct ScoredRows: Sendable {
  /// The rows.
  public let rows: InputRows
  /// The score of each.
  public let scores: [Float]
  /// What the classifier that made it understands; nil when it keeps nothing.
  let memory: (any Sendable)?

  init(_ rows: InputRows, scores: [Float], memory: (any Sendable)? = nil) {
    self.rows = rows
    self.scores = scores
    self.memory = memory
  }
}

extension Classifier {
  /// Keeps nothing but the rows and their scores.
  public func scored(_ rows: InputRows, known: [Float]? = nil) throws -> ScoredRows {
    ScoredRows(rows, scores: try known ?? scores(of: rows))
  }

  /// Scores each variation as any rows.
  public func scores(of variations: [InputVariation], from nominal: ScoredRows) throws -> [[Float]] {
    try plainScores(of: variations, from: nominal)
  }

  /// Scores of variations by scoring all rows that differ.
  ///
  /// The matrix is copied once for all variations: what a variation writes into it is overwritten by the
  /// next, or taken out again.
  func plainScores(of variations: [InputVariation], from nominal: ScoredRows) throws -> [[Float]] {
    var patched = nominal.rows
    var written: [Int] = []
    return try variations.map { variation in
      try variation.check(for: nominal.rows, model: name)
      let changed = variation.changedRows(of: nominal.rows)
      guard !changed.isEmpty else { return nominal.scores }
      patched.restore(written.filter { !variation.columns.contains($0) }, from: nominal.rows)
      patched.write(variation)
      written = variation.columns
      // A copy of the rows that differ pays when most do not.
      let isPartial = changed.count <= nominal.rows.count / 2
      let found = try scores(of: isPartial ? patched.rows(changed) : patched)
      let expected = isPartial ? changed.count : patched.count
      guard found.count == expected else {
        throw ModelError.scoreCount(model: name, expected: expected, found: found.count)
      }
      guard changed.count < nominal.rows.count else { return found }
      var scores = nominal.scores
      for (place, row) in changed.enumerated() { scores[row] = found[isPartial ? place : row] }
      return scores
    }
  }
}

extension InputRows {
  /// Puts a variation's numbers into its columns.
  mutating func write(_ variation: InputVariation) {
    values.withUnsafeMutableBufferPointer { values in
      for (column, source) in zip(variation.columns, variation.values) {
        for row in 0..<count { values[row * width + column] = source[row] }
      }
    }
  }

  /// Puts the numbers of other rows of this shape into some columns.
  mutating func restore(_ columns: [Int], from rows: InputRows) {
    values.withUnsafeMutableBufferPointer { values in
      rows.values.withUnsafeBufferPointer { source in
        for column in columns {
          for place in stride(from: column, to: values.count, by: width) { values[place] = source[place] }
        }
      }
    }
  }

  /// Some of the rows.
  func rows(_ numbers: [Int]) -> InputRows {
    InputRows(width: width, values: numbers.flatMap { values[$0 * width..<($0 + 1) * width] })
  }
}
