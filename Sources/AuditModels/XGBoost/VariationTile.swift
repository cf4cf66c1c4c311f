/// A tile of rows while variations of the same inputs pass over it: memory that is used again and again.
final class VariationTile {
  private typealias Words = UnsafeMutablePointer<UInt16>
  private static let rows = RankedTrees.tileRows

  /// The tile's ranks, with a variation's in place of the nominal ones.
  private let ranks: Words
  /// Second ranks of the changed inputs, input by input.
  private let changed: Words
  /// Bounds of each row's leaf, use by use.
  private let low: Words
  private let size: Words
  /// Ones for rows that differ, and for rows whose leaf in a tree does.
  private let differs: UnsafeMutablePointer<UInt8>
  private let leaves: UnsafeMutablePointer<UInt8>
  /// The rows whose leaf differs.
  private let moved: UnsafeMutablePointer<Int>
  private let rowRanks: Int

  init(_ plan: VariationPlan, rowRanks: Int) {
    self.rowRanks = rowRanks
    func words(_ count: Int) -> Words {
      let words = Words.allocate(capacity: max(1, count))
      words.initialize(repeating: 0, count: max(1, count))
      return words
    }
    ranks = words(Self.rows * rowRanks)
    changed = words(Self.rows * plan.inputs.count)
    low = words(Self.rows * plan.uses.count)
    size = words(Self.rows * plan.uses.count)
    differs = .allocate(capacity: Self.rows)
    differs.initialize(repeating: 0, count: Self.rows)
    leaves = .allocate(capacity: Self.rows)
    leaves.initialize(repeating: 0, count: Self.rows)
    moved = .allocate(capacity: Self.rows + 4)
    moved.initialize(repeating: 0, count: Self.rows + 4)
  }

  deinit {
    for words in [ranks, changed, low, size] { words.deallocate() }
    differs.deallocate()
    leaves.deallocate()
    moved.deallocate()
  }

  /// Takes in the nominal ranks of a tile and the bounds that its rows' leaves set.
  func load(
    _ forest: RankedTrees, _ plan: VariationPlan, _ nominal: RankedRows, _ tile: Int, _ rows: Range<Int>
  ) {
    nominal.ranks.withUnsafeBufferPointer { source in
      guard let source = source.baseAddress else { return }
      ranks.update(from: source + rows.lowerBound * rowRanks, count: rows.count * rowRanks)
    }
    nominal.leaves.withUnsafeBufferPointer { leaves in
      plan.bounds.withUnsafeBufferPointer { bounds in
        guard let leaves = leaves.baseAddress, let bounds = bounds.baseAddress else { return }
        for (tree, uses) in plan.trees {
          let leaves = leaves + RankedTrees.leafPlace(tile: tile, tree: tree, of: forest.trees.count)
          for number in uses {
            let use = plan.uses[number]
            let bounds = bounds + use.bounds
            let ranks = ranks + 2 * plan.inputs[use.place] + 1
            let (low, size) = (low + number * Self.rows, size + number * Self.rows)
            for row in 0..<rows.count {
              // A missing value has a rank of its own, and only that one is certain to keep its leaf.
              let isMissing: UInt16 = ranks[row &* rowRanks] == ThresholdRanks.missing ? 0xFFFF : 0
              let own = bounds[Int(leaves[row])]
              low[row] = own.low | isMissing
              size[row] = own.size & ~isMissing | 1 & isMissing
            }
          }
        }
      }
    }
  }

  /// Puts the ranks of a variation in place of those of the variation before; false when no row differs from nominal.
  func write(
    _ forest: RankedTrees, _ plan: VariationPlan, _ variation: InputVariation, _ nominal: RankedRows,
    _ rows: Range<Int>
  ) -> Bool {
    differs.update(repeating: 0, count: Self.rows)
    var all: UInt8 = 0
    for (place, input) in plan.inputs.enumerated() {
      variation.values[place].withUnsafeBufferPointer { values in
        guard let values = values.baseAddress else { return }
        forest.ranks.write(
          values + rows.lowerBound, every: 1, count: rows.count, input: input, to: ranks + 2 * input,
          every: rowRanks)
      }
      nominal.ranks.withUnsafeBufferPointer { nominal in
        let first = rows.lowerBound * rowRanks + 2 * input + 1
        let own = changed + place * Self.rows
        for row in 0..<rows.count {
          let rank = ranks[row &* rowRanks &+ 2 &* input &+ 1]
          own[row] = rank
          let isOther: UInt8 = rank != nominal[first &+ row &* rowRanks] ? 1 : 0
          differs[row] |= isOther
          all |= isOther
        }
      }
    }
    return all != 0
  }

