/// Rows with equal fingerprints: all groups of two or more.
///
/// Rows are scattered by the leading bits of their fingerprint into parts that fit into cache, and looked up in a small
/// open-addressing table there. O(rows) time, 16 bytes a row of scratch memory.
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
  public init(of hashes: RowHash) {
    let rows = hashes.count
    precondition(rows < Int(UInt32.max), "row numbers are kept in 32 bits")
    guard rows > 1 else { return }
    // About 512 rows a part: their 8 kB stay in first-level cache.
    var bits = 0
    while rows >> bits > 512 && bits < 20 { bits += 1 }
    var found: [[Int]] = []
    hashes.low.withUnsafeBufferPointer { low in
      hashes.high.withUnsafeBufferPointer { high in
        Self.scan(low: low, high: high, bits: bits, found: &found)
      }
    }
    found.sort { $0[0] < $1[0] }
    for group in found {
      members += group
      starts.append(members.count)
    }
  }

  private struct Entry {
    var key: UInt64
    var row: UInt32
  }

  private static func scan(
    low: UnsafeBufferPointer<UInt64>, high: UnsafeBufferPointer<UInt64>, bits: Int, found: inout [[Int]]
  ) {
    let rows = high.count
    let parts = 1 << bits
    // In two steps: a shift by 64 is not defined for `bits` = 0.
    @inline(__always) func part(_ key: UInt64) -> Int { Int((key >> 1) >> UInt64(63 - bits)) }
    var ends = [Int](repeating: 0, count: parts + 1)
    for row in 0..<rows { ends[part(high[row]) + 1] += 1 }
    for index in 0..<parts { ends[index + 1] += ends[index] }
    let starts = ends
    let entries = UnsafeMutablePointer<Entry>.allocate(capacity: rows)
    defer { entries.deallocate() }
    ends.withUnsafeMutableBufferPointer { next in
      for row in 0..<rows {
        let key = high[row]
        let index = part(key)
        (entries + next[index]).initialize(to: Entry(key: key, row: UInt32(truncatingIfNeeded: row)))
        next[index] &+= 1
      }
    }
    var table: [UInt32] = []
    for index in 0..<parts {
      let begin = starts[index]
      let size = starts[index + 1] - begin
      if size > 1 {
        group(entries + begin, size: size, low: low, skipping: bits, table: &table, found: &found)
      }
    }
  }

  /// Groups the entries of one part; `table` holds 1 + the position of the first entry of each distinct row.
  private static func group(
    _ entries: UnsafeMutablePointer<Entry>, size: Int, low: UnsafeBufferPointer<UInt64>, skipping bits: Int,
    table: inout [UInt32], found: inout [[Int]]
  ) {
    var capacity = 4
    while capacity < 2 * size { capacity *= 2 }
    if table.count < capacity { table = [UInt32](repeating: 0, count: capacity) }
    // Position of a group in `found`, by the entry it began with; only touched where rows are equal.
    var groups: [UInt32: Int] = [:]
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
          if other.key == entry.key, low[Int(other.row)] == low[Int(entry.row)] {
            if let group = groups[occupant] {
              found[group].append(Int(entry.row))
            } else {
              groups[occupant] = found.count
              found.append([Int(other.row), Int(entry.row)])
            }
            break
          }
          slot = (slot + 1) & (capacity - 1)
        }
      }
    }
  }
}
