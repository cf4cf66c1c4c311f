/// Regression trees as flat arrays: the evaluator of XGBoost models.
///
/// The two children of a node are neighbours, so a step down is an addition. Leaves stay where they are, so eight
/// rows walk down a tree side by side without a branch on their values.
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
    /// Place of its root in `nodes`.
    var root: Int32
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

  private static let lanes = 8
  /// Rows that stay in the first caches while all trees pass over them.
  private static let blockRows = 512

  /// Adds each tree's leaf to `margins` (rows × groups), in float32 and in the order of the trees, as XGBoost does.
  ///
  /// O(rows × trees × depth). NaN is missing.
  func addMargins(of rows: InputRows, to margins: inout [Float]) {
    rows.values.withUnsafeBufferPointer { inputs in
      margins.withUnsafeMutableBufferPointer { margins in
        nodes.withUnsafeBufferPointer { nodes in
          values.withUnsafeBufferPointer { values in
            for start in stride(from: 0, to: rows.count, by: Self.blockRows) {
              let end = min(rows.count, start + Self.blockRows)
              for tree in trees {
                var row = start
                while row + Self.lanes <= end, categories.isEmpty {
                  let leaves = Self.walk(nodes, inputs, tree, row, rows.width)
                  for lane in 0..<Self.lanes {
                    margins[(row + lane) * groups + tree.group] += values[Int(leaves[lane])]
                  }
                  row += Self.lanes
                }
                while row < end {
                  let leaf = walk(nodes, inputs, tree, row, rows.width)
                  margins[row * groups + tree.group] += values[leaf]
                  row += 1
                }
              }
            }
          }
        }
      }
    }
  }

  /// The leaves of eight rows.
  @inline(__always)
  private static func walk(
    _ nodes: UnsafeBufferPointer<Node>, _ inputs: UnsafeBufferPointer<Float>, _ tree: Tree, _ row: Int,
    _ width: Int
  ) -> SIMD8<Int32> {
    var at = SIMD8<Int32>(repeating: tree.root)
    for level in 0..<tree.depth {
      var moving: Int32 = 0
      for lane in 0..<lanes {
        let node = nodes[Int(at[lane])]
        let value = inputs[(row &+ lane) &* width &+ Int(node.feature)]
        // Both comparisons are false for NaN, which then takes its own step.
        let step = value >= node.threshold ? node.step : 0
        let missing = value != value ? node.missingStep : 0
        at[lane] = node.child &+ step &+ missing
        moving |= node.step
      }
      // Trees grown by loss may be very deep in few places.
      if level > 8, moving == 0 { break }
    }
    return at
  }

  /// The leaf of one row, category splits included.
  private func walk(
    _ nodes: UnsafeBufferPointer<Node>, _ inputs: UnsafeBufferPointer<Float>, _ tree: Tree, _ row: Int,
    _ width: Int
  ) -> Int {
    var at = Int(tree.root)
    while nodes[at].step == 1 {
      let node = nodes[at]
      let value = inputs[row * width + Int(node.feature)]
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