  /// Adds to the margins of the tile's rows what changes in the trees.
  func correct(
    _ forest: RankedTrees, _ plan: VariationPlan, _ nominal: RankedRows, _ tile: Int, _ rows: Range<Int>,
    _ margins: UnsafeMutablePointer<Double>
  ) {
    forest.nodes.withUnsafeBufferPointer { nodes in
      forest.values.withUnsafeBufferPointer { values in
        nominal.leaves.withUnsafeBufferPointer { leaves in
          guard let nodes = nodes.baseAddress, let values = values.baseAddress,
            let leaves = leaves.baseAddress
          else { return }
          for (number, uses) in plan.trees {
            compare(plan, uses)
            let count = listMoved(rows.count)
            guard count > 0 else { continue }
            let tree = forest.trees[number]
            walk(
              nodes + tree.nodes.lowerBound, values + tree.nodes.lowerBound, depth: tree.depth,
              leaves + RankedTrees.leafPlace(tile: tile, tree: number, of: forest.trees.count), count,
              margins + tree.group, forest.groups)
          }
        }
      }
    }
  }

  /// Marks the rows whose leaf differs, or may where a tree has no bounds.
  @inline(__always)
  private func compare(_ plan: VariationPlan, _ uses: Range<Int>) {
    guard !uses.isEmpty else { return leaves.update(from: differs, count: Self.rows) }
    for number in uses {
      let ranks = changed + plan.uses[number].place * Self.rows
      let (low, size) = (low + number * Self.rows, size + number * Self.rows)
      if number == uses.lowerBound {
        for row in 0..<Self.rows { leaves[row] = ranks[row] &- low[row] >= size[row] ? 1 : 0 }
      } else {
        for row in 0..<Self.rows { leaves[row] |= ranks[row] &- low[row] >= size[row] ? 1 : 0 }
      }
    }
  }

  /// Lists the marked rows in `moved`; how many there are.
  ///
  /// By way of 64 bits at a time: a branch on every few rows would be a guess each.
  @inline(__always)
  private func listMoved(_ rows: Int) -> Int {
    var count = 0
    var first = 0
    while first < rows {
      var bits: UInt64 = 0
      for part in 0..<8 {
        let bytes = UnsafeRawPointer(leaves + (first + 8 * part)).loadUnaligned(as: UInt64.self)
        // Bit k of the product's last byte is the last bit of byte k; no two terms meet in a bit.
        let byte = (UInt64(littleEndian: bytes) &* 0x0102_0408_1020_4080) &>> 56
        bits |= byte &<< UInt64(8 * part)
      }
      // Rows behind the last one of an incomplete tile are no rows.
      if rows &- first < 64 { bits &= (1 &<< UInt64(rows &- first)) &- 1 }
      while bits != 0 {
        moved[count] = first &+ bits.trailingZeroBitCount
        count &+= 1
        bits &= bits &- 1
      }
      first &+= 64
    }
    return count
  }

  /// Walks the rows in `moved` and adds the differences of their leaves.
  private func walk(
    _ nodes: UnsafePointer<UInt64>, _ values: UnsafePointer<Double>, depth: Int,
    _ leaves: UnsafePointer<UInt16>, _ count: Int, _ margins: UnsafeMutablePointer<Double>, _ groups: Int
  ) {
    for extra in 0..<3 { moved[count + extra] = moved[count - 1] }
    for start in stride(from: 0, to: count, by: 4) {
      let (p, q, r, s) = (moved[start], moved[start &+ 1], moved[start &+ 2], moved[start &+ 3])
      let (a, b, c, d) = RankedTrees.leaves(
        nodes, depth: depth, ranks + p &* rowRanks, ranks + q &* rowRanks, ranks + r &* rowRanks,
        ranks + s &* rowRanks)
      margins[p &* groups] += values[a] - values[Int(leaves[p])]
      if start &+ 1 < count { margins[q &* groups] += values[b] - values[Int(leaves[q])] }
      if start &+ 2 < count { margins[r &* groups] += values[c] - values[Int(leaves[r])] }
      if start &+ 3 < count { margins[s &* groups] += values[d] - values[Int(leaves[s])] }
    }
  }
}
