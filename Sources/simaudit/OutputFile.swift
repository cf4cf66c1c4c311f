import AuditEngine
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// Writes files beside their places and renames them: a reader sees the old content or the new, never a part.
enum OutputFile {
  /// Errors: ``EngineError/unwritable(path:reason:)``; the old file is untouched.
  static func write(_ text: String, to path: String) throws { try write([(path, text)]) }

  /// Writes files that belong together: all are written aside before the first is renamed, so that a full disk leaves all old.
  ///
  /// What killed runs have left aside is taken away. Errors: ``EngineError/unwritable(path:reason:)``; the old files are
  /// untouched.
  static func write(_ files: [(path: String, text: String)]) throws {
    var aside: [String] = []
    do {
      for (path, text) in files {
        try createDirectory(path.parent)
        removeLeftovers(of: path)
        aside.append("\(path).\(getpid()).part")
        let failure = writeAside(text, to: aside[aside.count - 1], for: path)
        guard failure == 0 else { throw unwritable(path, failure) }
      }
      for (file, temporary) in zip(files, aside) where rename(temporary, file.path) != 0 {
        throw unwritable(file.path, errno)
      }
    } catch {
      for temporary in aside { unlink(temporary) }
      throw error
    }
  }

  private static func unwritable(_ path: String, _ reason: Int32) -> EngineError {
    .unwritable(path: path, reason: String(cString: strerror(reason)))
  }

  /// The number of the error, 0 when all bytes are on the disk.
  private static func writeAside(_ text: String, to temporary: String, for path: String) -> Int32 {
    var old = stat()
    let isReplaced = stat(path, &old) == 0
    // What cannot be replaced is found out before anything is.
    if isReplaced, old.st_mode & S_IFMT == S_IFDIR { return EISDIR }
    var text = text
    return text.withUTF8 { bytes -> Int32 in
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { return errno }
      defer { close(descriptor) }
      // A file that is replaced keeps its permissions.
      if isReplaced { fchmod(descriptor, old.st_mode & 0o777) }
      let failure = write(bytes, to: descriptor)
      guard failure == 0 else { return failure }
      // A full disk may show only here.
      return fsync(descriptor) == 0 ? 0 : errno
    }
  }

  /// Removes `path.PID.part` of processes that are no more.
  private static func removeLeftovers(of path: String) {
    let folder = path.parent.isEmpty ? "." : path.parent
    let start = path.split(separator: "/").last.map { "\($0)." } ?? ""
    for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    where name.hasPrefix(start) && name.hasSuffix(".part") {
      guard let process = pid_t(name.dropFirst(start.count).dropLast(".part".count)) else { continue }
      if kill(process, 0) != 0, errno == ESRCH { unlink("\(folder)/\(name)") }
    }
  }

  /// Adds to the end of a file that others write, too.
  ///
  /// Errors: ``EngineError/unwritable(path:reason:)``.
  static func append(_ text: String, to path: String) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw EngineError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
    defer { close(descriptor) }
    var text = text
    let failure = text.withUTF8 { write($0, to: descriptor) }
    guard failure == 0 else {
      throw EngineError.unwritable(path: path, reason: String(cString: strerror(failure)))
    }
  }

  /// The number of the error, 0 when all bytes went out.
  private static func write(_ bytes: UnsafeBufferPointer<UInt8>, to descriptor: Int32) -> Int32 {
    var offset = 0
    while offset < bytes.count {
      let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: offset), bytes.count - offset)
      guard count > 0 else { return errno }
      offset += count
    }
    return 0
  }

  /// The file that a link leads to: replacing the link would leave the file as it was.
  static func resolved(_ path: String) -> String {
    guard let real = realpath(path, nil) else { return path }
    defer { free(real) }
    return String(cString: real)
  }
  /// Makes the folder of a file, if it is not there.
  static func createDirectory(of path: String) throws { try createDirectory(path.parent) }

  private static func createDirectory(_ path: String) throws {
    guard !path.isEmpty else { return }
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      throw EngineError.unwritable(path: path, reason: String(cString: strerror(errno)))
    }
  }
}

extension String {
  /// Everything before the last slash; empty when there is none.
  fileprivate var parent: String {
    guard let slash = lastIndex(of: "/") else { return "" }
    return slash == startIndex ? "/" : String(self[..<slash])
  }
}
