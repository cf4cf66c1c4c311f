/// Events in row order, in the narrowest form that holds all of them exactly.
struct PendingPoints: Sendable {
  enum Form { case unit, packed, wide, rows }

  var form = Form.unit
  var keys: [UInt32] = []
  var words: [UInt64] = []
  var wide = WidePoints()
  var rows = RowBlocks()
  var expectedRows = 0

  var isWide: Bool { form == .wide }

  var count: Int {
    switch form {
    case .unit: keys.count
    case .packed: words.count
    case .wide: wide.values.count
    case .rows: rows.count
    }
  }

  mutating func append(_ values: UnsafeBufferPointer<Float>, weights: UnsafeBufferPointer<Float>?) {
    if form == .unit, let weights {
      var other: UInt32 = 0
      for weight in weights { other |= weight != 1 ? 1 : 0 }
      if other != 0 { widenToPacked() }
    }
    let count = values.count
    switch form {
    case .unit:
      if keys.isEmpty { keys.reserveCapacity(max(expectedRows, count)) }
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: DistributionBuilder.blockSize) { block in
        for index in 0..<count { block[index] = SortKey.key(values[index]) }
        keys.append(contentsOf: UnsafeBufferPointer(rebasing: block[0..<count]))
      }
    case .packed:
      if words.isEmpty { words.reserveCapacity(max(expectedRows, count)) }
      withUnsafeTemporaryAllocation(of: UInt64.self, capacity: DistributionBuilder.blockSize) { block in
        if let weights {
          for index in 0..<count {
            block[index] = SortKey.pack(SortKey.key(values[index]), weight: weights[index])
          }
        } else {
          for index in 0..<count { block[index] = SortKey.pack(SortKey.key(values[index]), weight: 1) }
        }
        words.append(contentsOf: UnsafeBufferPointer(rebasing: block[0..<count]))
      }
    case .wide:
      let isWeighted = wide.weights != nil
      if let weights, isWeighted || weights.contains(where: { $0 != 1 }) {
        makeWeighted()
        wide.weights?.append(contentsOf: weights.lazy.map(Double.init))
      } else if isWeighted {
        wide.weights?.append(contentsOf: repeatElement(1, count: count))
      }
      wide.values.append(contentsOf: values.lazy.map(Double.init))
    case .rows: rows.append(values, weights: weights)
    }
  }

  mutating func append(_ values: UnsafeBufferPointer<Double>, weights: UnsafeBufferPointer<Double>) {
    widen()
    if wide.weights != nil || weights.contains(where: { $0 != 1 }) {
      makeWeighted()
      wide.weights?.append(contentsOf: weights)
    }
    // −0 becomes +0: equal values must be equal points.
    wide.values.append(contentsOf: values.lazy.map { $0 + 0 })
  }

  private mutating func makeWeighted() {
    if wide.weights == nil { wide.weights = [Double](repeating: 1, count: wide.values.count) }
  }

  private mutating func widenToPacked() {
    words = keys.map { SortKey.pack($0, weight: 1) }
    keys = []
    form = .packed
  }

  private mutating func widen() {
    switch form {
    case .unit: wide = Points.unit(keys: keys).asWide
    case .packed: wide = Points.packed(words: words).asWide
    case .rows: wide = rows.unsorted.asWide
    case .wide: return
    }
    keys = []
    words = []
    rows = RowBlocks()
    form = .wide
  }

  /// The points in increasing order; nothing is left. Equal values keep their row order.
  mutating func takeSorted(isSorted: Bool, scratch: SortScratch) -> Points {
    defer { self = PendingPoints() }
    switch form {
    case .unit:
      var sorted: [UInt32] = []
      swap(&sorted, &keys)
      if !isSorted { scratch.sort(&sorted) }
      return .unit(keys: sorted)
    case .packed:
      var sorted: [UInt64] = []
      swap(&sorted, &words)
      if !isSorted { scratch.sort(&sorted) }
      return .packed(words: sorted)
    case .wide:
      var sorted = WidePoints()
      swap(&sorted, &wide)
      if !isSorted { WideSort.sort(&sorted, scratch: scratch) }
      return .wide(sorted)
    case .rows: return isSorted ? rows.unsorted : rows.sorted(scratch: scratch)
    }
  }
}
