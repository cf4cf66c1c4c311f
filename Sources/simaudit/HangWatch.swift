import AuditHDF5
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Ends a child that does not come back from the HDF5 library: a file system that no longer answers, an endless loop on
/// a damaged file.
final class HangWatch: Sendable {
  /// Seconds that one call may take; set by this variable, 300 otherwise.
  static let limitVariable = "SIMAUDIT_HDF5_TIME_LIMIT"
  static let defaultLimit = 300
  /// Seconds of processor time that one call may take without reading a byte or going on to another object, beside those
  /// that it needs to decode what it has read: more is a loop.
  static let loopLimit = 20
  /// Bytes a second that even the slowest filter decodes.
  private static let slowestFilter = 2 << 20

  /// Why the child was ended.
  enum Cause: Int { case none, silence, loop }

  /// Seconds that one call may take.
  let limit: Int
  private let child: pid_t
  private let note: Int32
  private let ended = Atomic(Cause.none.rawValue)

  /// A watch over `child`, which notes its calls of the library on the descriptor `note`.
  init(child: pid_t, note: Int32, limit: Int) {
    self.child = child
    self.note = note
    self.limit = limit
  }

  /// Why the child was ended by this watch; `none` if it was not.
  var cause: Cause { Cause(rawValue: ended.load(ordering: .acquiring)) ?? .none }

  /// Watches from now on, on a thread of its own that ends with the process.
  func start() {
    guard note >= 0 else { return }
    var thread = pthread_t()
    let created = pthread_create(
      &thread, nil,
      { context in
        context.map { Unmanaged<HangWatch>.fromOpaque($0).takeRetainedValue().watch() }
        return nil
      }, Unmanaged.passRetained(self).toOpaque())
    if created == 0 { pthread_detach(thread) }
  }

  private func watch() {
    var last = State(child, note)
    var seconds = 0
    var ticks = 0
    while true {
      sleep(1)
      let state = State(child, note)
      let isSameCall = state.call.count % 2 == 1 && state.call.count == last.call.count
      seconds = isSameCall ? seconds + 1 : 0
      let isStill = isSameCall && state.bytesRead == last.bytesRead && state.record == last.record
      ticks = isStill ? ticks + max(0, state.processorTicks - last.processorTicks) : 0
      last = state
      let allowed = Self.loopLimit + Int(clamping: state.call.bytes) / Self.slowestFilter
      guard seconds < limit, ticks < allowed * State.ticksPerSecond else {
        // Whoever waits for a file system takes no processor time at all.
        let isComputing = ticks * 100 > seconds * State.ticksPerSecond
        ended.store((isComputing ? Cause.loop : .silence).rawValue, ordering: .releasing)
        kill(child, SIGKILL)
        return
      }
    }
  }

  /// What the child is doing, as far as it notes it and the system knows.
  private struct State {
    static let ticksPerSecond = Int(sysconf(Int32(_SC_CLK_TCK)))

    let call: FileInUse.Call
    let record: [UInt8]
    /// Of the thread that called the library.
    var processorTicks = 0
    /// Of all threads.
    var bytesRead = ""

    init(_ child: pid_t, _ note: Int32) {
      call = FileInUse.Call(on: note)
      var record = [UInt8](repeating: 0, count: FileInUse.recordSize)
      _ = pread(note, &record, record.count, 0)
      self.record = record
      // The name in brackets may hold spaces; user and system time are the 12th and 13th field after it.
      let fields = Self.text("/proc/\(child)/task/\(call.thread)/stat").split(separator: ")").last?
        .split(separator: " ")
      if let fields, fields.count > 12 { processorTicks = (Int(fields[11]) ?? 0) + (Int(fields[12]) ?? 0) }
      bytesRead = String(Self.text("/proc/\(child)/io").prefix { $0 != "\n" })
    }

    private static func text(_ path: String) -> String {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return "" }
      defer { close(descriptor) }
      var bytes = [UInt8](repeating: 0, count: 4096)
      let count = read(descriptor, &bytes, bytes.count)
      return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
    }
  }
}
