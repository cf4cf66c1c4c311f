import CSQLite

/// An open SQLite database; closed when it goes away.
struct Database: ~Copyable {
  private let handle: OpaquePointer
  private let path: String

  /// Opens a file; made when it is not there, unless it is opened to read.
  init(path: String, readOnly: Bool) throws(HistoryError) {
    var handle: OpaquePointer?
    let flags = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    let status = sqlite3_open_v2(path, &handle, flags | SQLITE_OPEN_FULLMUTEX, nil)
    guard status == SQLITE_OK, let handle else {
      let problem = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
      sqlite3_close_v2(handle)
      throw HistoryError(
        path, "the history cannot be opened (\(problem)); check the path and its permissions")
    }
    self.handle = handle
    self.path = path
    // Audits that run at the same time wait for each other.
    sqlite3_busy_timeout(handle, 60_000)
  }

  deinit { sqlite3_close_v2(handle) }

  /// What went wrong last, as a sentence.
  private func failure(_ status: Int32) -> HistoryError {
    let detail = String(cString: sqlite3_errmsg(handle))
    switch status & 0xff {
    case SQLITE_NOTADB: return HistoryError(path, "this is no SQLite database; name another file")
    case SQLITE_FULL, SQLITE_IOERR:
      return HistoryError(path, "the history cannot be written (\(detail)); it is as it was before")
    case SQLITE_READONLY, SQLITE_PERM, SQLITE_CANTOPEN:
      return HistoryError(path, "the history cannot be written (\(detail)); check its permissions")
    case SQLITE_CORRUPT:
      return HistoryError(path, "the database is damaged (\(detail)); restore a copy or name another file")
    case SQLITE_BUSY, SQLITE_LOCKED:
      return HistoryError(path, "another program holds the history; try again")
    default: return HistoryError(path, "the history does not work (\(detail))")
    }
  }

  /// Runs statements without values.
  func execute(_ sql: String) throws(HistoryError) {
    let status = sqlite3_exec(handle, sql, nil, nil, nil)
    guard status == SQLITE_OK else { throw failure(status) }
  }

  /// Row that was added last.
  var lastRow: Int { Int(sqlite3_last_insert_rowid(handle)) }

  /// A value of a statement.
  enum Value {
    case integer(Int)
    case real(Double)
    case text(String)
    case null

    init(_ number: Double?) { self = number.map { .real($0) } ?? .null }
    init(_ text: String?) { self = text.map { .text($0) } ?? .null }
  }

  /// Runs one statement for each list of values; what its rows hold.
  @discardableResult
  func run<Row>(
    _ sql: String, _ lists: [[Value]] = [[]], row: (borrowing Cursor) throws(HistoryError) -> Row
  ) throws(HistoryError) -> [Row] {
    var statement: OpaquePointer?
    let status = sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
    guard status == SQLITE_OK, let statement else { throw failure(status) }
    defer { sqlite3_finalize(statement) }
    var rows: [Row] = []
    for list in lists {
      sqlite3_reset(statement)
      for (index, value) in list.enumerated() { bind(value, Int32(index + 1), statement) }
      var step = sqlite3_step(statement)
      while step == SQLITE_ROW {
        rows.append(try row(Cursor(statement: statement)))
        step = sqlite3_step(statement)
      }
      guard step == SQLITE_DONE else { throw failure(step) }
    }
    return rows
  }

  private func bind(_ value: Value, _ index: Int32, _ statement: OpaquePointer) {
    switch value {
    case .integer(let number): sqlite3_bind_int64(statement, index, Int64(number))
    case .real(let number): sqlite3_bind_double(statement, index, number)
    case .text(var text):
      // SQLITE_TRANSIENT: SQLite copies the bytes.
      let transient = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
      text.withUTF8 { bytes in
        _ = bytes.withMemoryRebound(to: CChar.self) {
          sqlite3_bind_text(statement, index, $0.baseAddress, Int32($0.count), transient)
        }
      }
    case .null: sqlite3_bind_null(statement, index)
    }
  }

  /// The row that a statement is at.
  struct Cursor: ~Copyable {
    fileprivate let statement: OpaquePointer

    func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
    func real(_ column: Int32) -> Double? {
      sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : sqlite3_column_double(statement, column)
    }
    func text(_ column: Int32) -> String? {
      guard let bytes = sqlite3_column_text(statement, column) else { return nil }
      let count = Int(sqlite3_column_bytes(statement, column))
      return String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
    }
  }
}
