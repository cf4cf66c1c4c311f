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
            guard let firstNode = nodes.baseAddress, let firstValue = values.baseAddress,
              let firstInput = inputs.baseAddress, let firstMargin = margins.baseAddress
            else { return }
            for start in stride(from: 0, to: rows.count, by: Self.blockRows) {
              let end = min(rows.count, start + Self.blockRows)
              for tree in trees {
                var row = start
                while row + Self.lanes <= end, categories.isEmpty {
                  Self.addEight(
                    firstNode, firstValue, tree, firstInput + row * rows.width, rows.width,
                    firstMargin + row * groups + tree.group, groups)
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

  /// Adds a tree's leaves to the margins of eight rows.
  ///
  /// Eight variables instead of a vector: whole-module optimisation keeps them in registers, but not a vector's lanes.
  @inline(__always)
  private static func addEight(
    _ nodes: UnsafePointer<Node>, _ values: UnsafePointer<Float>, _ tree: Tree,
    _ inputs: UnsafePointer<Float>, _ width: Int, _ margins: UnsafeMutablePointer<Float>, _ groups: Int
  ) {
    var (a, b, c, d) = (tree.root, tree.root, tree.root, tree.root)
    var (e, f, g, h) = (a, a, a, a)
    for level in 0..<tree.depth {
      let before = (a, b, c, d, e, f)
      a = step(nodes, inputs, a)
      b = step(nodes, inputs + width, b)
      c = step(nodes, inputs + 2 &* width, c)
      d = step(nodes, inputs + 3 &* width, d)
      e = step(nodes, inputs + 4 &* width, e)
      f = step(nodes, inputs + 5 &* width, f)
      let last = (g, h)
      g = step(nodes, inputs + 6 &* width, g)
      h = step(nodes, inputs + 7 &* width, h)
      // Trees grown by loss may be very deep in few places.
      if level > 8, before == (a, b, c, d, e, f), last == (g, h) { break }
    }
    margins[0] += values[Int(a)]
    margins[groups] += values[Int(b)]
    margins[2 &* groups] += values[Int(c)]
    margins[3 &* groups] += values[Int(d)]
    margins[4 &* groups] += values[Int(e)]
    margins[5 &* groups] += values[Int(f)]
    margins[6 &* groups] += values[Int(g)]
    margins[7 &* groups] += values[Int(h)]
  }

  /// The node after `at`; a leaf stays.
  @inline(__always)
  private static func step(_ nodes: UnsafePointer<Node>, _ row: UnsafePointer<Float>, _ at: Int32) -> Int32 {
    let node = nodes + Int(at)
    let value = row[Int(node.pointee.feature)]
    // Both comparisons are false for NaN, which then takes its own step.
    let larger = value >= node.pointee.threshold ? node.pointee.step : 0
    let missing = value != value ? node.pointee.missingStep : 0
    return node.pointee.child &+ larger &+ missing
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
