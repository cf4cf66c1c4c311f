import AuditReport
import Foundation
import Testing

@testable import AuditHistory

@Suite struct HistoryStoreTests {
  private let folder = FileManager.default.temporaryDirectory.appending(path: "history-\(UUID().uuidString)")

  private static let hostile = "a'b\"; DROP TABLE audit; --\u{0}\n\u{202E}🧪"

  private func report(_ value: Double, started: String, name: String = "pt") -> Report {
    let estimate = Estimate(
      value: value, low: value - 0.01, high: value + 0.01, confidence: 0.95, unit: "GeV")
    var accepted = Finding(
      judging: Reading(
        id: "shift/ks/\(name)2", analyzer: "shift", metric: "ks", subject: Subject(feature: name),
        outcome: .inconclusive(reason: "no rows"), message: "m"), by: [Limit(min: -1, max: 1)])
    accepted.acceptance = Acceptance(reason: "r", until: .distant, expired: false)
    return Report(
      tool: .init(name: "simaudit", version: "0.1.0"), configuration: .null,
      samples: [
        SampleSummary(
          name: "data", role: "data", files: [.init(path: "d.h5", bytes: 1, sha256: "00")], rows: 5,
          rowsRead: 5,
          effectiveRows: 5, sumOfWeights: 5, negativeWeightFraction: 0)
      ],
      findings: [
        Finding(
          judging: Reading(
            id: "shift/ks/\(name)", analyzer: "shift", metric: "ks",
            subject: Subject(feature: name, simulation: "s"),
            outcome: estimate.map { .measured($0) } ?? .noted,
            message: "m"), by: [Limit(max: 0.05)]),
        accepted,
        Finding(
          judging: Reading(
            id: "shift/note/\(name)", analyzer: "shift", metric: "note", subject: Subject(feature: name),
            outcome: .noted, message: "m"), by: []),
      ], run: .init(started: started, seconds: 1, peakMemoryBytes: 1, jobs: 1))
  }

  private func store(_ name: String) throws -> any HistoryStore {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return HistoryStores.store(at: folder.appending(path: name).path) { text, path in
      let file = URL(filePath: path)
      try FileManager.default.createDirectory(
        at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try text.write(to: file, atomically: true, encoding: .utf8)
    }
  }

  @Test("what is added comes back, oldest first, whatever the names", arguments: ["h.sqlite", "folder"])
  func roundTrip(name: String) throws {
    let store = try store(name)
    let later = HistoryEntry(report(0.03, started: "2026-11-25T00:00:00Z"), revision: "2.1")
    let earlier = HistoryEntry(
      report(0.08, started: "2026-11-24T00:00:00Z", name: Self.hostile), revision: Self.hostile)
    try store.append(later)
    try store.append(earlier)
    let entries = try store.entries()
    #expect(entries == [earlier, later])
    #expect(entries[0].quantities.map(\.verdict) == [.fail, .inconclusive])
    #expect(entries[0].quantities.map(\.accepted) == [false, true])
    #expect(entries[1].quantities[0].estimate?.unit == "GeV")
    #expect(entries[1].samples[0].sha256 == ["00"])
  }

  @Test("a database can be queried by other programs")
  func query() throws {
    let store = try store("q.sqlite")
    for (day, value) in [(1, 0.01), (2, 0.02)] {
      try store.append(HistoryEntry(report(value, started: "2026-11-0\(day)T00:00:00Z"), revision: "\(day)"))
    }
    let database = try Database(path: folder.appending(path: "q.sqlite").path, readOnly: true)
    let rows = try database.run(
      "SELECT revision, value FROM quantity JOIN audit ON audit.id = audit WHERE finding = 'shift/ks/pt' ORDER BY started"
    ) { ($0.text(0) ?? "", $0.real(1) ?? 0) }
    #expect(rows.map(\.0) == ["1", "2"] && rows.map(\.1) == [0.01, 0.02])
  }

  private func problem(_ body: () throws -> Void) -> String {
    do {
      try body()
      return ""
    } catch {
      return "\(error)".replacing(folder.path + "/", with: "")
    }
  }

  @Test("what is no history is one sentence, and is not touched")
  func sentences() throws {
    let entry = HistoryEntry(report(0.03, started: "2026-11-25T00:00:00Z"), revision: "")
    let text = try store("text.sqlite")
    let file = folder.appending(path: "text.sqlite")
    try Data("this is a text that is longer than a header".utf8).write(to: file)
    #expect(
      problem { try text.append(entry) } == "text.sqlite: this is no SQLite database; name another file")
    #expect(try Data(contentsOf: file).count == 43)

    let other = try store("other.db")
    do {
      let database = try Database(path: folder.appending(path: "other.db").path, readOnly: false)
      try database.execute("CREATE TABLE audit(x)")
    }
    #expect(
      problem { try other.append(entry) }
        == "other.db: this is a database of another program; name another file")
    #expect(
      problem { _ = try other.entries() }
        == "other.db: this is a database of another program; name another file")

    let newer = try store("newer.sqlite")
    try newer.append(entry)
    try Database(path: folder.appending(path: "newer.sqlite").path, readOnly: false)
      .execute("PRAGMA user_version = 99")
    #expect(
      problem { try newer.append(entry) }
        == "newer.sqlite: this was written by a newer simaudit; use that one")

    #expect(
      problem { _ = try store("nothing.sqlite").entries() }.hasPrefix("nothing.sqlite: there is no such file")
    )
    #expect(problem { _ = try store("nowhere").entries() }.contains("there is no such folder"))
    let folderStore = try store("folder")
    try folderStore.append(entry)
    try "{}".write(to: folder.appending(path: "folder/a.json"), atomically: true, encoding: .utf8)
    #expect(
      problem { _ = try folderStore.entries() }
        == "folder/a.json: this is not an audit of a history (no 'historyVersion'); move it out of the folder"
    )
    try #"{"historyVersion": 2}"#.write(
      to: folder.appending(path: "folder/a.json"), atomically: true, encoding: .utf8)
    #expect(
      problem { _ = try folderStore.entries() }.hasPrefix(
        "folder/a.json: this was written by a newer simaudit"))
    try #"{"historyVersion": 1}"#.write(
      to: folder.appending(path: "folder/a.json"), atomically: true, encoding: .utf8)
    #expect(problem { _ = try folderStore.entries() }.hasPrefix("folder/a.json: this is a damaged audit"))
  }

  @Test("an empty database is an empty history")
  func empty() throws {
    let store = try store("empty.sqlite")
    try Data().write(to: folder.appending(path: "empty.sqlite"))
    #expect(try store.entries().isEmpty)
    try store.append(HistoryEntry(report(0.03, started: "2026-11-25T00:00:00Z"), revision: ""))
    #expect(try store.entries().count == 1)
  }
}
