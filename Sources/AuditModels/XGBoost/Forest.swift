/// The trees of a model with what is added before the first: margins of rows.
///
/// Margins are exact sums of leaves, so that they do not depend on the order of the trees, on how rows are cut into calls,
/// or on whether a row was scored as a whole or from a nominal one.
struct Forest: Sendable {
  let ensemble: TreeEnsemble
  let ranked: RankedTrees
  let sum: ExactSum
  /// Margin before the first tree, for each output.
  let base: [Double]
  /// Tells its own ranked rows from those of other models, whose leaves are not here.
  private let identity = Identity()
  final class Identity: Sendable {}

  /// An ensemble of so many inputs on top of `base`.
  init(_ ensemble: TreeEnsemble, inputs: Int, base: [Float]) {
    self.ensemble = ensemble
    let leaves = ensemble.trees.reduce(0.0) { bound, tree in
      bound + ensemble.values[tree.nodes].reduce(0.0) { max($0, abs(Double($1))) }
    }
    let sum = ExactSum(bound: base.reduce(leaves) { $0 + abs(Double($1)) })
    self.sum = sum
    self.base = base.map { sum.rounded(Double($0)) }
    ranked = RankedTrees(ensemble, inputs: inputs, sum: sum)
  }

  /// Margins: row by row, one for each output. O(rows × trees × depth).
  func margins(of rows: InputRows) -> [Double] {
    var margins = start(rows)
    ranked.addMargins(of: rows, to: &margins)
    return margins
  }

  /// Margins with what the trees keep of the rows. O(rows × trees × depth).
  func ranked(_ rows: InputRows) -> ForestRows {
    ForestRows(identity: identity, rows: ranked.ranked(rows, margins: start(rows)))
  }

  /// Margins of variations of rows; nil when these were ranked by another forest, or when sums are not exact.
  func margins(of variations: [InputVariation], _ rows: InputRows, _ nominal: ForestRows) -> [[Double]]? {
    guard nominal.identity === identity, sum.quantum != nil else { return nil }
    var margins = ranked.margins(of: variations, nominal.rows)
    guard !ranked.others.isEmpty else { return margins }
    var patched = rows
    for (place, variation) in variations.enumerated() {
      let changed = variation.changedRows(of: rows)
      add(of: rows, changed, factor: -1, to: &margins[place])
      patched.write(variation)
      add(of: patched, changed, factor: 1, to: &margins[place])
      patched.restore(variation.columns, from: rows)
    }
    return margins
  }

  /// The base and the leaves of the trees that compare no ranks.
  private func start(_ rows: InputRows) -> [Double] {
    var margins = [Double](repeating: base[0], count: rows.count * base.count)
    if base.count > 1 { for index in margins.indices { margins[index] = base[index % base.count] } }
    add(of: rows, 0..<rows.count, factor: 1, to: &margins)
    return margins
  }

  /// Adds the leaves of the trees that compare no ranks, for some of the rows.
  private func add(
    of rows: InputRows, _ numbers: some Sequence<Int>, factor: Double, to margins: inout [Double]
  ) {
    guard !ranked.others.isEmpty else { return }
    rows.values.withUnsafeBufferPointer { values in
      guard let first = values.baseAddress else { return }
      for row in numbers {
        for tree in ranked.others {
          let leaf = ensemble.leaf(of: first + row * rows.width, in: tree)
          margins[row * base.count + tree.group] += factor * sum.rounded(Double(ensemble.values[leaf]))
        }
      }
    }
  }
}

/// Rows as a forest has ranked them.
struct ForestRows: Sendable {
  let identity: Forest.Identity
  let rows: RankedRows
}
