import AuditReport

/// Where the estimates of past audits are kept.
public protocol HistoryStore {
  /// Adds an audit; either all of it is there afterwards or nothing.
  /// - Throws: ``HistoryError``
  func append(_ entry: HistoryEntry) throws
  /// All audits, oldest first; those of one moment in the order in which they were added.
  /// - Throws: ``HistoryError``
  func entries() throws -> [HistoryEntry]
}

/// The stores that there are.
public enum HistoryStores {
  /// The store of a path: a file whose name ends in `.sqlite`, `.sqlite3` or `.db` is a database, anything else a folder.
  ///
  /// - Parameter write: Writes a text so that a reader sees all of it or nothing; for folders.
  public static func store(
    at path: String, write: @escaping (_ text: String, _ path: String) throws -> Void
  ) -> any HistoryStore {
    let isDatabase = [".sqlite", ".sqlite3", ".db"].contains { path.hasSuffix($0) }
    return isDatabase ? SQLiteHistory(path: path) : FolderHistory(path: path, write: write)
  }
}

/// Why a history cannot be used, in one sentence.
public struct HistoryError: Error, CustomStringConvertible, Sendable, Equatable {
  /// The sentence.
  public let description: String

  init(_ path: String, _ problem: String) { description = "\(path): \(problem)" }
}
