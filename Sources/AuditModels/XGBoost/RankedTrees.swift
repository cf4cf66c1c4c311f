/// Trees whose splits compare ranks: the fast evaluator of XGBoost models.
///
/// A node is eight bytes, a row is one 16-bit rank for each input and direction of missing values. Leaves point at
/// themselves, so several rows walk down a tree side by side without a branch on their values. All trees pass over a
/// tile of rows that stays in the first cache.
struct RankedTrees: Sendable {
  /// A tree.
  struct Tree: Sendable {
    /// Places of its nodes in `nodes`, and of their values.
    var nodes: Range<Int>
    /// Steps from the root to the deepest leaf.
    var depth: Int
    /// The output that it adds to.
    var group: Int
  }

  /// Rows that all trees pass over at a time.
  static let tileRows = 128

  /// From the low bits: rank below which a row goes left, left child within the tree, place in a row of ranks.
  private(set) var nodes: [UInt64] = []
  /// Value of each leaf, rounded for exact sums; 0 for other nodes.
  private(set) var values: [Double] = []
  private(set) var trees: [Tree] = []
  /// The trees that split on each input.
  private(set) var treesOfInput: [[Int]]
  /// Trees of the ensemble that are not here: category splits, or more nodes or thresholds than 16 bits count.
  let others: [TreeEnsemble.Tree]
  let ranks: ThresholdRanks
  /// Outputs of a row.
  let groups: Int

  /// Ranks of a row: two for each input.
  var rowRanks: Int { 2 * ranks.width }

  /// The trees of an ensemble of so many inputs. O(nodes · log nodes).
  init(_ ensemble: TreeEnsemble, inputs: Int, sum: ExactSum) {
    let isInRange = inputs <= Int(UInt16.max) / 2
    var thresholds = [[Float]](repeating: [], count: inputs)
    for node in ensemble.nodes where node.step == 1 && !node.isCategorical && !node.threshold.isNaN {
      thresholds[Int(node.feature)].append(node.threshold)
    }
    var crowded = Set<Int32>()
    for input in thresholds.indices where thresholds[input].count > ThresholdRanks.capacity {
      guard Set(thresholds[input]).count > ThresholdRanks.capacity else { continue }
      crowded.insert(Int32(input))
      thresholds[input] = []
    }
    let fits = { (tree: TreeEnsemble.Tree) in
      isInRange && tree.nodes.count <= Int(UInt16.max)
        && ensemble.nodes[tree.nodes].allSatisfy {
          $0.step == 0 || !($0.isCategorical || $0.threshold.isNaN || crowded.contains($0.feature))
        }
    }
    groups = ensemble.groups
    ranks = ThresholdRanks(thresholds)
    treesOfInput = Array(repeating: [], count: inputs)
    others = ensemble.trees.filter { !fits($0) }
    for tree in ensemble.trees where fits(tree) {
      var used = Set<Int>()
      let first = tree.nodes.lowerBound
      let start = nodes.count
      for place in tree.nodes {
        let node = ensemble.nodes[place]
        values.append(sum.rounded(Double(ensemble.values[place])))
        nodes.append(packed(node, first: first))
        if node.step == 1 { used.insert(Int(node.feature)) }
      }
      for input in used { treesOfInput[input].append(trees.count) }
      trees.append(Tree(nodes: start..<nodes.count, depth: tree.depth, group: tree.group))
    }
  }

  private func packed(_ node: TreeEnsemble.Node, first: Int) -> UInt64 {
    let child = UInt64(Int(node.child) - first) << 16
    // No rank is larger than all ones: a leaf stays.
    guard node.step == 1 else { return 0xFFFF | child }
    let column = UInt64(2 * node.feature + node.missingStep) << 32
    // The rank of a threshold itself is the number of those up to and including it.
    return UInt64(ranks.rank(of: node.threshold, input: Int(node.feature)) - 1) | child | column
  }

  /// The parts of a node: rank, left child, place in a row of ranks.
  static func unpacked(_ node: UInt64) -> (rank: Int, child: Int, column: Int) {
    (Int(node & 0xFFFF), Int(node >> 16 & 0xFFFF), Int(node >> 32))
  }

  /// The node after `at` for a row; a leaf stays.
  @inline(__always)
  static func step(_ nodes: UnsafePointer<UInt64>, _ row: UnsafePointer<UInt16>, _ at: Int) -> Int {
    let node = nodes[at]
    let rank = row[Int(truncatingIfNeeded: node >> 32)]
    let isRight = rank > UInt16(truncatingIfNeeded: node) ? 1 : 0
    return Int(truncatingIfNeeded: (node >> 16) & 0xFFFF) &+ isRight
  }

  /// The leaves, as places within the tree, of four rows of ranks.
  @inline(__always)
  static func leaves(
    _ nodes: UnsafePointer<UInt64>, depth: Int, _ first: UnsafePointer<UInt16>,
    _ second: UnsafePointer<UInt16>, _ third: UnsafePointer<UInt16>, _ fourth: UnsafePointer<UInt16>
  ) -> (Int, Int, Int, Int) {
    var (a, b, c, d) = (0, 0, 0, 0)
    for _ in 0..<min(depth, 8) {
      a = step(nodes, first, a)
      b = step(nodes, second, b)
      c = step(nodes, third, c)
      d = step(nodes, fourth, d)
    }
    guard depth > 8 else { return (a, b, c, d) }
    for _ in 8..<depth {
      let before = (a, b, c, d)
      a = step(nodes, first, a)
      b = step(nodes, second, b)
      c = step(nodes, third, c)
      d = step(nodes, fourth, d)
      // Trees grown by loss may be very deep in few places.
      if before == (a, b, c, d) { break }
    }
    return (a, b, c, d)
  }
}
