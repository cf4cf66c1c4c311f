import AuditEngine
import AuditReport
import AuditReporting
import FoundationEssentials

/// A result document of a path.
enum ResultDocument {
  /// Errors: one sentence that names the file and what is wrong with it.
  static func read(_ path: String) throws -> Report {
    let data: Data
    do {
      data = try Data(contentsOf: URL(filePath: path))
    } catch {
      throw EngineError.unreadable(
        path: path, reason: FileManager.default.fileExists(atPath: path) ? "no permission" : "no such file")
    }
    do {
      return try Report(jsonData: data)
    } catch {
      throw DocumentError(path: path, problem: "\(error)")
    }
  }
}

/// A document that is no result document.
private struct DocumentError: Error, CustomStringConvertible {
  let path: String
  let problem: String
  var description: String { "\(path): \(problem)" }
}
