import CXGBoost
import Glibc
import Synchronization

/// Rows put into bins once, on which many small models are trained side by side: for folds, seeds, permuted labels.
///
/// A training gives every row a signed weight; rows of weight 0 take no part, so that one table serves all folds. Weights
/// may be negative: the gradient w(p − y) of the logistic loss carries the sign, while the curvature is |w| p(1 − p),
/// which bounds the true one from above and keeps the trees defined. A leaf stands still where its signed gradients
/// cancel, so that the fixed point is the density ratio of the signed weights, as it has to be; where weights cancel,
/// steps are smaller. Without negative weights this is the library's own logistic loss.
///
/// One thread for each training. Source of the trees: Chen and Guestrin, KDD 2016 (arXiv:1603.02754), equation 6.
public final class TrainingTable: Sendable {
  /// Rows.
  public let rows: Int
  /// Inputs.
  public let width: Int
  private let bins: Int
  private let columns: [[Float]]
  private let matrix: FoldMatrix

  /// Puts the rows into bins; `columns`: one array per input, NaN for missing, nothing infinite. O(rows · inputs).
  ///
  /// Errors: ``ModelError``, of inputs of different lengths and of the library.
  public init(columns: [[Float]], bins: Int = 64) throws {
    let rows = columns.first?.count ?? 0
    if let other = columns.first(where: { $0.count != rows }) {
      throw ModelError.shape(expected: rows, found: other.count, what: "an input")
    }
    self.rows = rows
    width = columns.count
    self.bins = bins
    self.columns = columns
    matrix = try FoldMatrix(columns, rows: Array(0..<rows))
    // The library bins when it first trains, which two threads must not do at once.
    var gradients = Gradients(count: rows)
    if rows > 0 { try booster(on: matrix, depth: 1, learningRate: 0.1).boost(matrix, &gradients) }
  }

  /// A model, with its margins (log odds of positive) on all rows: those that it was trained on and the others.
  public struct Grown: Sendable {
    /// Margin of every row of the table.
    public var margins: [Float]
    /// The trees, to score other rows with.
    public var trees: GrownTrees
  }

  /// The margins of all rows by trees trained with the given weights; all 0 where a class has no positive sum of weights.
  ///
  /// `isPositive` and `weights` (finite, of any sign, 0: not used) have one element per row. Both classes are scaled to the same
  /// sum. Errors: ``ModelError``. O(rows · inputs · rounds · depth).
  public func margins(
    isPositive: [Bool], weights: [Float], rounds: Int, depth: Int, learningRate: Double
  ) throws -> [Float] {
    try train(isPositive, weights, rounds: rounds, depth: depth, learningRate: learningRate)?.margins
      ?? [Float](repeating: 0, count: rows)
  }

  /// Margins and the trees; nil where a class has no positive sum of weights. As ``margins(isPositive:weights:rounds:depth:learningRate:)``.
  public func grown(
    isPositive: [Bool], weights: [Float], rounds: Int, depth: Int, learningRate: Double
  ) throws -> Grown? {
    guard
      let (margins, booster) = try train(
        isPositive, weights, rounds: rounds, depth: depth, learningRate: learningRate)
    else { return nil }
    return Grown(margins: margins, trees: try GrownTrees(booster.document()))
  }

  private func train(
    _ isPositive: [Bool], _ weights: [Float], rounds: Int, depth: Int, learningRate: Double
  ) throws -> (margins: [Float], booster: Booster)? {
    for (what, count) in [("labels", isPositive.count), ("weights", weights.count)] where count != rows {
      throw ModelError.shape(expected: rows, found: count, what: what)
    }
    if let row = weights.firstIndex(where: { !$0.isFinite }) {
      throw ModelError.weight(row: row, value: weights[row])
    }
    guard let balanced = Self.balanced(weights, isPositive) else { return nil }
    let used = weights.indices.filter { weights[$0] != 0 }
    // Rows that take no part cost the library as much as others: many of them are left out, which the trees do not notice.
    guard used.count < weights.count - weights.count / 16 else {
      let booster = try booster(on: matrix, depth: depth, learningRate: learningRate)
      try Self.boost(booster, matrix, isPositive, balanced, rounds: rounds)
      return (try booster.margins(of: matrix), booster)
    }
    let part = try FoldMatrix(columns, rows: used, binnedLike: matrix, bins: bins)
    let booster = try booster(on: part, depth: depth, learningRate: learningRate)
    try Self.boost(
      booster, part, used.map { isPositive[$0] }, used.map { balanced[$0] }, rounds: rounds)
    let held = weights.indices.filter { weights[$0] == 0 }
    var margins = [Float](repeating: 0, count: self.rows)
    try booster.withMargins(of: part) { for (place, row) in used.enumerated() { margins[row] = $0[place] } }
    try booster.withMargins(of: FoldMatrix(columns, rows: held)) {
      for (place, row) in held.enumerated() { margins[row] = $0[place] }
    }
    return (margins, booster)
  }

