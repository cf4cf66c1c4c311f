/// Rows with equal fingerprints: all groups of two or more.
///
/// Rows are scattered by the leading bits of their fingerprint into parts that fit into cache, and looked up in a small
/// open-addressing table there, some parts at a time. O(rows) time; 64 MB of scratch memory and 24 bytes for each row that repeats
/// another.
public struct RowGroups: Sendable, Equatable {
  /// Row numbers of all groups, one group after the other, ascending within a group.
  public private(set) var members: [Int] = []
  /// Where each group begins in `members`, and the end of the last.
  public private(set) var starts: [Int] = [0]

  /// Number of groups.
  public var count: Int { starts.count - 1 }
  /// The rows of a group, ascending.
  public subscript(group: Int) -> ArraySlice<Int> { members[starts[group]..<starts[group + 1]] }

  /// Groups of equal rows, ordered by their first row. At most 2³² rows.
  public init(of hashes: RowHash) { self.init(of: [[hashes]]) }

  /// Groups of equal rows, ordered by their first row. At most 2³² rows.
  ///
  /// `hashes` has a list for each group of columns, all of the same consecutive runs of rows; what the groups contribute to a row is
  /// added up on the way, so that nothing is copied.
  public init(of hashes: [[RowHash]]) {
    // First row of the group and row; in row order for each group.
    var links: [UInt64] = []
    FingerprintScan(hashes).run { first, row in links.append(UInt64(first) << 32 | UInt64(row)) }
    SortScratch().sort(&links)
    members.reserveCapacity(links.count)
    var last: UInt64?
    for link in links {
      if link >> 32 != last {
        if last != nil { starts.append(members.count) }
        members.append(Int(link >> 32))
      }
      members.append(Int(link & 0xFFFF_FFFF))
      last = link >> 32
    }
    if last != nil { starts.append(members.count) }
  }

  /// Number of rows that repeat an earlier one. O(rows) time, 64 MB of memory.
  public static func repeats(of hashes: [[RowHash]]) -> Int {
    var repeats = 0
    FingerprintScan(hashes).run { _, _ in repeats += 1 }
    return repeats
  }
}

/// Finds equal fingerprints.
private struct FingerprintScan {
  private struct Entry {
    var key: UInt64
    var row: UInt32
  }

  /// For each group of columns the fingerprints of consecutive runs of rows.
  private let hashes: [[RowHash]]
  private let rows: Int
  /// Leading bits that choose the part of a row: about 512 rows a part, whose 8 kB stay in first-level cache.
  private let bits: Int
  private static let blockSize = 1024
  /// Rows that are scattered together, unless one part has more.
  private static let mostEntries = 1 << 22

  init(_ hashes: [[RowHash]]) {
    self.hashes = hashes
    rows = hashes.first?.reduce(0) { $0 + $1.count } ?? 0
    precondition(rows < Int(UInt32.max), "row numbers are kept in 32 bits")
    var bits = 0
    while rows >> bits > 512 && bits < 20 { bits += 1 }
    self.bits = bits
  }

  // In two steps: a shift by 64 is not defined for `bits` = 0.
  @inline(__always)
  private func part(_ key: UInt64) -> Int { Int((key >> 1) >> UInt64(63 - bits)) }

  /// Calls `link` with the first row of its group and the row, for each row that repeats an earlier one; of one group in order.
  func run(_ link: (UInt32, UInt32) -> Void) {
    guard rows > 1 else { return }
    let parts = 1 << bits
    var sizes = [Int](repeating: 0, count: parts)
    sizes.withUnsafeMutableBufferPointer { sizes in
      forEachKey { key, _ in sizes[part(key)] += 1 }
    }
    var begin = 0
    while begin < parts {
      var end = begin + 1
      var size = sizes[begin]
      while end < parts, size + sizes[end] <= Self.mostEntries {
        size += sizes[end]
        end += 1
      }
      scan(begin..<end, sizes: sizes, size: size, link)
      begin = end
    }
  }

  private func scan(_ range: Range<Int>, sizes: [Int], size: Int, _ link: (UInt32, UInt32) -> Void) {
    var next: [Int] = []
    var place = 0
    for part in range {
      next.append(place)
      place += sizes[part]
    }
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: max(1, size))
    defer { entries.deallocate() }
    next.withUnsafeMutableBufferPointer { next in
      forEachKey { key, row in
        let index = part(key) - range.lowerBound
        guard index >= 0, index < next.count else { return }
        (entries + next[index]).initialize(to: Entry(key: key, row: UInt32(truncatingIfNeeded: row)))
        next[index] &+= 1
      }
    }
    var table: [UInt32] = []
    var start = 0
    for part in range {
      if sizes[part] > 1 { group(entries + start, size: sizes[part], table: &table, link) }
      start += sizes[part]
    }
  }

  /// The upper halves of the fingerprints, in row order.
  @inline(__always)
  private func forEachKey(_ body: (UInt64, Int) -> Void) {
    var first = 0
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 2 * Self.blockSize) { sums in
      guard let low = sums.baseAddress else { return }
      let high = low + Self.blockSize
      for run in hashes[0].indices {
        let count = hashes[0][run].count
        for start in stride(from: 0, to: count, by: Self.blockSize) {
          let block = start..<min(count, start + Self.blockSize)
          sums.initialize(repeating: 0)
          for columns in hashes { columns[run].add(block, toLow: low, high: high) }
          for index in 0..<block.count { body(high[index], first &+ start &+ index) }
        }
        first += count
      }
    }
  }

  /// The lower half of a row's fingerprint; 0 of short ones.
  private func low(_ row: UInt32) -> UInt64 {
    var run = 0
    var row = Int(row)
    while row >= hashes[0][run].count {
      row -= hashes[0][run].count
      run += 1
    }
    return hashes.reduce(0) { $0 &+ ($1[run].isShort ? 0 : $1[run].low[row]) }
  }

  /// Links the entries of one part; `table` holds 1 + the position of the first entry of each distinct row.
  private func group(
    _ entries: UnsafeMutablePointer<Entry>, size: Int, table: inout [UInt32],
    _ link: (UInt32, UInt32) -> Void
  ) {
    var capacity = 4
    while capacity < 2 * size { capacity *= 2 }
    if table.count < capacity { table = [UInt32](repeating: 0, count: capacity) }
    table.withUnsafeMutableBufferPointer { table in
      for slot in 0..<capacity { table[slot] = 0 }
      for position in 0..<size {
        let entry = entries[position]
        // The leading bits are the same in the whole part.
        var slot = Int(truncatingIfNeeded: (entry.key &<< UInt64(bits)) >> 32) & (capacity - 1)
        while true {
          let occupant = table[slot]
          if occupant == 0 {
            table[slot] = UInt32(truncatingIfNeeded: position + 1)
            break
          }
          let other = entries[Int(occupant) - 1]
          if other.key == entry.key, low(other.row) == low(entry.row) {
            link(other.row, entry.row)
            break
          }
          slot = (slot + 1) & (capacity - 1)
        }
      }
    }
  }
}
