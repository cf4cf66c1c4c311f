import Synchronization

/// Decoded chunks that a read used only in part, for the read that asks for the rest.
///
/// Without it a column that is one single chunk would be inflated again for every block of rows.
final class ChunkCache: Sendable {
  struct Key: Hashable, Sendable {
    var dataset: Int
    var row: Int
    var column: Int
  }
  private struct Entry {
    var key: Key
    var bytes: Bytes
  }

  private let limit: Int
  private let entries = Mutex<[Entry]>([])

  /// A cache that drops what was used longest ago beyond `limit` bytes, but always keeps the last four.
  init(limit: Int = 96 << 20) { self.limit = limit }

  func bytes(_ key: Key) -> Bytes? {
    entries.withLock { entries in
      guard let index = entries.firstIndex(where: { $0.key == key }) else { return nil }
      let entry = entries.remove(at: index)
      entries.append(entry)
      return entry.bytes
    }
  }

  func insert(_ bytes: Bytes, _ key: Key) {
    entries.withLock { entries in
      entries.removeAll { $0.key == key }
      entries.append(Entry(key: key, bytes: bytes))
      var total = entries.reduce(0) { $0 + $1.bytes.count }
      while total > limit, entries.count > 4 { total -= entries.removeFirst().bytes.count }
    }
  }

  /// Drops a chunk whose rows have all been used.
  func remove(_ key: Key) {
    entries.withLock { $0.removeAll { $0.key == key } }
  }
}
