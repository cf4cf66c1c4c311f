/// A fixed random choice of rows: the same rows whatever the chunks, the threads and the columns.
public struct RowThinning: Sendable, Equatable {
  private let seed: UInt64
  /// Rows for each one that is chosen; 1 when all are.
  private let stride: Double
  /// Part of the rows that is chosen; 1 when all are.
  public var rate: Double { 1 / stride }

  /// Chooses about `limit` of `rows` rows, all of them when there are no more.
  ///
  /// The rows are cut into runs of rows / limit, and one row of each run is drawn: as random as single draws, and
  /// the rows that are not chosen cost nothing.
  public init(rows: Int, limit: Int, seed: UInt64) {
    self.seed = RowHash.mix(seed ^ 0x7A3F_51C2_9D08_E6B4)
    stride = rows > limit ? Double(rows) / Double(max(1, limit)) : 1
  }

  /// True when the row is chosen. O(1).
  @inline(__always)
  public func contains(_ row: Int) -> Bool {
    stride == 1 || chosen(in: run(of: row)) == row
  }

  /// Offsets of the chosen ones among consecutive rows, or among the given row numbers. O(chosen) or O(n).
  public func offsets(in rows: Range<Int>, kept: [Int]?) -> [Int] {
    if let kept { return kept.indices.filter { contains(kept[$0]) } }
    if stride == 1 || rows.isEmpty { return Array(0..<rows.count) }
    return (run(of: rows.lowerBound)...run(of: rows.upperBound - 1)).lazy
      .map(chosen).filter(rows.contains).map { $0 - rows.lowerBound }
  }

  @inline(__always)
  private func start(of run: Int) -> Int { Int((Double(run) * stride).rounded(.up)) }

  @inline(__always)
  private func run(of row: Int) -> Int {
    let near = Int(Double(row) / stride)
    // The division rounds: the run may begin after the row, or end before it.
    if start(of: near) > row { return near - 1 }
    return start(of: near + 1) > row ? near : near + 1
  }

  @inline(__always)
  private func chosen(in run: Int) -> Int {
    let first = start(of: run)
    let length = UInt64(start(of: run + 1) - first)
    return first
      + Int(RowHash.mix(seed ^ UInt64(truncatingIfNeeded: run)).multipliedFullWidth(by: length).high)
  }

  /// A fair coin for the row, independent of the choice: which half it belongs to. O(1).
  @inline(__always)
  public func isInSecondHalf(_ row: Int) -> Bool {
    RowHash.mix(~seed ^ UInt64(truncatingIfNeeded: row)) & 1 == 1
  }
}
