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
}
