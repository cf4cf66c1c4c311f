import AuditEngine
import AuditReport
import AuditReporting
import FoundationEssentials
import Glibc

/// A result document of a path.
enum ResultDocument {
  /// Errors: one sentence that names the file and what is wrong with it.
  static func read(_ path: String) throws -> Report {
    let data = try bytes(of: path)
    do {
      return try Report(jsonData: data)
    } catch {
      throw DocumentError(path: path, problem: "\(error)")
    }
  }

  /// All bytes of a file or a pipe (`simaudit diff <(git show HEAD~1:result.json) result.json`).
  private static func bytes(of path: String) throws -> Data {
    guard let file = fopen(path, "rb") else {
      throw EngineError.unreadable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
    defer { fclose(file) }
    var data = Data()
    var block = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&block, 1, block.count, file)
      data.append(contentsOf: block[..<count])
      if count < block.count { break }
    }
    guard ferror(file) == 0 else {
      throw EngineError.unreadable(path: path, reason: String(cString: strerror(errno)).lowercased())
    }
    return data
  }
}

/// A document that is no result document.
private struct DocumentError: Error, CustomStringConvertible {
  let path: String
  let problem: String
  var description: String { "\(path): \(problem)" }
}
