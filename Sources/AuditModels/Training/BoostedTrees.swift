import CXGBoost

/// Small gradient-boosted trees (libxgboost, histogram method) trained on one fold after the other.
///
/// Always one thread: OpenMP's spinning threads slow a shared machine down by an order of magnitude, and analyses run
/// side by side anyway. The result is a function of input and settings alone.
/// Source: Chen and Guestrin, KDD 2016 (arXiv:1603.02754).
public struct BoostedTrees: Sendable, Codable, Equatable {
  /// Trees.
  public var rounds = 50
  /// Depth of a tree.
  public var depth = 3
  /// Shrinkage of each tree.
  public var learningRate = 0.2
  /// Histogram bins of an input.
  public var bins = 64

  /// Fifty trees of depth three.
  public init() {}

  /// Margins of each row by the trees trained on the other folds.
  ///
  /// `columns`: one array per input, NaN for missing; `isPositive`, `weights` (finite, not negative), `folds`
  /// (0 ..< `foldCount`): one per row. Weights are scaled so that both classes weigh the same and have mean 1. A fold
  /// whose training rows lack a class gets margin 0. O(rows · inputs · rounds · folds). Errors: ``ModelError``.
  public func outOfFoldScores(
    columns: [[Float]], isPositive: [Bool], weights: [Float], folds: [UInt8], foldCount: Int, seed: UInt64
  ) throws -> [Float] {
    let rows = isPositive.count
    for (what, count) in [
      ("an input", columns.first { $0.count != rows }?.count ?? rows),
      ("weights", weights.count), ("folds", folds.count),
    ] where count != rows {
      throw ModelError.shape(expected: rows, found: count, what: what)
    }
    if let row = weights.firstIndex(where: { !($0 >= 0 && $0.isFinite) }) {
      throw ModelError.weight(row: row, value: weights[row])
    }
    var scores = [Float](repeating: 0, count: rows)
    for fold in 0..<foldCount {
      let training = (0..<rows).filter { Int(folds[$0]) != fold }
      let held = (0..<rows).filter { Int(folds[$0]) == fold }
      guard !held.isEmpty, let balanced = Self.balanced(weights, isPositive, training) else { continue }
      let matrix = try FoldMatrix(columns, rows: training)
      try matrix.set("label", training.map { isPositive[$0] ? 1 : 0 })
      try matrix.set("weight", balanced)
      let booster = try Booster(on: matrix, settings: settings(seed: seed))
      for round in 0..<rounds { try booster.update(round, matrix) }
      for (row, score) in zip(held, try booster.margins(of: FoldMatrix(columns, rows: held))) {
        scores[row] = score
      }
    }
    return scores
  }

  private func settings(seed: UInt64) -> [(String, String)] {
    [
      ("objective", "binary:logistic"), ("tree_method", "hist"), ("nthread", "1"), ("verbosity", "0"),
      ("max_depth", "\(depth)"), ("eta", "\(learningRate)"), ("max_bin", "\(bins)"),
      ("base_score", "0.5"), ("seed", "\(seed & 0x7FFF_FFFF)"),
    ]
  }

  /// Weights with the same sum in both classes and mean 1; nil when a class has none.
  private static func balanced(_ weights: [Float], _ isPositive: [Bool], _ rows: [Int]) -> [Float]? {
    var sums = (positive: 0.0, negative: 0.0)
    for row in rows {
      if isPositive[row] {
        sums.positive += Double(weights[row])
      } else {
        sums.negative += Double(weights[row])
      }
    }
    guard sums.positive > 0, sums.negative > 0 else { return nil }
    let half = Double(rows.count) / 2
    return rows.map {
      Float(Double(weights[$0]) * half / (isPositive[$0] ? sums.positive : sums.negative))
    }
  }
}
