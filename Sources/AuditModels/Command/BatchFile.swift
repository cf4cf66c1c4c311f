import Glibc

/// Writes a block of rows to a file, for programs that read files: what a command classifier may ask of a file library
/// without knowing it.
public protocol BatchFileWriter: Sendable {
  /// Ending of the files, without a dot.
  var fileExtension: String { get }
  /// Writes the rows with the names of their columns over whatever is at the path. Errors: one sentence.
  func write(_ rows: InputRows, features: [String], to path: String) throws
}

/// A block of rows in a folder of its own, until it is removed.
final class BatchFile {
  let path: String
  private let folder: String
  private var isRemoved = false

  /// Errors: ``ModelError`` when the file cannot be written.
  init(_ rows: InputRows, features: [String], by writer: any BatchFileWriter, for command: String) throws {
    let place = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((place + "/simaudit-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else {
      throw ModelError.commandNotStarted(
        command: command,
        reason:
          "no folder for its rows could be made in '\(place)' (\(String(cString: strerror(errno)).lowercased()))"
      )
    }
    folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    path = folder + "/batch." + writer.fileExtension
    do {
      try writer.write(rows, features: features, to: path)
    } catch {
      remove()
      throw ModelError.commandNotStarted(command: command, reason: "its rows could not be written: \(error)")
    }
  }

  deinit { remove() }

  /// Takes file and folder away.
  func remove() {
    guard !isRemoved else { return }
    isRemoved = true
    unlink(path)
    rmdir(folder)
  }
}
