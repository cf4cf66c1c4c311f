/// A fixed random choice of rows: the same rows whatever the chunks, the threads and the columns.
public struct RowThinning: Sendable, Equatable {
  private let seed: UInt64
  private let threshold: UInt64
  /// Part of the rows that is chosen; 1 when all are.
  public let rate: Double

  /// Chooses about `limit` of `rows` rows, all of them when there are no more.
  public init(rows: Int, limit: Int, seed: UInt64) {
    self.seed = RowHash.mix(seed ^ 0x7A3F_51C2_9D08_E6B4)
    let wanted = rows > limit ? Double(max(1, limit)) / Double(rows) : 1
    rate = wanted
    threshold = wanted >= 1 ? .max : UInt64(wanted * 0x1p63) << 1
  }

  /// True when the row is chosen. O(1).
  @inline(__always)
  public func contains(_ row: Int) -> Bool {
    threshold == .max || RowHash.mix(seed ^ UInt64(truncatingIfNeeded: row)) < threshold
  }

  /// Offsets of the chosen ones among consecutive rows, or among the given row numbers. O(n).
  public func offsets(in rows: Range<Int>, kept: [Int]?) -> [Int] {
    if let kept { return kept.indices.filter { contains(kept[$0]) } }
    if threshold == .max { return Array(0..<rows.count) }
    // Written always, kept when chosen: a branch would be mispredicted.
    return [Int](unsafeUninitializedCapacity: rows.count + 1) { buffer, count in
      guard let target = buffer.baseAddress else { return }
      for offset in 0..<rows.count {
        target[count] = offset
        count &+= contains(rows.lowerBound &+ offset) ? 1 : 0
      }
    }
  }

  /// A fair coin for the row, independent of the choice: which half it belongs to. O(1).
  @inline(__always)
  public func isInSecondHalf(_ row: Int) -> Bool {
    RowHash.mix(~seed ^ UInt64(truncatingIfNeeded: row)) & 1 == 1
  }
}
