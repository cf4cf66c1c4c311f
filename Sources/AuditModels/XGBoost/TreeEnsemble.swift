/// Regression trees as flat arrays, as a model file has them.
///
/// The two children of a node are neighbours, so a step down is an addition. ``RankedTrees`` is made of it; what does not
/// fit there (category splits, for one) is walked here, row by row.
struct TreeEnsemble: Sendable {
  /// A node; its right child follows its left one.
  struct Node: Sendable {
    /// A row goes left if its value is smaller. Category splits: index into `categories`.
    var threshold: Float
    /// The left child; of a leaf, the leaf itself.
    var child: Int32
    /// Number of the input.
    var feature: Int32
    /// 1 for a node with children, 0 for a leaf.
    var step: Int32
    /// `step` when a missing value goes right, else 0.
    var missingStep: Int32
    /// True when the row goes right if its value is in a set.
    var isCategorical: Bool
  }

  /// A tree.
  struct Tree: Sendable {
    /// Places of its nodes in `nodes`; the first is the root, parents come before their children.
    var nodes: Range<Int>
    /// Steps from the root to the deepest leaf.
    var depth: Int
    /// The output that it adds to.
    var group: Int
  }

  var nodes: [Node] = []
  /// Value of each leaf; 0 for other nodes.
  var values: [Float] = []
  var trees: [Tree] = []
  /// Sets of categories that go right.
  var categories: [Set<Int32>] = []
  /// Outputs of a row.
  var groups = 1

  /// The leaf that a row of inputs falls into. O(depth).
  func leaf(of row: UnsafePointer<Float>, in tree: Tree) -> Int {
    var at = tree.nodes.lowerBound
    while nodes[at].step == 1 {
      let node = nodes[at]
      let value = row[Int(node.feature)]
      if value.isNaN {
        at = Int(node.child + node.missingStep)
      } else if node.isCategorical {
        // Not a category at all goes left, as in XGBoost.
        let isRight =
          value >= 0 && value < 16_777_216 && categories[Int(node.threshold)].contains(Int32(value))
        at = Int(node.child) + (isRight ? 1 : 0)
      } else {
        at = Int(node.child) + (value >= node.threshold ? 1 : 0)
      }
    }
    return at
  }
}
