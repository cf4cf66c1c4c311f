import AuditReport
import FoundationEssentials

/// A SQLite database with a row for each audit and each of its quantities, which other programs can query, too.
struct SQLiteHistory: HistoryStore {
  let path: String

  /// "SiAu": tells our databases from others.
  private static let application = 0x5369_4175

  private static let schema = """
    CREATE TABLE audit(
      id INTEGER PRIMARY KEY, revision TEXT NOT NULL, started TEXT NOT NULL, tool TEXT NOT NULL,
      version TEXT NOT NULL, verdict TEXT NOT NULL, samples TEXT NOT NULL);
    CREATE TABLE quantity(
      audit INTEGER NOT NULL REFERENCES audit(id), finding TEXT NOT NULL, analyzer TEXT NOT NULL, metric TEXT NOT NULL,
      subject TEXT NOT NULL, value REAL, low REAL, high REAL, confidence REAL, unit TEXT,
      limit_min REAL, limit_max REAL, severity TEXT, verdict TEXT NOT NULL, accepted INTEGER NOT NULL,
      PRIMARY KEY(audit, finding)) WITHOUT ROWID;
    CREATE INDEX quantity_finding ON quantity(finding);
    PRAGMA application_id = \(application);
    PRAGMA user_version = \(HistoryEntry.currentVersion);
    """

  func append(_ entry: HistoryEntry) throws {
    let database = try Database(path: path, readOnly: false)
    // Everything or nothing, also when the process is killed or the disk is full.
    try database.execute("BEGIN IMMEDIATE")
    do {
      if try isEmpty(database) { try database.execute(Self.schema) } else { try check(database) }
      try database.run(
        "INSERT INTO audit(revision, started, tool, version, verdict, samples) VALUES(?,?,?,?,?,?)",
        [
          [
            .text(entry.revision), .text(entry.started), .text(entry.tool.name), .text(entry.tool.version),
            .text(entry.verdict.rawValue), .text(try json(entry.samples)),
          ]
        ]
      ) { _ in }
      let audit = database.lastRow
      let rows = try entry.quantities.map { quantity -> [Database.Value] in
        let (estimate, limit) = (quantity.estimate, quantity.limit)
        return [
          .integer(audit), .text(quantity.id), .text(quantity.analyzer), .text(quantity.metric),
          .text(try json(quantity.subject)), .init(estimate?.value), .init(estimate?.low),
          .init(estimate?.high),
          .init(estimate?.confidence), .init(estimate?.unit), .init(limit?.min), .init(limit?.max),
          .init(limit?.severity.rawValue), .text(quantity.verdict.rawValue),
          .integer(quantity.accepted ? 1 : 0),
        ]
      }
      try database.run(
        "INSERT OR REPLACE INTO quantity VALUES(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)", rows
      ) { _ in }
      try database.execute("COMMIT")
    } catch {
      try? database.execute("ROLLBACK")
      throw error
    }
  }

  func entries() throws -> [HistoryEntry] {
    guard FileManager.default.fileExists(atPath: path) else {
      throw HistoryError(path, "there is no such file; 'simaudit audit --history \(path)' makes one")
    }
    let database = try Database(path: path, readOnly: true)
    guard try !isEmpty(database) else { return [] }
    try check(database)
    var quantities: [Int: [HistoryEntry.Quantity]] = [:]
    let rows = try database.run(
      "SELECT audit, finding, analyzer, metric, subject, value, low, high, confidence, unit, limit_min, limit_max, severity, verdict, accepted FROM quantity ORDER BY audit, finding"
    ) { row throws(HistoryError) in (row.integer(0), try quantity(row)) }
    for (audit, quantity) in rows { quantities[audit, default: []].append(quantity) }
    return try database.run(
      "SELECT id, revision, started, tool, version, verdict, samples FROM audit ORDER BY started, id"
    ) { row throws(HistoryError) in
      HistoryEntry(
        revision: row.text(1) ?? "", started: row.text(2) ?? "",
        tool: Report.Tool(name: row.text(3) ?? "", version: row.text(4) ?? ""),
        verdict: try verdict(row.text(5)), samples: try value([HistoryEntry.Sample].self, row.text(6)),
        quantities: quantities[row.integer(0)] ?? [])
    }
  }

  private func quantity(_ row: borrowing Database.Cursor) throws(HistoryError) -> HistoryEntry.Quantity {
    var estimate: Estimate?
    if let value = row.real(5), let low = row.real(6), let high = row.real(7), let confidence = row.real(8) {
      estimate = Estimate(value: value, low: low, high: high, confidence: confidence, unit: row.text(9))
    }
    let severity = row.text(12).flatMap { Severity(rawValue: $0) }
    return HistoryEntry.Quantity(
      id: row.text(1) ?? "", analyzer: row.text(2) ?? "", metric: row.text(3) ?? "",
      subject: try value(Subject.self, row.text(4)), estimate: estimate,
      limit: severity.map { Limit(min: row.real(10), max: row.real(11), severity: $0) },
      verdict: try verdict(row.text(13)), accepted: row.integer(14) != 0)
  }

  private func verdict(_ text: String?) throws(HistoryError) -> Verdict {
    guard let verdict = text.flatMap({ Verdict(rawValue: $0) }) else {
      throw HistoryError(path, "the history holds a verdict '\(text ?? "")' that this simaudit does not know")
    }
    return verdict
  }

  private func json(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func value<Value: Decodable>(_ type: Value.Type, _ text: String?) throws(HistoryError) -> Value {
    do {
      return try JSONDecoder().decode(type, from: Data((text ?? "").utf8))
    } catch {
      throw HistoryError(path, "the history holds a text that is not what simaudit wrote; restore a copy")
    }
  }

  /// True when the database holds no tables at all.
  private func isEmpty(_ database: borrowing Database) throws(HistoryError) -> Bool {
    let count = try database.run("SELECT count(*) FROM sqlite_master") { $0.integer(0) }
    return count.first == 0
  }

  private func check(_ database: borrowing Database) throws(HistoryError) {
    let application = try database.run("PRAGMA application_id") { $0.integer(0) }.first
    guard application == Self.application else {
      throw HistoryError(path, "this is a database of another program; name another file")
    }
    let version = try database.run("PRAGMA user_version") { $0.integer(0) }.first ?? 0
    guard version <= HistoryEntry.currentVersion else {
      throw HistoryError(path, "this was written by a newer simaudit; use that one")
    }
  }
}
