import AuditEngine
import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#endif

/// Writes a file beside its place and renames it: a reader sees the old content or the new, never a part.
enum OutputFile {
  /// Errors: ``EngineError/unwritable(path:reason:)``; the old file is untouched.
  static func write(_ text: String, to path: String) throws {
    try createDirectory(path.parent)
    let temporary = "\(path).\(getpid()).part"
    var text = text
    let failure = text.withUTF8 { bytes -> Int32 in
      let descriptor = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
      guard descriptor >= 0 else { return errno }
      defer { close(descriptor) }
      // A file that is replaced keeps its permissions.
      var old = stat()
      if stat(path, &old) == 0 { fchmod(descriptor, old.st_mode & 0o777) }
      let failure = write(bytes, to: descriptor)
      guard failure == 0 else { return failure }
      // A full disk may show only here.
      return fsync(descriptor) == 0 ? 0 : errno
    }
    guard failure == 0, rename(temporary, path) == 0 else {
      let reason = failure == 0 ? errno : failure
      unlink(temporary)
      throw EngineError.unwritable(path: path, reason: String(cString: strerror(reason)))
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