  private static func boost(
    _ booster: Booster, _ matrix: FoldMatrix, _ isPositive: [Bool], _ weights: [Float], rounds: Int
  ) throws {
    var gradients = Gradients(count: matrix.rows)
    for _ in 0..<rounds {
      try booster.withMargins(of: matrix) { margins in
        gradients.set(margins: margins, isPositive: isPositive, weights: weights)
      }
      try booster.boost(matrix, &gradients)
    }
  }

  private func booster(on matrix: FoldMatrix, depth: Int, learningRate: Double) throws -> Booster {
    try Booster(
      on: matrix,
      settings: [
        ("objective", "binary:logistic"), ("tree_method", "hist"), ("nthread", "1"), ("verbosity", "0"),
        ("max_depth", "\(depth)"), ("eta", "\(learningRate)"), ("max_bin", "\(bins)"), ("base_score", "0.5"),
        // Four events of even odds make one unit: leaves of fewer are noise.
        ("min_child_weight", "5"), ("seed", "0"),
      ])
  }

  /// Weights whose sum is the same in both classes and whose size is 1 on average; nil unless both sums are positive.
  private static func balanced(_ weights: [Float], _ isPositive: [Bool]) -> [Float]? {
    var sums = (positive: 0.0, negative: 0.0)
    var used = 0
    for (weight, isPositive) in zip(weights, isPositive) where weight != 0 {
      used += 1
      if isPositive { sums.positive += Double(weight) } else { sums.negative += Double(weight) }
    }
    guard sums.positive > 0, sums.negative > 0 else { return nil }
    let half = Double(used) / 2
    let factors = (Float(half / sums.positive), Float(half / sums.negative))
    return zip(weights, isPositive).map { $0 * ($1 ? factors.0 : factors.1) }
  }
}

/// First and second derivative of the loss in each row.
struct Gradients {
  var first: [Float]
  var second: [Float]

  init(count: Int) {
    first = [Float](repeating: 0, count: count)
    second = first
  }

  /// Derivatives of the logistic loss: w(p − y) and |w| p(1 − p), p = 1/(1 + exp(−margin)).
  mutating func set(margins: UnsafeBufferPointer<Float>, isPositive: [Bool], weights: [Float]) {
    first.withUnsafeMutableBufferPointer { first in
      second.withUnsafeMutableBufferPointer { second in
        // Derivatives of rows of weight 0, which take no part, stay 0.
        for row in margins.indices where weights[row] != 0 {
          let p = 1 / (1 + expf(-margins[row]))
          first[row] = weights[row] * (p - (isPositive[row] ? 1 : 0))
          second[row] = abs(weights[row]) * p * (1 - p)
        }
      }
    }
  }
}

/// Trees that were trained here: they score any rows, and rows with some columns changed.
public struct GrownTrees: Sendable {
  private let model: XGBoostClassifier

  init(_ document: [UInt8]) throws {
    var margins = OutputSelection()
    margins.margin = true
    model = try XGBoostClassifier(path: "trees trained here", bytes: document, output: margins)
  }

  /// The margin of each row; `columns` as in training. O(rows · trees · depth).
  public func margins(columns: [[Float]]) throws -> [Float] {
    try model.scores(of: InputRows(columns: columns))
  }

  /// The margins of the rows for each variation, which gives some columns other values; `result[variation][row]`.
  public func margins(
    columns: [[Float]], variations: [(columns: [Int], values: [[Float]])]
  ) throws -> [[Float]] {
    let nominal = try model.scored(InputRows(columns: columns))
    return try model.scores(
      of: variations.map { InputVariation(columns: $0.columns, values: $0.values) }, from: nominal)
  }
}

extension InputRows {
  /// Rows from columns of one length.
  fileprivate init(columns: [[Float]]) {
    let width = columns.count
    var values = [Float](repeating: 0, count: width * (columns.first?.count ?? 0))
    for (place, column) in columns.enumerated() {
      for (row, value) in column.enumerated() { values[row * width + place] = value }
    }
    self.init(width: width, values: values)
  }
}
