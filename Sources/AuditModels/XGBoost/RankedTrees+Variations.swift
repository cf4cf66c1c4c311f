extension RankedTrees {
  /// Margins of variations of rows: for each, row by row, one for each output.
  ///
  /// A row can only end in another leaf of a tree when the rank of a changed input leaves the bounds that the row's
  /// present leaf sets; only such trees are walked again, and the leaves' difference is added. Exact sums make the result
  /// that of walking all trees. O(rows × variations × uses / 8 + walks × depth), a use being a tree and a changed input
  /// that it splits on.
  func margins(of variations: [InputVariation], _ nominal: RankedRows) -> [[Double]] {
    var margins = [[Double]](repeating: nominal.margins, count: variations.count)
    // Variations of the same inputs share the bounds.
    var first = 0
    while first < variations.count {
      let inputs = variations[first].columns
      let end = variations[first...].firstIndex { $0.columns != inputs } ?? variations.count
      let plan = VariationPlan(self, inputs: inputs)
      let tile = VariationTile(plan, rowRanks: rowRanks)
      for (number, rows) in Self.tiles(of: nominal.count).enumerated() {
        tile.load(self, plan, nominal, number, rows)
        for place in first..<end where tile.write(self, plan, variations[place], nominal, rows) {
          margins[place].withUnsafeMutableBufferPointer { margins in
            if let margins = margins.baseAddress {
              tile.correct(self, plan, nominal, number, rows, margins + rows.lowerBound * groups)
            }
          }
        }
      }
      first = end
    }
    return margins
  }

  /// Leaf of the first row of a tile in a tree; those of the other rows follow.
  static func leafPlace(tile: Int, tree: Int, of trees: Int) -> Int { (tile * trees + tree) * tileRows }
}

/// Which trees a change of some inputs can touch, and within which ranks it does not.
struct VariationPlan {
  /// Ranks of an input between which a row stays in its leaf, all else being equal: low ..< low + size.
  struct Bounds {
    var low: UInt16 = 0
    var size: UInt16 = ThresholdRanks.missing
  }

  /// A changed input that a tree splits on.
  struct Use {
    /// Place among the changed inputs.
    var place: Int
    /// Place of the bounds of the tree's first node.
    var bounds: Int
  }

  /// Changed inputs of one tree up to which bounds cost less than walking it.
  static let mostUses = 3

  let inputs: [Int]
  /// Trees that split on a changed input, each with its uses; with none where it is walked for every changed row.
  private(set) var trees: [(tree: Int, uses: Range<Int>)] = []
  private(set) var uses: [Use] = []
  private(set) var bounds: [Bounds] = []

  /// A plan for changes of some inputs. O(nodes of the trees that split on them).
  init(_ forest: RankedTrees, inputs: [Int]) {
    self.inputs = inputs
    var places: [Int: [Int]] = [:]
    for (place, input) in inputs.enumerated() {
      for tree in forest.treesOfInput[input] { places[tree, default: []].append(place) }
    }
    for (tree, places) in places.sorted(by: { $0.key < $1.key }) {
      let first = uses.count
      if places.count <= Self.mostUses {
        for place in places {
          uses.append(Use(place: place, bounds: bounds.count))
          addBounds(forest.nodes[forest.trees[tree].nodes], input: inputs[place])
        }
      }
      trees.append((tree, first..<uses.count))
    }
  }

  /// For each node of a tree, the ranks of an input with which a row gets there if its other inputs lead there.
  ///
  /// The rank of missing values is never within: their way depends on the nodes.
  private mutating func addBounds(_ nodes: ArraySlice<UInt64>, input: Int) {
    let start = bounds.count
    bounds.append(contentsOf: repeatElement(Bounds(), count: nodes.count))
    for (place, node) in nodes.enumerated() {
      let (cut, child, column) = RankedTrees.unpacked(node)
      guard child != place else { continue }
      let here = bounds[start + place]
      bounds[start + child] = here
      bounds[start + child + 1] = here
      guard column / 2 == input else { continue }
      let end = here.low + here.size
      let middle = min(max(UInt16(cut) + 1, here.low), end)
      bounds[start + child].size = middle - here.low
      bounds[start + child + 1] = Bounds(low: middle, size: end - middle)
    }
  }
}
