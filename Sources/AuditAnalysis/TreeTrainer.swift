/// Trains small boosted trees: what an analyzer may ask of a model library without knowing it.
///
/// The executable hands one over in ``AuditContext/trainer``; without one, what needs a model is left out with a note.
public protocol TreeTrainer: Sendable {
  /// Scores of each row by the model that was trained on the other folds.
  ///
  /// `columns`: one array per input, NaN for missing. `isPositive`, `weights`, `folds` (0 ..< `foldCount`): one per
  /// row. Weights are those to train with: finite and not negative. The result has one score per row, larger for more
  /// like positive; it depends on the arguments alone, not on threads. Errors: one sentence of the library.
  func outOfFoldScores(
    columns: [[Float]], isPositive: [Bool], weights: [Float], folds: [UInt8], foldCount: Int, seed: UInt64
  ) throws -> [Float]

  /// Rows made ready for many trainings; `columns`: one array per input, NaN for missing, nothing infinite.
  ///
  /// Errors: one sentence of the library.
  func table(columns: [[Float]]) throws -> any TreeTable
}

/// Rows made ready for many trainings, which may run side by side.
public protocol TreeTable: Sendable {
  /// Margin (log odds of positive) of every row by trees trained with the given weights, and the trees.
  ///
  /// `isPositive` and `weights` have one element per row; weights are finite and may be negative, rows of weight 0 take no
  /// part. Both classes count the same. The result depends on the arguments alone; nil where a class has no positive sum of
  /// weights. Errors: one sentence of the library.
  func trained(isPositive: [Bool], weights: [Float], size: TreeSize) throws -> (
    margins: [Float], trees: any TreeModel
  )?

  /// The margins alone, all 0 where a class has no positive sum of weights: for trainings whose trees nobody asks for.
  func margins(isPositive: [Bool], weights: [Float], size: TreeSize) throws -> [Float]
}

/// Trees that were trained: they score other rows.
public protocol TreeModel: Sendable {
  /// The margin of each row; `columns` as in training.
  func margins(columns: [[Float]]) throws -> [Float]

  /// The margins of the rows for each variation, which gives some columns other values: `result[variation][row]`.
  func margins(columns: [[Float]], variations: [(columns: [Int], values: [[Float]])]) throws -> [[Float]]
}

/// How much boosted trees can learn.
public struct TreeSize: Sendable, Equatable {
  /// Trees.
  public var rounds: Int
  /// Depth of a tree: the largest number of features in one interaction.
  public var depth: Int
  /// Shrinkage of each tree.
  public var learningRate: Double

  /// Trees of a size.
  public init(rounds: Int = 50, depth: Int = 4, learningRate: Double = 0.2) {
    self.rounds = rounds
    self.depth = depth
    self.learningRate = learningRate
  }
}
