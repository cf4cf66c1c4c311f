/// Rows as trees see them, and where they ended up: what changes of a few inputs are scored from.
struct RankedRows: Sendable {
  /// Rows.
  let count: Int
  /// Two ranks for each input, row by row.
  var ranks: [UInt16]
  /// Leaf of each row in each tree: tile by tile, in each tree by tree, in each row by row; nothing after the last row.
  var leaves: [UInt16]
  /// Margins: row by row, one for each output.
  var margins: [Double]
}

extension RankedTrees {
  /// Adds the leaves of all trees to `margins` (rows × groups). O(rows × (inputs · log thresholds + trees × depth)).
  func addMargins(of rows: InputRows, to margins: inout [Double]) {
    var ranks = [UInt16](repeating: 0, count: Self.tileRows * rowRanks)
    for tile in Self.tiles(of: rows.count) {
      ranks.withUnsafeMutableBufferPointer { ranks in
        margins.withUnsafeMutableBufferPointer { margins in
          guard let ranks = ranks.baseAddress, let margins = margins.baseAddress else { return }
          rank(rows, tile, to: ranks)
          addLeaves(of: tile.count, ranks, to: margins + tile.lowerBound * groups, leaves: nil)
        }
      }
    }
  }

  /// The rows with their ranks, leaves and margins, these on top of `margins`. Cost as that of the margins.
  func ranked(_ rows: InputRows, margins: [Double]) -> RankedRows {
    let tiles = Self.tiles(of: rows.count)
    var result = RankedRows(
      count: rows.count, ranks: Array(repeating: 0, count: rows.count * rowRanks),
      leaves: Array(repeating: 0, count: tiles.count * trees.count * Self.tileRows), margins: margins)
    result.ranks.withUnsafeMutableBufferPointer { ranks in
      result.leaves.withUnsafeMutableBufferPointer { leaves in
        result.margins.withUnsafeMutableBufferPointer { margins in
          guard let ranks = ranks.baseAddress, let margins = margins.baseAddress else { return }
          for (number, tile) in tiles.enumerated() {
            let tileRanks = ranks + tile.lowerBound * rowRanks
            rank(rows, tile, to: tileRanks)
            addLeaves(
              of: tile.count, tileRanks, to: margins + tile.lowerBound * groups,
              leaves: leaves.baseAddress.map { $0 + number * trees.count * Self.tileRows })
          }
        }
      }
    }
    return result
  }

  static func tiles(of rows: Int) -> [Range<Int>] {
    stride(from: 0, to: rows, by: tileRows).map { $0..<min(rows, $0 + tileRows) }
  }

  private func rank(_ rows: InputRows, _ tile: Range<Int>, to ranks: UnsafeMutablePointer<UInt16>) {
    rows.values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      for input in 0..<rows.width {
        self.ranks.write(
          first + tile.lowerBound * rows.width + input, every: rows.width, count: tile.count, input: input,
          to: ranks + 2 * input, every: rowRanks)
      }
    }
  }

  private func addLeaves(
    of rows: Int, _ ranks: UnsafePointer<UInt16>, to margins: UnsafeMutablePointer<Double>,
    leaves: UnsafeMutablePointer<UInt16>?
  ) {
    let stride = rowRanks
    let groups = groups
    nodes.withUnsafeBufferPointer { nodes in
      values.withUnsafeBufferPointer { values in
        guard let allNodes = nodes.baseAddress, let allValues = values.baseAddress else { return }
        for (number, tree) in trees.enumerated() {
          let nodes = allNodes + tree.nodes.lowerBound
          let values = allValues + tree.nodes.lowerBound
          let margins = margins + tree.group
          let leaves = leaves.map { $0 + number * Self.tileRows }
          var row = 0
          while row < rows {
            // The last rows are walked again rather than fewer at a time; each counts once.
            let last = rows &- 1
            let (second, third, fourth) = (min(row &+ 1, last), min(row &+ 2, last), min(row &+ 3, last))
            let (a, b, c, d) = Self.leaves(
              nodes, depth: tree.depth, ranks + row &* stride, ranks + second &* stride,
              ranks + third &* stride, ranks + fourth &* stride)
            if let leaves {
              leaves[row] = UInt16(truncatingIfNeeded: a)
              leaves[second] = UInt16(truncatingIfNeeded: b)
              leaves[third] = UInt16(truncatingIfNeeded: c)
              leaves[fourth] = UInt16(truncatingIfNeeded: d)
            }
            margins[row &* groups] += values[a]
            if row < last { margins[second &* groups] += values[b] }
            if row &+ 1 < last { margins[third &* groups] += values[c] }
            if row &+ 2 < last { margins[fourth &* groups] += values[d] }
            row &+= 4
          }
        }
      }
    }
  }
}
