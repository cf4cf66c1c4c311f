import Glibc

/// Says, to whoever watches this process, which file libhdf5 is working on.
///
/// libhdf5 can crash or hang on damaged files. A supervisor that holds the same descriptor reads there what to
/// name in its error sentence.
public enum FileInUse {
  /// Bytes of the record at offset 0: path, newline, object inside the file, then NULs.
  public static let recordSize = 4096

  /// Where a 64-bit count of entries into and returns from the library follows: odd while a call is under way.
  public static let countOffset = 4096

  // Only touched inside `Library.locked`, or before reading starts.
  private nonisolated(unsafe) static var descriptor: Int32 = -1
  private nonisolated(unsafe) static var announced = ""
  private nonisolated(unsafe) static var depth = 0
  private nonisolated(unsafe) static var count: UInt64 = 0

  /// From now on, writes every change of the file in use to `descriptor`, at offset 0.
  ///
  /// The record is the path, a newline and the object inside it, filled up with NULs to `recordSize` bytes.
  public static func announce(to descriptor: Int32) {
    Library.locked("") {
      self.descriptor = descriptor
      announced = ""
      // Inside a call: counted as if it had been seen to begin.
      tick()
    }
  }

  /// Path and object from a record; nil when nothing was in use.
  public static func parse(_ record: some Sequence<UInt8>) -> (path: String, object: String)? {
    let text = String(decoding: record.prefix { $0 != 0 }, as: UTF8.self)
    guard !text.isEmpty else { return nil }
    let parts = text.split(separator: "\n", maxSplits: 1, omittingEmptySubsequences: false)
    return (String(parts[0]), parts.count > 1 ? String(parts[1]) : "")
  }

  static func change(to path: String, _ object: String) {
    guard descriptor >= 0, !path.isEmpty else { return }
    let record = path + "\n" + object
    guard record != announced else { return }
    announced = record
    var bytes = Array(record.utf8.prefix(recordSize - 1))
    bytes.append(contentsOf: repeatElement(0, count: recordSize - bytes.count))
    _ = pwrite(descriptor, bytes, bytes.count, 0)
  }

  /// Calls of the library begin. Nested ones count as one.
  static func enter() {
    depth += 1
    if depth == 1 { tick() }
  }

  /// They ended.
  static func leave() {
    depth -= 1
    if depth == 0 { tick() }
  }

  private static func tick() {
    guard descriptor >= 0 else { return }
    count += 1
    withUnsafeBytes(of: count) { _ = pwrite(descriptor, $0.baseAddress, $0.count, off_t(countOffset)) }
  }
}
