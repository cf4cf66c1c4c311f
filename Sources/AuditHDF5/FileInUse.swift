import Glibc

/// Says, to whoever watches this process, which file libhdf5 is working on.
///
/// libhdf5 can crash or hang on damaged files. A supervisor that holds the same descriptor reads there what to
/// name in its error sentence.
public enum FileInUse {
  /// Bytes of the record at offset 0: path, newline, object inside the file, then NULs.
  public static let recordSize = 4096

  /// Where a ``Call`` follows.
  public static let callOffset = 4096

  /// What is known of the library's last call.
  public struct Call: Sendable, Equatable {
    /// Number of entries into and returns from the library: odd while a call is under way.
    public var count: UInt64 = 0
    /// Bytes that the call may have to decode without reading any.
    public var bytes: UInt64 = 0
    /// Thread that called, as the system numbers it.
    public var thread: Int32 = 0

    /// A call from what was written at `callOffset` of a descriptor.
    public init(on descriptor: Int32) {
      _ = withUnsafeMutableBytes(of: &self) {
        pread(descriptor, $0.baseAddress, $0.count, off_t(FileInUse.callOffset))
      }
    }
    init() {}
  }

  // Only touched inside `Library.locked`, or before reading starts.
  private nonisolated(unsafe) static var descriptor: Int32 = -1
  private nonisolated(unsafe) static var announced = ""
  private nonisolated(unsafe) static var depth = 0
  private nonisolated(unsafe) static var call = Call()
  private nonisolated(unsafe) static var caller: pthread_t?

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

  /// The call under way may decode so many bytes; inside `Library.locked`.
  static func decodes(_ bytes: Int) {
    call.bytes = UInt64(max(0, bytes))
    write()
  }

  private static func tick() {
    guard descriptor >= 0 else { return }
    call.count += 1
    call.bytes = 0
    if caller.map({ pthread_equal($0, pthread_self()) == 0 }) ?? true { noteThread() }
    write()
  }

  // The name of this link ends with the system's number of the thread.
  private static func noteThread() {
    caller = pthread_self()
    var name = [CChar](repeating: 0, count: 64)
    let count = max(0, readlink("/proc/thread-self", &name, name.count - 1))
    call.thread = text(Array(name[..<count])).split(separator: "/").last.flatMap { Int32($0) } ?? 0
  }

  private static func write() {
    guard descriptor >= 0 else { return }
    withUnsafeBytes(of: call) { _ = pwrite(descriptor, $0.baseAddress, $0.count, off_t(callOffset)) }
  }
}
