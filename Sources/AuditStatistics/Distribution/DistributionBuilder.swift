/// Collects the rows of one feature, batch after batch in row order, and makes their `WeightedDistribution`.
public struct DistributionBuilder: Sendable {
  /// Finite values that stand for "missing".
  let sentinels: [Double]
  let sentinelFloats: [Float]
  let capacity: Int

  var pending = PendingPoints()
  /// Rows that no longer fit the capacity, already sorted and merged.
  var settled: WeightedDistribution?
  var missing = MissingTally()
  var order = RowOrder()
  var holdsOnlyIntegers = true
  var negativeRows = 0
  var zeroWeightRows = 0
  var invalidWeightRows = 0

  /// A builder without rows.
  ///
  /// `sentinels` are the finite values that mean "missing" (−999 …); in single-precision columns their nearest
  /// single-precision value counts. `expectedRows` avoids growing.
  public init(
    missing sentinels: [Double] = [], capacity: Int = WeightedDistribution.defaultCapacity,
    expectedRows: Int = 0
  ) {
    self.sentinels = sentinels
    sentinelFloats = sentinels.map { Float($0) }
    self.capacity = max(16, capacity)
    pending.expectedRows = max(0, min(expectedRows, self.capacity))
  }

  /// A builder that keeps the arrays it is handed, so that rows can be put in cells instead of being sorted.
  public static func keepingRows(
    missing sentinels: [Double] = [], capacity: Int = WeightedDistribution.defaultCapacity
  ) -> DistributionBuilder {
    var builder = DistributionBuilder(missing: sentinels, capacity: capacity)
    builder.pending.form = .rows
    return builder
  }

  /// A builder that works in memory of distributions given back to `scratch`.
  public init(
    missing sentinels: [Double] = [], capacity: Int = WeightedDistribution.defaultCapacity,
    expectedRows: Int, isWeighted: Bool, scratch: SortScratch
  ) {
    self.init(missing: sentinels, capacity: capacity, expectedRows: expectedRows)
    if isWeighted {
      pending.words = scratch.takeWords(pending.expectedRows)
      pending.form = .packed
    } else {
      pending.keys = scratch.takeKeys(pending.expectedRows)
    }
  }

  /// Appends rows; without weights each row has weight 1. O(rows).
  ///
  /// `negativeRows` is the number of negative weights if all are known to be finite and not zero; otherwise the weights
  /// are looked at.
  public mutating func append(_ values: [Float], weights: [Float]?, negativeRows: Int? = nil) {
    Self.check(values.count, weights?.count)
    if keep(values, weights: weights, negativeRows: negativeRows) { return }
    values.withUnsafeBufferPointer { values in
      guard let weights else { return appendFloats(values, weights: nil) }
      weights.withUnsafeBufferPointer { appendFloats(values, weights: $0) }
    }
  }

  /// Appends rows; without weights each row has weight 1. O(rows).
  public mutating func append(_ values: [Double], weights: [Float]?) {
    Self.check(values.count, weights?.count)
    values.withUnsafeBufferPointer { values in
      guard let weights else { return appendDoubles(values, sentinels: sentinels) { _ in 1 } }
      weights.withUnsafeBufferPointer { weights in
        appendDoubles(values, sentinels: sentinels) { Double(weights[$0]) }
      }
    }
  }

  /// Appends rows. O(rows).
  public mutating func append(_ values: [Float], weights: [Double]) {
    Self.check(values.count, weights.count)
    let doubles = values.map(Double.init)
    doubles.withUnsafeBufferPointer { values in
      weights.withUnsafeBufferPointer { weights in
        appendDoubles(values, sentinels: sentinelFloats.map(Double.init)) { weights[$0] }
      }
    }
  }

  /// Appends rows. O(rows).
  public mutating func append(_ values: [Double], weights: [Double]) {
    Self.check(values.count, weights.count)
    values.withUnsafeBufferPointer { values in
      weights.withUnsafeBufferPointer { weights in
        appendDoubles(values, sentinels: sentinels) { weights[$0] }
      }
    }
  }

  private static func check(_ values: Int, _ weights: Int?) {
    precondition(weights == nil || weights == values, "one weight for each value")
  }

  /// Rows collected so far that have a value.
  public var rows: Int { pending.count + (settled?.rows ?? 0) }

  /// The distribution of all rows. O(n) (radix sort); the builder is used up.
  public consuming func finish(using scratch: SortScratch = SortScratch()) -> WeightedDistribution {
    settlePending(scratch)
    return withCounts(
      of: settled ?? WeightedDistribution(points: .unit(keys: []), rows: 0, capacity: capacity))
  }

  /// The distribution of all rows, in cells of a grid that was made for this builder. O(n).
  public consuming func finish(in grid: CellGrid) -> WeightedDistribution {
    guard let rows = rowsInCells else { return finish() }
    let cells = CelledRows(rows, hasNegativeWeights: negativeRows > 0, grid: grid)
    return withCounts(of: WeightedDistribution(cells: cells, extremes: rows.extremes, capacity: capacity))
  }

  /// The rows, as far as they can be put in cells: all of them, or nil.
  var rowsInCells: RowBlocks? { settled == nil && pending.form == .rows ? pending.rows : nil }

  private func withCounts(of distribution: WeightedDistribution) -> WeightedDistribution {
    var result = distribution
    result.missing = missing
    result.order = order
    result.holdsOnlyIntegers = holdsOnlyIntegers
    result.negativeRows = negativeRows
    result.zeroWeightRows = zeroWeightRows
    result.invalidWeightRows = invalidWeightRows
    return result
  }

  /// Sorts what was collected and adds it to what was settled before.
  mutating func settlePending(_ scratch: SortScratch) {
    let rows = pending.count
    guard rows > 0 else { return }
    let points = pending.takeSorted(isSorted: order.isNonDecreasing, scratch: scratch)
    let next = WeightedDistribution(points: points, rows: rows, capacity: capacity)
    guard var all = settled else {
      settled = next
      return
    }
    settled = nil
    all.merge(next)
    settled = all
  }
}
