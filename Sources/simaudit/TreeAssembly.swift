import AuditAnalysis
import AuditModels

extension BoostedTrees: TreeTrainer {
  /// Rows put into bins.
  public func table(columns: [[Float]]) throws -> any TreeTable {
    try TrainingTable(columns: columns, bins: bins)
  }
}

extension TrainingTable: TreeTable {
  /// Margins and trees.
  public func trained(isPositive: [Bool], weights: [Float], size: TreeSize) throws -> (
    margins: [Float], trees: any TreeModel
  )? {
    try grown(
      isPositive: isPositive, weights: weights, rounds: size.rounds, depth: size.depth,
      learningRate: size.learningRate
    ).map { ($0.margins, $0.trees) }
  }

  /// Margins alone.
  public func margins(isPositive: [Bool], weights: [Float], size: TreeSize) throws -> [Float] {
    try margins(
      isPositive: isPositive, weights: weights, rounds: size.rounds, depth: size.depth,
      learningRate: size.learningRate)
  }
}

extension GrownTrees: TreeModel {}
