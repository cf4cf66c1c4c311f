import AuditReport
import FoundationEssentials

/// A folder with a JSON file for each audit: merges in git, and can be made from artifacts of CI runs.
struct FolderHistory: HistoryStore {
  let path: String
  let write: (_ text: String, _ path: String) throws -> Void

  func append(_ entry: HistoryEntry) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let text = String(decoding: try encoder.encode(entry), as: UTF8.self) + "\n"
    // The moment sorts, the hash tells audits of one moment apart.
    let moment = entry.started.map { $0.isLetter || $0.isNumber ? $0 : "-" }
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in text.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    try write(text, "\(path)/\(String(moment.prefix(40)))-\(String(hash, radix: 16)).json")
  }

  func entries() throws -> [HistoryEntry] {
    let names: [String]
    do {
      names = try FileManager.default.contentsOfDirectory(atPath: path).filter { $0.hasSuffix(".json") }
        .sorted()
    } catch {
      throw HistoryError(path, "there is no such folder; 'simaudit audit --history \(path)' makes one")
    }
    let entries = try names.map { name -> HistoryEntry in
      let file = "\(path)/\(name)"
      let data: Data
      do {
        data = try Data(contentsOf: URL(filePath: file))
      } catch {
        throw HistoryError(file, "cannot be read; check its permissions")
      }
      struct Header: Decodable { var historyVersion: Int? }
      let version = (try? JSONDecoder().decode(Header.self, from: data))?.historyVersion
      guard let version else {
        throw HistoryError(
          file, "this is not an audit of a history (no 'historyVersion'); move it out of the folder")
      }
      guard version <= HistoryEntry.currentVersion else {
        throw HistoryError(file, "this was written by a newer simaudit; read it with that one")
      }
      do {
        return try JSONDecoder().decode(HistoryEntry.self, from: data)
      } catch {
        throw HistoryError(file, "this is a damaged audit of a history; remove it or copy it anew")
      }
    }
    return entries.enumerated().sorted { a, b in
      (a.element.started, a.offset) < (b.element.started, b.offset)
    }.map(\.element)
  }
}
