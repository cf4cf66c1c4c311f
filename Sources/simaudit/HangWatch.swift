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

  /// Seconds that one call may take.
  let limit: Int
  private let child: pid_t
  private let note: Int32
  private let ended = Atomic(false)

  /// A watch over `child`, which counts its calls of the library on the descriptor `note`.
  init(child: pid_t, note: Int32, limit: Int) {
    self.child = child
    self.note = note
    self.limit = limit
  }

  /// Whether the child was ended by this watch.
  var hasEndedChild: Bool { ended.load(ordering: .acquiring) }

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
    var last: UInt64 = 0
    var seconds = 0
    while true {
      sleep(1)
      let count = self.count
      let isInside = count % 2 == 1
      seconds = isInside && count == last ? seconds + 1 : 0
      last = count
      guard seconds < limit else {
        ended.store(true, ordering: .releasing)
        kill(child, SIGKILL)
        return
      }
    }
  }

  private var count: UInt64 {
    var count: UInt64 = 0
    _ = withUnsafeMutableBytes(of: &count) {
      pread(note, $0.baseAddress, $0.count, off_t(FileInUse.countOffset))
    }
    return count
  }
}
